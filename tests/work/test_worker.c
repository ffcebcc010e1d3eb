/*
 * Work on threads of its own: two drives at the same time, callers that wait, a library that goes and comes
 * back, the end of the last session.
 */
#include "work/worker.h"

#include "platform/thread.h"
#include "store/store.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/identify.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  mtf Example Backup/March\n"
    "slot 4   A00004L5  blank\n";

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

enum { READ = 0x08, WAITERS = 4 };

/* ---- a caller on a thread of its own ---- */

struct caller {
    struct fixture *f;
    GUID slot;
    DWORD option;
    rsm_error err;
    struct rsm_thread thread;
};

static void call(void *context)
{
    struct caller *caller = context;
    struct rsm_session *session;

    caller->err = rsm_session_get(caller->f->session, &session);
    if (caller->err != ERROR_SUCCESS)
        return;
    caller->err = rsm_identify_slot(session, &caller->slot, caller->option);
    rsm_session_release(session);
}

static void start_call(struct fixture *f, struct caller *caller, unsigned slot)
{
    caller->f = f;
    caller->slot = *slot_id(f, slot);
    caller->option = NTMS_DISMOUNT_IMMEDIATE;
    caller->err = ERROR_IO_PENDING;
    assert_success(rsm_thread_start(call, caller, &caller->thread));
}

/* ---- working ---- */

static void work_goes_on_by_itself(void **state)
{
    struct fixture *f = *state;

    plug_in(f, two_drives);
    run_all_work(f);

    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00004L5", "Unrecognized");
    assert_int_equal(rsm_sim_commands_of(0xA5), 8);
}

static void two_drives_work_at_the_same_time(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_true(rsm_sim_wait_held("lib", 2));
    rsm_sim_release("lib");
    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 8);
}

static void callers_at_the_same_time_are_all_served(void **state)
{
    struct fixture *f = *state;
    struct caller callers[WAITERS];
    plug_in_and_settle(f, two_drives);

    for (unsigned i = 0; i < WAITERS; i++)
        start_call(f, &callers[i], i + 1);
    for (unsigned i = 0; i < WAITERS; i++)
        rsm_thread_join(&callers[i].thread);

    for (unsigned i = 0; i < WAITERS; i++)
        assert_success(callers[i].err);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 4 + WAITERS);
}

static void callers_for_one_slot_are_served_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    struct caller callers[WAITERS];
    plug_in_and_settle(f, two_drives);

    for (unsigned i = 0; i < WAITERS; i++)
        start_call(f, &callers[i], 2);
    for (unsigned i = 0; i < WAITERS; i++)
        rsm_thread_join(&callers[i].thread);

    for (unsigned i = 0; i < WAITERS; i++)
        assert_success(callers[i].err);
    assert_in_slot(f, "A00002L5", 2);
}

static bool is_one_waiting(struct fixture *f)
{
    return count_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED) == 1;
}

static void a_caller_waits_while_the_only_drive_is_in_use(void **state)
{
    struct fixture *f = *state;
    struct caller first;
    struct caller second;
    plug_in_and_settle(f, one_drive);

    rsm_sim_hold("lib", READ);
    start_call(f, &first, 1);
    assert_true(rsm_sim_wait_held("lib", 1));
    start_call(f, &second, 2);
    assert_true(wait_until(f, is_one_waiting));
    rsm_sim_release("lib");
    rsm_thread_join(&first.thread);
    rsm_thread_join(&second.thread);

    assert_success(first.err);
    assert_success(second.err);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
}

static void a_stop_is_heard_while_drives_work(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 2));

    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));
    rsm_sim_release("lib");
    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_CANCELLED, 2);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 6);
}

static bool is_inventory_done(struct fixture *f)
{
    return count_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED) == 2; /* and the first look */
}

static void an_inventory_of_a_drive_in_use_leaves_it_alone(void **state)
{
    struct fixture *f = *state;
    struct caller caller;
    plug_in_and_settle(f, two_drives);
    rsm_sim_hold("lib", READ);
    start_call(f, &caller, 1);
    assert_true(rsm_sim_wait_held("lib", 1));

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    assert_true(wait_until(f, is_inventory_done));
    rsm_sim_release("lib");
    rsm_thread_join(&caller.thread);

    assert_success(caller.err);
    assert_in_slot(f, "A00001L5", 1);
    assert_pool(f, "A00001L5", "Import");
}

/* ---- the end ---- */

static void close_it(void *context)
{
    struct caller *caller = context;

    caller->err = rsm_system_close_session(caller->f->session);
}

static void closing_the_session_ends_a_call_that_waits(void **state)
{
    struct fixture *f = *state;
    struct caller first;
    struct caller second;
    struct caller closer = {.f = f, .err = ERROR_IO_PENDING};
    plug_in_and_settle(f, one_drive);
    rsm_sim_hold("lib", READ);
    start_call(f, &first, 1);
    assert_true(rsm_sim_wait_held("lib", 1));
    start_call(f, &second, 2);
    assert_true(wait_until(f, is_one_waiting));

    assert_success(rsm_thread_start(close_it, &closer, &closer.thread));
    rsm_thread_join(&first.thread);
    rsm_thread_join(&second.thread);
    assert_fails_with(ERROR_CANCELLED, first.err);
    assert_fails_with(ERROR_CANCELLED, second.err);

    rsm_sim_release("lib"); /* only then can the drive finish, and the closing end */
    rsm_thread_join(&closer.thread);
    assert_success(closer.err);
    forget_session(f);
    open_session(f);
    run_all_work(f);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
}

static void closing_the_last_session_finishes_what_it_asked_for(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    restart(f);
    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 8);
}

static void a_session_that_is_closed_at_once_leaves_no_cartridge_behind(void **state)
{
    struct fixture *f = *state;

    plug_in(f, two_drives);
    restart(f);
    restart(f);
    run_all_work(f);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 4);
}

/* ---- going and coming back ---- */

static bool is_not_present(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.dwOperationalState == NTMS_NOT_PRESENT;
}

static void a_library_that_goes_is_not_present_and_comes_back(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 2));

    rsm_sim_unplug("lib");
    rsm_sim_release("lib");
    assert_true(wait_until(f, is_not_present));
    rsm_sim_plug("lib");
    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
}

static void a_caller_hears_that_the_library_went(void **state)
{
    struct fixture *f = *state;
    struct caller caller;
    plug_in_and_settle(f, one_drive);
    rsm_sim_hold("lib", READ);
    start_call(f, &caller, 1);
    assert_true(rsm_sim_wait_held("lib", 1));

    rsm_sim_unplug("lib");
    rsm_sim_release("lib");
    rsm_thread_join(&caller.thread);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, caller.err);
    rsm_sim_plug("lib");
    run_all_work(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(work_goes_on_by_itself),
        story_threads(two_drives_work_at_the_same_time),
        story_threads(callers_at_the_same_time_are_all_served),
        story_threads(callers_for_one_slot_are_served_one_after_the_other),
        story_threads(a_caller_waits_while_the_only_drive_is_in_use),
        story_threads(a_stop_is_heard_while_drives_work),
        story_threads(an_inventory_of_a_drive_in_use_leaves_it_alone),
        story_threads_on_disk(closing_the_session_ends_a_call_that_waits),
        story_threads_on_disk(closing_the_last_session_finishes_what_it_asked_for),
        story_threads_on_disk(a_session_that_is_closed_at_once_leaves_no_cartridge_behind),
        story_threads(a_library_that_goes_is_not_present_and_comes_back),
        story_threads(a_caller_hears_that_the_library_went),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
