/*
 * Cartridges left in drives: when they go home by themselves, and what becomes of those whose program is
 * gone.
 */
#include "work/deferred.h"

#include "core/hold.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/dismounter.h"
#include "work/mounter.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const WCHAR dead[] = u"00000000000000000000000000000000";

static void leave_in_drive(struct fixture *f)
{
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);
    assert_moves(f, "");
}

/* A request that another process left unfinished. */
static GUID leave_request(struct fixture *f, DWORD operation, DWORD state, const GUID *medium)
{
    struct rsm_work work = {.operation = operation, .sort_type = operation, .medium = *medium};
    struct rsm_record request;
    GUID id;

    work.library = *library_id(f);
    work.drive = *drive_id(f, 1);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_queue_add(f->rsm, NULL, &work, &id));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_queue_set_state(f->rsm, &id, state, ERROR_SUCCESS)));
    look_at(f, &id, NTMS_LIBREQUEST, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, dead);
    change(f, &request);
    return id;
}

/* ---- the delay ---- */

static void after_its_delay_a_cartridge_goes_home(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    leave_in_drive(f);

    let_delay_pass(f, 1);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
    look_at_request(f, NTMS_LM_DISMOUNT, 1, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_true(rsm_text_equal(request.info.Info.LibRequest.szApplication, u"Removable Storage",
                               NTMS_APPLICATIONNAME_LENGTH));
}

static void without_a_delay_it_goes_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    look_at_drive(f, 1, &drive);
    drive.info.Info.Drive.dwDeferDismountDelay = 0;
    change(f, &drive);

    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);

    assert_moves(f, "drive 1 > slot 1");
}

static void another_cartridge_needs_the_drive_earlier(void **state)
{
    struct fixture *f = *state;
    leave_in_drive(f);

    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));

    assert_moves(f, "drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
}

static void one_that_cannot_go_is_not_tried_all_the_time(void **state)
{
    struct fixture *f = *state;
    leave_in_drive(f);
    rsm_sim_put_in("lib", "slot 1  A00003L5 ansi VOL003");
    rsm_sim_put_in("lib", "slot 3  A00004L5 ansi VOL004");
    let_delay_pass(f, 1);

    run_all_work(f);
    run_all_work(f);

    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_FAILED, 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_take_out("lib", "slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* after which it is tried again */
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 3, slot 1 > drive 1, drive 1 > slot 1");
}

static void nothing_moves_in_a_disabled_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    leave_in_drive(f);
    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);

    let_delay_pass(f, 1);
    run_all_work(f);

    assert_moves(f, "");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_QUEUED, 0);
}

static void a_mount_keeps_it_in_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record request;
    GUID mount;
    leave_in_drive(f);
    look_at_medium(f, "A00001L5", &medium);
    mount = leave_request(f, NTMS_LM_MOUNT, NTMS_LM_WAITING, &medium.info.ObjectGuid);
    let_delay_pass(f, 1);

    run_all_work(f);
    assert_moves(f, "");

    look_at(f, &mount, NTMS_LIBREQUEST, &request);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(
        f->rsm->store, rsm_queue_set_state(f->rsm, &mount, NTMS_LM_CANCELLED, ERROR_SUCCESS)));
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

static void the_next_program_waits_for_what_is_left_of_the_delay(void **state)
{
    struct fixture *f = *state;
    leave_in_drive(f);

    restart(f);
    run_all_work(f);
    assert_moves(f, "");
    let_delay_pass(f, 1);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

/* ---- programs that are gone ---- */

static void the_medium_of_a_dead_program_goes_home(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)orphan_slot(f, 1);
    begin_keeping_log();

    run_all_work(f);

    assert_logged("the program that mounted A00001L5 ended");
    end_keeping_log();
    assert_moves(f, "drive 1 > slot 1");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
}

static void but_not_while_somebody_still_uses_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)orphan_slot(f, 1);
    rsm_sim_occupy("lib", 1, true);

    run_all_work(f);
    assert_moves(f, "");
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);

    rsm_sim_occupy("lib", 1, false);
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

static void the_medium_of_a_closed_session_stays(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);

    restart(f);
    run_all_work(f);

    assert_moves(f, "");
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
}

/* ---- requests that are gone ---- */

static void a_dismount_of_a_dead_process_goes_on(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record request;
    GUID left;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    medium.own.Hold = RSM_HOLD_DISMOUNTING;
    change(f, &medium);
    left = leave_request(f, NTMS_LM_DISMOUNT, NTMS_LM_INPROCESS, &medium.info.ObjectGuid);

    restart(f);
    run_all_work(f);

    look_at(f, &left, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_CANCELLED);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_moves(f, "drive 1 > slot 1");
}

static void a_dismount_that_waits_outlives_its_process(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_reserve("lib", 1, true);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);

    restart(f);
    run_all_work(f);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    assert_moves(f, "");
    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

static void a_dismount_without_a_request_gets_one(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    medium.own.Hold = RSM_HOLD_DISMOUNTING;
    change(f, &medium);

    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(after_its_delay_a_cartridge_goes_home),
        story(without_a_delay_it_goes_at_once),
        story(another_cartridge_needs_the_drive_earlier),
        story(one_that_cannot_go_is_not_tried_all_the_time),
        story(nothing_moves_in_a_disabled_library),
        story(a_mount_keeps_it_in_the_drive),
        story_on_disk(the_next_program_waits_for_what_is_left_of_the_delay),
        story(the_medium_of_a_dead_program_goes_home),
        story(but_not_while_somebody_still_uses_the_drive),
        story_on_disk(the_medium_of_a_closed_session_stays),
        story_on_disk(a_dismount_of_a_dead_process_goes_on),
        story_on_disk(a_dismount_that_waits_outlives_its_process),
        story(a_dismount_without_a_request_gets_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
