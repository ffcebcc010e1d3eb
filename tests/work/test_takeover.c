/*
 * Who works with a library: the process that holds its lock.  Whoever takes it over settles what others
 * left (requests 1.4).
 */
#include "core/operator.h"
#include "model/guid.h"
#include "platform/file_lock.h"
#include "platform/paths.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static const WCHAR dead[] = u"00000000000000000000000000000000";
static const WCHAR living[] = u"11111111111111111111111111111111";

/* A request that another process left. */
static GUID leave_request(struct fixture *f, DWORD operation, DWORD request_state,
                          const WCHAR *owner)
{
    struct rsm_work work = {.operation = operation, .sort_type = operation};
    struct rsm_record request;
    GUID id;

    work.library = *library_id(f);
    work.slot = *slot_id(f, 1);
    work.drive = *drive_id(f, 1);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_queue_add(f->rsm, NULL, &work, &id));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_queue_set_state(f->rsm, &id, request_state, ERROR_SUCCESS)));
    look_at(f, &id, NTMS_LIBREQUEST, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, owner);
    change(f, &request);
    return id;
}

static DWORD state_of(struct fixture *f, const GUID *request)
{
    struct rsm_record record;

    look_at(f, request, NTMS_LIBREQUEST, &record);
    return record.info.Info.LibRequest.State;
}

/* ---- what dead processes left ---- */

static void unfinished_requests_of_dead_processes_are_cancelled(void **state)
{
    struct fixture *f = *state;
    GUID queued;
    GUID in_process;
    GUID waiting;
    plug_in_and_settle(f, three_tapes);
    queued = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED, dead);
    in_process = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_INPROCESS, dead);
    waiting = leave_request(f, NTMS_LM_INVENTORY, NTMS_LM_WAITING, dead);

    restart(f);
    run_all_work(f);

    assert_int_equal(state_of(f, &queued), NTMS_LM_CANCELLED);
    assert_int_equal(state_of(f, &in_process), NTMS_LM_CANCELLED);
    assert_int_equal(state_of(f, &waiting), NTMS_LM_CANCELLED);
    assert_moves(f, "");
}

/* Removable Storage itself asked a person on behalf of that request. */
static GUID ask_a_person(struct fixture *f, const GUID *id)
{
    const struct rsm_operator_task task = {.request = NTMS_OPREQ_MESSAGE};
    struct rsm_record request;
    GUID asked;

    look_at(f, id, NTMS_LIBREQUEST, &request);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_operator_add_for(f->rsm, &request, &task, &asked)));
    return asked;
}

static void what_a_person_was_asked_for_on_their_behalf_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    GUID asked[2];
    GUID cancelled;
    GUID cleaning;
    plug_in_and_settle(f, three_tapes);
    cancelled = leave_request(f, NTMS_LM_MOUNT, NTMS_LM_WAITING, dead);
    cleaning = leave_request(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, dead);
    asked[0] = ask_a_person(f, &cancelled);
    asked[1] = ask_a_person(f, &cleaning);

    restart(f);
    run_all_work(f);

    assert_false(is_on_record(f, &asked[0]));
    assert_false(is_on_record(f, &asked[1]));
}

static void what_is_finished_stays_as_it_is(void **state)
{
    struct fixture *f = *state;
    GUID passed;
    GUID failed;
    plug_in_and_settle(f, three_tapes);
    passed = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, dead);
    failed = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, dead);

    restart(f);
    run_all_work(f);

    assert_int_equal(state_of(f, &passed), NTMS_LM_PASSED);
    assert_int_equal(state_of(f, &failed), NTMS_LM_FAILED);
}

static void unfinished_cleanings_of_dead_processes_are_deleted(void **state)
{
    struct fixture *f = *state;
    GUID queued;
    GUID in_process;
    plug_in_and_settle(f, three_tapes);
    queued = leave_request(f, NTMS_LM_CLEANDRIVE, NTMS_LM_QUEUED, dead);
    in_process = leave_request(f, NTMS_LM_CLEANDRIVE, NTMS_LM_INPROCESS, dead);

    restart(f);
    run_all_work(f);

    assert_false(is_on_record(f, &queued));
    assert_false(is_on_record(f, &in_process));
}

static void requests_of_living_processes_are_carried_out(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *alive = NULL;
    GUID in_process;
    plug_in_and_settle(f, three_tapes);
    alive = fixture_hold_lock(f, "process-11111111111111111111111111111111");
    in_process = leave_request(f, NTMS_LM_PROCESSOMID, NTMS_LM_INPROCESS, living);

    restart(f);
    run_all_work(f);
    rsm_file_lock_release(alive);

    assert_int_equal(state_of(f, &in_process), NTMS_LM_PASSED);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
}

static void an_inventory_left_behind_is_made_up_for_by_the_first_look(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    close_session(f);
    rsm_sim_put_in("lib", "slot 2 A00002L5 ansi VOL002");

    open_session(f);
    run_all_work(f);

    assert_pool(f, "A00002L5", "Import");
    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
}

static void a_start_without_changes_moves_nothing(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, three_tapes);
    close_session(f);
    before = rsm_sim_commands();

    open_session(f);
    run_all_work(f);

    assert_moves(f, "");
    assert_in_range(rsm_sim_commands() - before, 1, 30); /* programs come and go: it is cheap */
    assert_objects(f, NTMS_LIBREQUEST, 3);
}

/* ---- who works ---- */

static void a_library_that_another_process_runs_is_left_to_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = NULL;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    plug_in_and_settle(f, three_tapes);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);

    open_session(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_moves(f, "");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 1);

    rsm_file_lock_release(lock); /* it ends, and we take over */
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

static void a_library_of_another_process_is_present_though_it_does_not_answer_us(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = NULL;
    struct rsm_record library;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    plug_in_and_settle(f, three_tapes);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    rsm_sim_unplug("lib");

    open_session(f);
    look_at_library(f, &library);
    rsm_file_lock_release(lock);

    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
    rsm_sim_plug("lib");
}

static void a_closed_session_leaves_the_library_to_others(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = NULL;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    plug_in_and_settle(f, three_tapes);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);

    close_session(f);

    lock = fixture_hold_lock(f, name);
    rsm_file_lock_release(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(unfinished_requests_of_dead_processes_are_cancelled),
        story_on_disk(what_is_finished_stays_as_it_is),
        story_on_disk(unfinished_cleanings_of_dead_processes_are_deleted),
        story_on_disk(what_a_person_was_asked_for_on_their_behalf_is_withdrawn),
        story_on_disk(requests_of_living_processes_are_carried_out),
        story_on_disk(an_inventory_left_behind_is_made_up_for_by_the_first_look),
        story_on_disk(a_start_without_changes_moves_nothing),
        story_on_disk(a_library_that_another_process_runs_is_left_to_it),
        story_on_disk(a_library_of_another_process_is_present_though_it_does_not_answer_us),
        story_on_disk(a_closed_session_leaves_the_library_to_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
