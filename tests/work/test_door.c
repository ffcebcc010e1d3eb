/*
 * AccessNtmsLibraryDoor, until the door is open: what it refuses, what it waits for, and what waits for it
 * ("functions 2" section 8).
 */
#include "work/door.h"

#include "support/asserts.h"
#include "support/guard.h"
#include "work/doorkeeper.h"
#include "work/mounter.h"
#include "work/queue.h"
#include "work/requests.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char locked[] =
    "changer  STK L20 SERIAL1\n"
    "door     locked\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

/* ---- refused ---- */

static rsm_error access_to(struct fixture *f, const GUID *library)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_door_queue(session, library, NTMS_INVENTORY_FAST);
    rsm_session_release(session);
    return err;
}

/* covers ERROR_ACCESS_DENIED of AccessNtmsLibraryDoor */
static void the_right_is_control_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct guard guard;
    plug_in_and_settle(f, locked);

    set_guard(f->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, access_door(f, NTMS_INVENTORY_FAST));
    assert_asked(&guard, NTMS_LIBRARY, library_id(f), NTMS_CONTROL_ACCESS);
    remove_guard(f->rsm);
}

/* covers ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE of AccessNtmsLibraryDoor */
static void a_library_that_is_disabled_or_not_there_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, locked);

    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);
    assert_fails_with(ERROR_LIBRARY_OFFLINE, access_door(f, NTMS_INVENTORY_FAST));
    library.info.Enabled = FALSE;
    change(f, &library);
    assert_fails_with(ERROR_RESOURCE_DISABLED, access_door(f, NTMS_INVENTORY_FAST));
    library.info.Enabled = TRUE;
    library.info.dwOperationalState = NTMS_READY;
    change(f, &library);
    assert_fails_with(ERROR_LIBRARY_OFFLINE, access_to(f, offline_library_id(f)));
}

/* covers ERROR_RESOURCE_NOT_PRESENT of AccessNtmsLibraryDoor */
static void a_drive_that_stands_alone_has_no_door(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, "alone\ndrive 1 - blank\n");

    assert_objects(f, NTMS_IEDOOR, 0);
    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT, access_door(f, NTMS_INVENTORY_FAST));
}

/* ---- opened ---- */

static void a_library_has_one_door_which_is_closed(void **state)
{
    struct fixture *f = *state;
    struct rsm_record door;
    plug_in_and_settle(f, locked);

    assert_objects(f, NTMS_IEDOOR, 1);
    look_at(f, door_id(f), NTMS_IEDOOR, &door);
    assert_int_equal(door.info.Info.IEDoor.Number, 1);
    assert_int_equal(door.info.Info.IEDoor.State, NTMS_DOORSTATE_CLOSED);
    assert_int_equal(door.info.Info.IEDoor.MaxOpenSecs, 60);
    assert_guid(*library_id(f), door.info.Info.IEDoor.Library);
    assert_text(u"Door 1", door.info.szName);
}

static void the_changer_unlocks_it_and_it_is_recorded_as_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    struct rsm_record door;

    plug_in_and_unlock(f, locked, NTMS_INVENTORY_NONE);

    look_at_request(f, NTMS_LM_DOORACCESS, 0, &request);
    look_at(f, door_id(f), NTMS_IEDOOR, &door);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_WAITING);
    assert_int_equal(door.info.Info.IEDoor.State, NTMS_DOORSTATE_OPEN);
    assert_true(door.own.Since > 0);
    assert_int_equal(request.own.Since, door.own.Since);
    rsm_sim_open_door("lib"); /* fails while it is locked */
    close_door(f);
}

static void a_changer_that_has_no_lock_is_opened_all_the_same(void **state)
{
    struct fixture *f = *state;
    const struct rsm_sim_fault no_such_command = {.failure = RSM_SIM_CHECK,
                                                  .number = 1,
                                                  .only_operation = true,
                                                  .operation = 0x1E,
                                                  .key = 5,
                                                  .asc = 0x20};
    plug_in_and_settle(f, "changer  STK L20 SERIAL1\ndrive 1  empty\nslot 1   empty\n");

    rsm_sim_fail(&no_such_command);
    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);

    assert_true(rsm_sim_has_failed());
    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    open_door(f);
    close_door(f);
    assert_int_equal(access_state(f), NTMS_LM_PASSED);
}

static void cartridges_that_may_go_home_do_so_before(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, locked);
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_forget_moves("lib");

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 2");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    open_door(f);
    close_door(f);
}

static void what_a_program_has_mounted_is_left_in_peace(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, locked);
    drive = mount_slot(f, 2);
    rsm_sim_forget_moves("lib");

    assert_success(access_door(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    open_door(f);
    close_door(f);

    assert_int_equal(access_state(f), NTMS_LM_PASSED);
    assert_moves(f, "");
    assert_drive_state(f, drive, NTMS_DRIVESTATE_LOADED);
    end_mount(f, drive);
}

/* ---- what it waits for ---- */

/* Something that Removable Storage was asked for: with slot 1, in that state. */
static GUID leave_request(struct fixture *f, DWORD operation, DWORD request_state)
{
    struct rsm_work work = {.operation = operation, .sort_type = operation};
    GUID id;

    work.library = *library_id(f);
    work.slot = *slot_id(f, 1);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_queue_add(f->rsm, NULL, &work, &id));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_queue_set_state(f->rsm, &id, request_state, ERROR_SUCCESS)));
    return id;
}

static DWORD state_of(struct fixture *f, const GUID *request)
{
    struct rsm_record record;

    look_at(f, request, NTMS_LIBREQUEST, &record);
    return record.info.Info.LibRequest.State;
}

static void finish(struct fixture *f, const GUID *request)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(
        f->rsm->store, rsm_queue_set_state(f->rsm, request, NTMS_LM_PASSED, ERROR_SUCCESS)));
    run_all_work(f);
}

static void it_waits_for_what_is_running_and_nothing_else_begins(void **state)
{
    struct fixture *f = *state;
    GUID running;
    GUID behind;
    plug_in_and_settle(f, locked);
    running = leave_request(f, NTMS_LM_CLEANDRIVE, NTMS_LM_INPROCESS);

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    behind = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED);
    run_all_work(f);
    assert_int_equal(access_state(f), NTMS_LM_QUEUED);
    assert_int_equal(state_of(f, &behind), NTMS_LM_QUEUED);
    finish(f, &running);

    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    assert_int_equal(state_of(f, &behind), NTMS_LM_QUEUED);
    open_door(f);
    close_door(f);
    assert_int_equal(state_of(f, &behind), NTMS_LM_PASSED);
}

static void it_does_not_wait_for_those_that_wait_for_a_person(void **state)
{
    struct fixture *f = *state;
    GUID waiting;
    plug_in_and_settle(f, locked);
    waiting = leave_request(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING);

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);

    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    open_door(f);
    close_door(f);
    finish(f, &waiting);
}

/* ---- what waits for it ---- */

static void nothing_begins_while_it_is_open(void **state)
{
    struct fixture *f = *state;
    GUID identification;
    plug_in_and_unlock(f, locked, NTMS_INVENTORY_NONE);

    identification = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    open_door(f);
    assert_int_equal(state_of(f, &identification), NTMS_LM_QUEUED);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 1);
    assert_moves(f, "");

    close_door(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(state_of(f, &identification), NTMS_LM_PASSED);
}

static void a_mount_waits_until_it_is_closed(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, locked);
    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);
    open_door(f);

    call = queue_slot(f, 2, 0);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    close_door(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_moves(f, "slot 2 > drive 1");
    end_mount(f, 1);
}

static void cancelling_goes_on(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    GUID queued;
    plug_in_and_unlock(f, locked, NTMS_INVENTORY_NONE);
    open_door(f);
    queued = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED);

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_requests_cancel(session, &queued));
    rsm_session_release(session);
    run_all_work(f);

    assert_int_equal(state_of(f, &queued), NTMS_LM_CANCELLED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);
}

static void one_is_opened_after_the_other(void **state)
{
    struct fixture *f = *state;
    struct rsm_record second;
    plug_in_and_unlock(f, locked, NTMS_INVENTORY_NONE);
    assert_success(access_door(f, NTMS_INVENTORY_NONE));

    open_door(f);
    look_at_request(f, NTMS_LM_DOORACCESS, 1, &second);
    assert_int_equal(second.info.Info.LibRequest.State, NTMS_LM_QUEUED);
    close_door(f);
    look_at_request(f, NTMS_LM_DOORACCESS, 1, &second);
    assert_int_equal(second.info.Info.LibRequest.State, NTMS_LM_WAITING);

    open_door(f);
    close_door(f);
    assert_requests(f, NTMS_LM_DOORACCESS, NTMS_LM_PASSED, 2);
}

/* Two threads find the same request queued, or two. */
static void while_one_thread_opens_it_another_leaves_it_alone(void **state)
{
    struct fixture *f = *state;
    struct rsm_library library;
    struct rsm_record request = {.info.dwType = NTMS_LIBREQUEST};
    plug_in(f, locked);
    rsm_library_begin(&library, f->rsm, &f->options);
    library.door_opens = true;

    assert_false(rsm_door_step(&library, &request));

    assert_true(library.door_opens); /* chores still wait for the first one */
    rsm_library_end(&library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_right_is_control_of_the_library),
        story(a_library_that_is_disabled_or_not_there_is_refused),
        story(a_drive_that_stands_alone_has_no_door),
        story(a_library_has_one_door_which_is_closed),
        story(the_changer_unlocks_it_and_it_is_recorded_as_open),
        story(a_changer_that_has_no_lock_is_opened_all_the_same),
        story(cartridges_that_may_go_home_do_so_before),
        story(what_a_program_has_mounted_is_left_in_peace),
        story(it_waits_for_what_is_running_and_nothing_else_begins),
        story(it_does_not_wait_for_those_that_wait_for_a_person),
        story(nothing_begins_while_it_is_open),
        story(a_mount_waits_until_it_is_closed),
        story(cancelling_goes_on),
        story(one_is_opened_after_the_other),
        story(while_one_thread_opens_it_another_leaves_it_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
