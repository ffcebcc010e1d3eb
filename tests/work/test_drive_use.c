/*
 * Where programs open drives by name: nothing of ours is open on a drive that nobody of us has in hand, and a
 * drive that a program has open is left to it.
 */
#include "work/drive_use.h"

#include "core/hold.h"
#include "core/session.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/cleaners.h"
#include "work/dismounter.h"
#include "work/eject.h"
#include "work/hand.h"
#include "work/mount_batch.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "slot 4   empty\n";

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char uncertain_drives[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static const char alone[] = "alone\ndrive 1 - ansi VOL001\n";

static void open_as_program(unsigned drive)
{
    assert_true(rsm_sim_open_as_program("lib", drive));
}

static void close_as_program(unsigned drive)
{
    rsm_sim_occupy("lib", drive, false);
}

/* ---- ours are closed ---- */

static void after_work_no_drive_is_open(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);

    assert_true(rsm_sim_commands_of(0x08) > 0); /* labels were read */
    assert_int_equal(rsm_sim_ways("lib", 0), 1);
    assert_int_equal(rsm_sim_ways("lib", 1), 0);
    assert_int_equal(rsm_sim_ways("lib", 2), 0);
}

static void a_drive_with_a_dismounted_medium_is_not_open(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);

    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);

    assert_int_equal(rsm_sim_ways("lib", 1), 0);
}

static void a_program_can_open_its_drive_for_itself(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, two_drives);

    drive = mount_slot(f, 1);

    open_as_program(drive);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_drive_state(f, drive, NTMS_DRIVESTATE_LOADED);
    close_as_program(drive);
}

static void a_drive_that_stands_alone_is_closed_between_looks(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, alone);
    assert_int_equal(rsm_sim_ways("lib", 1), 0);

    run_all_work(f);
    assert_int_equal(rsm_sim_ways("lib", 1), 0);
}

/* ---- mounts ---- */

static void a_mount_takes_another_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    open_as_program(1);

    assert_int_equal(mount_slot(f, 1), 2);

    assert_moves(f, "slot 1 > drive 2");
    close_as_program(1);
}

static struct mount_call queue_for_drive(struct fixture *f, unsigned slot, unsigned drive)
{
    struct mount_call call = call_for_slot(f, slot);

    call.options |= NTMS_MOUNT_NOWAIT | NTMS_MOUNT_SPECIFIC_DRIVE;
    call.drives[0] = *drive_id(f, drive);
    assert_success(make_call(f, &call));
    return call;
}

static void a_mount_that_wants_that_drive_waits_for_it(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    open_as_program(1);

    call = queue_for_drive(f, 1, 1);
    run_all_work(f);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    assert_moves(f, "");

    close_as_program(1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_moves(f, "slot 1 > drive 1");
}

static void however_often_the_program_comes_back(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, one_drive);
    open_as_program(1);
    call = queue_for_drive(f, 1, 1);
    run_all_work(f);

    for (int i = 0; i < 5; i++) {
        assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* it may be tried anew */
        run_all_work(f);
        assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    }

    close_as_program(1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

static void a_call_waits_for_it_until_its_time_is_over(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, one_drive);
    open_as_program(1);
    call = call_for_slot(f, 1);
    call.timeout_ms = 1;

    assert_fails_with(ERROR_TIMEOUT, make_call(f, &call));

    assert_given_up(f, &call);
    close_as_program(1);
    run_all_work(f);
    assert_moves(f, "");
}

static void a_medium_in_that_drive_waits_too(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    assert_int_equal(have_mounted(f, 1), 1);
    call = call_for(f, 1, (const unsigned[]){2});
    call.media[0] = side_of(f, "A00001L5");
    call.options |= NTMS_MOUNT_NOWAIT;
    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);
    open_as_program(1);

    assert_success(make_call(f, &call));
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    assert_moves(f, "");

    close_as_program(1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_moves(f, "");
}

static void nothing_is_loaded_while_the_drive_may_be_one_that_is_open(void **state)
{
    struct fixture *f = *state;
    plug_in(f, uncertain_drives);
    open_as_program(2);

    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");

    close_as_program(2);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Import");
}

/* ---- identification, cleaning ---- */

static void identification_waits_for_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in(f, one_drive);
    open_as_program(1);

    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED, 2);

    close_as_program(1);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00002L5", "Import");
}

static void a_cartridge_that_is_in_it_is_identified_later(void **state)
{
    struct fixture *f = *state;
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  from 1 A00001L5 ansi VOL001\n"
            "slot 1   empty\n");
    open_as_program(1);

    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");

    close_as_program(1);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Import");
}

static void a_cleaning_waits_for_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_drive);
    begin_with_cleaner(f, 3, "CLN001L1 cleaner 9", 9);
    open_as_program(1);

    assert_success(clean_drive(f, 1));
    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");

    close_as_program(1);
    run_all_work(f);
    assert_true(was_cleaned(f, 1));
}

/* ---- dismounts ---- */

static void a_dismount_waits_until_the_program_closes_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    open_as_program(1);

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    run_all_work(f);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING, 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_moves(f, "");
    assert_fails_with(ERROR_BUSY, ask_dismount_drive(f, 1));

    close_as_program(1);
    run_all_work(f);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_moves(f, "drive 1 > slot 1");
}

static void the_tape_of_a_program_that_ended_waits_for_whoever_has_the_drive_open(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)orphan_slot(f, 1);
    open_as_program(1);

    run_all_work(f);
    assert_moves(f, "");

    close_as_program(1);
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

/* ---- by itself, and in few words ---- */

static bool is_mounted_by_now(struct fixture *f)
{
    return count_requests(f, NTMS_LM_MOUNT, NTMS_LM_PASSED) == 1;
}

/* Who read the last label lets go of the drive right after it is on record. */
static bool is_opened_as_program(struct fixture *f)
{
    (void)f;
    return rsm_sim_open_as_program("lib", 1);
}

static void it_goes_on_by_itself(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    assert_true(wait_until(f, is_opened_as_program));
    (void)queue_slot(f, 1, 0);

    close_as_program(1);

    assert_true(wait_until(f, is_mounted_by_now));
    open_as_program(1);
    close_as_program(1);
}

static void the_log_says_it_once(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    open_as_program(1);
    (void)queue_slot(f, 1, 0);

    begin_keeping_log();
    run_all_work(f);
    assert_logged("another program has drive 1 open");
    end_keeping_log();
    begin_keeping_log();
    run_all_work(f);
    assert_not_logged("");
    end_keeping_log();
    close_as_program(1);
    run_all_work(f);
}

/* ---- a drive that stands alone ---- */

static void a_lone_drive_that_a_program_has_open_stays_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, alone);
    open_as_program(1);

    run_all_work(f);
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
    assert_in_drive(f, u"VOL001");
    close_as_program(1);
    run_all_work(f);
    assert_in_drive(f, u"VOL001");
}

static void it_is_there_when_work_begins_though_a_program_has_it_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in(f, alone);
    open_as_program(1);

    run_all_work(f);
    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);

    close_as_program(1);
    run_all_work(f);
    assert_in_drive(f, u"VOL001");
}

static void a_mount_waits_for_it(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = {.count = 1, .timeout_ms = RSM_FOREVER, .options = NTMS_MOUNT_NOWAIT};
    struct rsm_record medium;
    struct rsm_record side;
    plug_in_and_settle(f, alone);
    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    open_as_program(1);

    assert_success(make_call(f, &call));
    run_all_work(f);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);

    close_as_program(1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    open_as_program(1);
    close_as_program(1);
}

static void it_is_not_ejected_by_force_either(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record medium;
    struct rsm_record request;
    GUID operation;
    plug_in_and_settle(f, alone);
    look_in_drive(f, &medium);
    open_as_program(1);

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_eject_start(session, &medium.info.ObjectGuid, true, &operation));
    rsm_session_release(session);
    run_all_work(f);

    look_at_request(f, NTMS_LM_EJECT, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_BUSY);
    assert_false(rsm_sim_is_pushed_out("lib"));
    close_as_program(1);
    run_all_work(f);
}

static void a_cartridge_exchanged_between_looks_is_read(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, alone);
    run_all_work(f);
    before = count_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED);
    run_all_work(f);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, before); /* opened anew, and no news */

    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    rsm_sim_announce_drive("lib", 1);
    run_all_work(f);

    assert_in_drive(f, u"VOL002");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_shared(after_work_no_drive_is_open),
        story_shared(a_drive_with_a_dismounted_medium_is_not_open),
        story_shared(a_program_can_open_its_drive_for_itself),
        story_shared(a_drive_that_stands_alone_is_closed_between_looks),
        story_shared(a_mount_takes_another_drive),
        story_shared(a_mount_that_wants_that_drive_waits_for_it),
        story_shared(however_often_the_program_comes_back),
        story_shared(a_call_waits_for_it_until_its_time_is_over),
        story_shared(a_medium_in_that_drive_waits_too),
        story_shared(nothing_is_loaded_while_the_drive_may_be_one_that_is_open),
        story_shared(identification_waits_for_the_drive),
        story_shared(a_cartridge_that_is_in_it_is_identified_later),
        story_shared(a_cleaning_waits_for_the_drive),
        story_shared(a_dismount_waits_until_the_program_closes_the_drive),
        story_shared(the_tape_of_a_program_that_ended_waits_for_whoever_has_the_drive_open),
        story_shared_threads(it_goes_on_by_itself),
        story_shared(the_log_says_it_once),
        story_shared(a_lone_drive_that_a_program_has_open_stays_as_it_was),
        story_shared(it_is_there_when_work_begins_though_a_program_has_it_open),
        story_shared(a_mount_waits_for_it),
        story_shared(it_is_not_ejected_by_force_either),
        story_shared(a_cartridge_exchanged_between_looks_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
