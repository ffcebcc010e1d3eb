/*
 * Enabling and disabling libraries, drives and media: the requests, what they wait for, and what is not
 * done any more with what is disabled.
 */
#include "work/enable.h"

#include "core/media.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

enum { READ = 0x08 };

static rsm_error enable(struct fixture *f, DWORD type, const GUID *id, bool enabled)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_enable_queue(session, type, id, enabled);
    rsm_session_release(session);
    return err;
}

static void disable_now(struct fixture *f, DWORD type, const GUID *id)
{
    assert_success(enable(f, type, id, false));
    run_all_work(f);
}

static void enable_now(struct fixture *f, DWORD type, const GUID *id)
{
    assert_success(enable(f, type, id, true));
    run_all_work(f);
}

static bool is_enabled(struct fixture *f, const GUID *id)
{
    struct rsm_record record;

    look_at(f, id, NTMS_UNKNOWN, &record);
    return record.info.Enabled != FALSE;
}

/* ---- the requests ---- */

static void an_object_changes_when_its_request_runs(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, two_drives);

    assert_success(enable(f, NTMS_DRIVE, drive_id(f, 2), false));

    assert_true(is_enabled(f, drive_id(f, 2)));
    look_at_request(f, NTMS_LM_DISABLEDRIVE, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_QUEUED);
    assert_guid(*drive_id(f, 2), request.info.Info.LibRequest.DriveId);
    assert_guid(*library_id(f), request.info.Info.LibRequest.Library);
    run_all_work(f);
    assert_false(is_enabled(f, drive_id(f, 2)));
    assert_true(is_enabled(f, drive_id(f, 1)));
    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_PASSED, 1);
}

static void each_kind_has_its_two_requests(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, two_drives);

    disable_now(f, NTMS_LIBRARY, library_id(f));
    enable_now(f, NTMS_LIBRARY, library_id(f));
    disable_now(f, NTMS_DRIVE, drive_id(f, 1));
    enable_now(f, NTMS_DRIVE, drive_id(f, 1));
    disable_now(f, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1));
    enable_now(f, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1));

    for (DWORD operation = NTMS_LM_DISABLELIBRARY; operation <= NTMS_LM_ENABLEMEDIA; operation++)
        assert_requests(f, operation, NTMS_LM_PASSED, 1);
    look_at_request(f, NTMS_LM_DISABLEMEDIA, 0, &request);
    assert_guid(*medium_in_slot(f, 1), request.info.Info.LibRequest.PhysMediaId);
    assert_true(is_enabled(f, library_id(f)));
    assert_true(is_enabled(f, drive_id(f, 1)));
    assert_true(is_enabled(f, medium_in_slot(f, 1)));
}

static void only_libraries_drives_and_media_can_be_disabled(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES + 2; type++) {
        if (type == NTMS_LIBRARY || type == NTMS_DRIVE || type == NTMS_PHYSICAL_MEDIA)
            continue;
        assert_fails_with(ERROR_INVALID_PARAMETER, enable(f, type, slot_id(f, 1), false));
    }
    assert_fails_with(ERROR_INVALID_PARAMETER, enable(f, NTMS_DRIVE, NULL, false));
}

static void objects_of_another_kind_are_not_found(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, enable(f, NTMS_DRIVE, slot_id(f, 1), false));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, enable(f, NTMS_LIBRARY, &rsm_guid_null, true));
}

/* covers ERROR_INVALID_STATE of EnableNtmsObject, DisableNtmsObject */
static void what_is_so_already_is_an_invalid_state(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_fails_with(ERROR_INVALID_STATE, enable(f, NTMS_DRIVE, drive_id(f, 1), true));
    disable_now(f, NTMS_DRIVE, drive_id(f, 1));
    assert_fails_with(ERROR_INVALID_STATE, enable(f, NTMS_DRIVE, drive_id(f, 1), false));
}

static void the_offline_library_cannot_be_disabled(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_fails_with(ERROR_LIBRARY_OFFLINE, enable(f, NTMS_LIBRARY, offline_library_id(f), false));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, enable(f, NTMS_LIBRARY, offline_library_id(f), true));
}

/* covers ERROR_ACCESS_DENIED of EnableNtmsObject, DisableNtmsObject */
static void the_right_is_modify_on_the_library(void **state)
{
    struct fixture *f = *state;
    struct guard guard;
    plug_in_and_settle(f, two_drives);
    const struct {
        DWORD type;
        GUID *id;
    } objects[] = {{NTMS_LIBRARY, library_id(f)},
                   {NTMS_DRIVE, drive_id(f, 1)},
                   {NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1)}};

    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        set_guard(f->rsm, &guard, NTMS_MODIFY_ACCESS);
        assert_fails_with(ERROR_ACCESS_DENIED, enable(f, objects[i].type, objects[i].id, false));
        assert_asked(&guard, NTMS_LIBRARY, library_id(f), NTMS_MODIFY_ACCESS);
        set_guard(f->rsm, &guard, NTMS_MODIFY_ACCESS);
        assert_fails_with(ERROR_ACCESS_DENIED, enable(f, objects[i].type, objects[i].id, true));
    }
    remove_guard(f->rsm);
}

static void rights_are_asked_before_the_state_is_looked_at(void **state)
{
    struct fixture *f = *state;
    struct guard guard;
    plug_in_and_settle(f, two_drives);

    set_guard(f->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, enable(f, NTMS_LIBRARY, offline_library_id(f), true));
    assert_fails_with(ERROR_ACCESS_DENIED, enable(f, NTMS_DRIVE, drive_id(f, 1), true));
    remove_guard(f->rsm);
}

static void a_request_whose_object_was_deleted_fails(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    GUID medium;
    plug_in_and_settle(f, two_drives);
    medium = *medium_in_slot(f, 1);

    assert_success(enable(f, NTMS_PHYSICAL_MEDIA, &medium, false));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_media_delete(f->rsm, &medium)));
    f->unsettled = true;
    run_all_work(f);

    look_at_request(f, NTMS_LM_DISABLEMEDIA, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_OBJECT_NOT_FOUND);
}

/* ---- at once ---- */

static void a_library_that_is_not_present_changes_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, two_drives);
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_success(enable(f, NTMS_LIBRARY, library_id(f), false));
    assert_false(is_enabled(f, library_id(f)));
    assert_success(enable(f, NTMS_DRIVE, drive_id(f, 1), false));
    assert_false(is_enabled(f, drive_id(f, 1)));
    assert_success(enable(f, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1), false));
    assert_false(is_enabled(f, medium_in_slot(f, 1)));

    assert_int_equal(count_unfinished(f), 0);
    assert_success(enable(f, NTMS_LIBRARY, library_id(f), true));
    assert_true(is_enabled(f, library_id(f)));
}

static void an_offline_medium_changes_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, two_drives);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backup");
    look_at_medium(f, "A00001L5", &medium);
    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_offline(f, "A00001L5");

    assert_success(enable(f, NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid, false));

    assert_false(is_enabled(f, &medium.info.ObjectGuid));
    assert_int_equal(count_unfinished(f), 0);
    assert_requests(f, NTMS_LM_DISABLEMEDIA, NTMS_LM_QUEUED, 0);
}

/* ---- drives ---- */

static void the_cartridge_of_a_disabled_drive_goes_home(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_forget_moves("lib");

    disable_now(f, NTMS_DRIVE, drive_id(f, 1));

    assert_moves(f, "drive 1 > slot 1");
    assert_false(is_enabled(f, drive_id(f, 1)));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_in_slot(f, "A00001L5", 1);
}

static void a_cartridge_that_cannot_go_home_stays_in_the_disabled_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_put_in("lib", "slot 1 A00008L5 blank");
    rsm_sim_put_in("lib", "slot 3 A00009L5 blank");
    assert_success(take_inventory(f, NTMS_INVENTORY_SLOT));
    run_all_work(f);
    rsm_sim_forget_moves("lib");
    f->unsettled = true;

    disable_now(f, NTMS_DRIVE, drive_id(f, 1));

    assert_moves(f, "");
    assert_false(is_enabled(f, drive_id(f, 1)));
    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_PASSED, 1);
}

static void a_disabled_drive_is_not_used(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_DRIVE, drive_id(f, 1));
    rsm_sim_forget_moves("lib");

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1, slot 2 > drive 2, drive 2 > slot 2");
}

static void with_all_drives_disabled_identification_fails(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_DRIVE, drive_id(f, 1));
    disable_now(f, NTMS_DRIVE, drive_id(f, 2));

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));

    enable_now(f, NTMS_DRIVE, drive_id(f, 2));
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
}

/* ---- media ---- */

static void a_disabled_medium_is_not_identified(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1));

    assert_fails_with(ERROR_RESOURCE_DISABLED, identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));
}

static void an_inventory_mounts_all_but_the_disabled_media(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1));
    rsm_sim_forget_moves("lib");

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
    look_at_request(f, NTMS_LM_PROCESSOMID, 2, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_RESOURCE_DISABLED);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_false(is_enabled(f, medium_in_slot(f, 1)));
}

/* ---- libraries ---- */

static void a_disabled_library_takes_no_new_work(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_LIBRARY, library_id(f));

    assert_fails_with(ERROR_RESOURCE_DISABLED, take_inventory(f, NTMS_INVENTORY_FAST));
    assert_fails_with(ERROR_RESOURCE_DISABLED, identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    assert_moves(f, "");
}

static void what_was_queued_before_a_library_was_disabled_fails_or_is_stopped(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    disable_now(f, NTMS_LIBRARY, library_id(f));

    assert_moves(f, "");
    assert_int_equal(count_unfinished(f), 0);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_FAILED, 1);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void what_is_in_a_disabled_library_keeps_its_own_bit(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_DRIVE, drive_id(f, 2));

    disable_now(f, NTMS_LIBRARY, library_id(f));
    assert_true(is_enabled(f, drive_id(f, 1)));
    assert_true(is_enabled(f, medium_in_slot(f, 1)));
    enable_now(f, NTMS_LIBRARY, library_id(f));

    assert_true(is_enabled(f, drive_id(f, 1)));
    assert_false(is_enabled(f, drive_id(f, 2)));
}

static void nothing_moves_in_a_disabled_library_when_a_drive_is_disabled(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    disable_now(f, NTMS_LIBRARY, library_id(f));
    rsm_sim_forget_moves("lib");

    disable_now(f, NTMS_DRIVE, drive_id(f, 1));

    assert_moves(f, "");
    assert_false(is_enabled(f, drive_id(f, 1)));
}

static void a_library_that_is_enabled_again_is_looked_at(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_LIBRARY, library_id(f));
    rsm_sim_put_in("lib", "slot 3 A00003L5 blank");
    run_all_work(f);
    assert_no_medium(f, "A00003L5");

    enable_now(f, NTMS_LIBRARY, library_id(f));
    run_all_work(f);

    assert_pool(f, "A00003L5", "Unrecognized");
}

static void a_disabled_library_is_not_looked_at_by_a_start(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_LIBRARY, library_id(f));
    rsm_sim_put_in("lib", "slot 3 A00003L5 blank");

    restart(f);
    run_all_work(f);
    assert_no_medium(f, "A00003L5");
    assert_false(is_enabled(f, library_id(f)));

    enable_now(f, NTMS_LIBRARY, library_id(f));
    run_all_work(f);
    assert_pool(f, "A00003L5", "Unrecognized");
}

/* ---- running work ends first ---- */

static void begin_identification(struct fixture *f, DWORD drive_to_leave_out)
{
    plug_in_and_settle(f, two_drives);
    disable_now(f, NTMS_DRIVE, drive_id(f, drive_to_leave_out));
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 1));
}

static void a_drive_that_reads_is_disabled_when_it_has_read(void **state)
{
    struct fixture *f = *state;
    begin_identification(f, 2);

    assert_success(enable(f, NTMS_DRIVE, drive_id(f, 1), false));
    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_QUEUED, 1);
    assert_true(is_enabled(f, drive_id(f, 1)));

    rsm_sim_release("lib");
    run_all_work(f);
    assert_false(is_enabled(f, drive_id(f, 1)));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_PASSED, 2);
}

static void a_library_is_disabled_when_what_runs_has_ended_and_nothing_else_begins(void **state)
{
    struct fixture *f = *state;
    begin_identification(f, 2);

    assert_success(enable(f, NTMS_LIBRARY, library_id(f), false));
    assert_true(is_enabled(f, library_id(f)));

    rsm_sim_release("lib");
    run_all_work(f);
    assert_false(is_enabled(f, library_id(f)));
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 3);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_CANCELLED, 1);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
}

static void a_medium_that_is_read_is_disabled_when_it_was_read(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    begin_identification(f, 2);
    look_at_medium(f, "A00001L5", &medium);

    assert_success(enable(f, NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid, false));
    assert_true(is_enabled(f, &medium.info.ObjectGuid));

    rsm_sim_release("lib");
    run_all_work(f);
    assert_false(is_enabled(f, &medium.info.ObjectGuid));
    assert_in_slot(f, "A00001L5", 1);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 4);
}

static void closing_the_last_session_finishes_what_was_asked(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_success(enable(f, NTMS_LIBRARY, library_id(f), false));
    restart(f);

    assert_false(is_enabled(f, library_id(f)));
    assert_requests(f, NTMS_LM_DISABLELIBRARY, NTMS_LM_PASSED, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_object_changes_when_its_request_runs),
        story(each_kind_has_its_two_requests),
        story(only_libraries_drives_and_media_can_be_disabled),
        story(objects_of_another_kind_are_not_found),
        story(what_is_so_already_is_an_invalid_state),
        story(the_offline_library_cannot_be_disabled),
        story(the_right_is_modify_on_the_library),
        story(rights_are_asked_before_the_state_is_looked_at),
        story(a_request_whose_object_was_deleted_fails),
        story(a_library_that_is_not_present_changes_at_once),
        story(an_offline_medium_changes_at_once),
        story(the_cartridge_of_a_disabled_drive_goes_home),
        story(a_cartridge_that_cannot_go_home_stays_in_the_disabled_drive),
        story(a_disabled_drive_is_not_used),
        story(with_all_drives_disabled_identification_fails),
        story(a_disabled_medium_is_not_identified),
        story(an_inventory_mounts_all_but_the_disabled_media),
        story(a_disabled_library_takes_no_new_work),
        story(what_was_queued_before_a_library_was_disabled_fails_or_is_stopped),
        story(what_is_in_a_disabled_library_keeps_its_own_bit),
        story(nothing_moves_in_a_disabled_library_when_a_drive_is_disabled),
        story(a_library_that_is_enabled_again_is_looked_at),
        story_on_disk(a_disabled_library_is_not_looked_at_by_a_start),
        story_threads(a_drive_that_reads_is_disabled_when_it_has_read),
        story_threads(a_library_is_disabled_when_what_runs_has_ended_and_nothing_else_begins),
        story_threads(a_medium_that_is_read_is_disabled_when_it_was_read),
        story_threads_on_disk(closing_the_last_session_finishes_what_was_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
