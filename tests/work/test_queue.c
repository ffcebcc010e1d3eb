/*
 * Library requests as everybody sees them: who asked, states and times, their order, and how they are
 * purged (requests 1 and 2).
 */
#include "work/queue.h"

#include "core/catalogue.h"
#include "platform/clock.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n";

/* ---- who asked ---- */

static void a_request_tells_who_asked(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record request;
    const NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    assert_success(rsm_session_get(f->session, &session));
    assert_text(u"Story", info->szApplication);
    assert_text(session->user, info->szUser);
    assert_text(session->computer, info->szComputer);
    rsm_session_release(session);
    run_all_work(f);
}

static void what_an_inventory_asks_for_comes_from_removable_storage(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    struct rsm_record inventory;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    look_at_request(f, NTMS_LM_INVENTORY, 1, &inventory);
    look_at_request(f, NTMS_LM_PROCESSOMID, 3, &request);
    assert_text(u"Removable Storage", request.info.Info.LibRequest.szApplication);
    assert_guid(inventory.info.ObjectGuid, request.own.Parent);
}

/* ---- states and times ---- */

static void a_request_is_queued_until_work_begins(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    const NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    assert_int_equal(info->State, NTMS_LM_QUEUED);
    assert_true(rsm_clock_to_ms(&info->TimeQueued) > 0);
    assert_true(rsm_clock_to_ms(&info->TimeCompleted) == 0);
    assert_guid(*library_id(f), info->Library);
    run_all_work(f);
}

struct states {
    struct fixture *f;
    DWORD while_scanning;
    DWORD of_inventory_while_moving;
    DWORD of_cartridge_while_moving;
};

static void note_states(void *context, uint8_t operation, bool done)
{
    struct states *states = context;
    struct rsm_record request;

    if (done)
        return;
    look_at_request(states->f, NTMS_LM_INVENTORY, 1, &request);
    if (operation == 0xB8 && states->while_scanning == NTMS_LM_MAXWORKITEM)
        states->while_scanning = request.info.Info.LibRequest.State;
    if (operation != 0xA5 || states->of_inventory_while_moving != NTMS_LM_MAXWORKITEM)
        return;
    states->of_inventory_while_moving = request.info.Info.LibRequest.State;
    look_at_request(states->f, NTMS_LM_PROCESSOMID, 3, &request);
    states->of_cartridge_while_moving = request.info.Info.LibRequest.State;
}

static void an_inventory_is_in_process_then_waits_for_its_cartridges_then_passed(void **state)
{
    struct fixture *f = *state;
    struct states states = {f, NTMS_LM_MAXWORKITEM, NTMS_LM_MAXWORKITEM, NTMS_LM_MAXWORKITEM};
    struct rsm_record request;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(note_states, &states);
    run_all_work(f);

    assert_int_equal(states.while_scanning, NTMS_LM_INPROCESS);
    assert_int_equal(states.of_inventory_while_moving, NTMS_LM_WAITING);
    assert_int_equal(states.of_cartridge_while_moving, NTMS_LM_INPROCESS);
    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, 0);
    assert_true(rsm_clock_to_ms(&request.info.Info.LibRequest.TimeCompleted) >=
                rsm_clock_to_ms(&request.info.Info.LibRequest.TimeQueued));
}

static void an_inventory_whose_changer_cannot_be_read_fails_with_the_reason(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_fail(&(struct rsm_sim_fault){.failure = RSM_SIM_CHECK,
                                         .number = 1,
                                         .more = 100,
                                         .only_operation = true,
                                         .operation = 0xB8,
                                         .key = 4,
                                         .asc = 0x44});

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_IO_DEVICE);
    rsm_sim_fail(NULL);
}

/* ---- order ---- */

/* As a client's IdentifyNtmsSlot would, in the middle of an inventory. */
static void ask_for_slot_3(void *context, uint8_t operation, bool done)
{
    struct fixture *f = context;
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE,
                            .sort_type = NTMS_LM_PROCESSOMID};

    if (operation != 0xA5 || !done)
        return;
    rsm_sim_watch(NULL, NULL);
    work.library = *library_id(f);
    work.slot = *slot_id(f, 3);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_queue_add(f->rsm, NULL, &work, NULL)));
}

static void a_client_goes_before_the_cartridges_of_an_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(ask_for_slot_3, f);
    run_all_work(f);

    assert_moves(f,
                 "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3, "
                 "slot 2 > drive 1, drive 1 > slot 2, slot 3 > drive 1, drive 1 > slot 3");
}

/* ---- purging ---- */

static const int64_t hour_ms = 60 * 60 * 1000;

/* The n-th identification was finished that long ago, in that state. */
static GUID finish_earlier(struct fixture *f, unsigned n, DWORD request_state, int64_t ago_ms)
{
    struct rsm_record request;
    SYSTEMTIME now;

    look_at_request(f, NTMS_LM_PROCESSOMID, n, &request);
    rsm_clock_utc(&now);
    rsm_clock_from_ms(rsm_clock_to_ms(&now) - ago_ms, &request.info.Info.LibRequest.TimeCompleted);
    request.info.Info.LibRequest.State = request_state;
    change(f, &request);
    return request.info.ObjectGuid;
}

static void set_flags(struct fixture *f, DWORD flags)
{
    struct rsm_record computer;

    look_at(f, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.Info.Computer.dwLibRequestFlags = flags;
    change(f, &computer);
}

static void a_finished_request_is_kept_for_72_hours(void **state)
{
    struct fixture *f = *state;
    GUID old;
    GUID recent;
    plug_in_and_settle(f, three_tapes);
    old = finish_earlier(f, 0, NTMS_LM_PASSED, 73 * hour_ms);
    recent = finish_earlier(f, 1, NTMS_LM_PASSED, 71 * hour_ms);

    assert_success(rsm_queue_purge(f->rsm));

    assert_false(is_on_record(f, &old));
    assert_true(is_on_record(f, &recent));
}

static void the_purge_time_of_the_computer_counts(void **state)
{
    struct fixture *f = *state;
    struct rsm_record computer;
    GUID old;
    plug_in_and_settle(f, three_tapes);
    old = finish_earlier(f, 0, NTMS_LM_PASSED, 2 * hour_ms);
    look_at(f, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.Info.Computer.dwLibRequestPurgeTime = 3600;
    change(f, &computer);

    assert_success(rsm_queue_purge(f->rsm));

    assert_false(is_on_record(f, &old));
}

static void no_auto_purge_keeps_all(void **state)
{
    struct fixture *f = *state;
    GUID old;
    plug_in_and_settle(f, three_tapes);
    old = finish_earlier(f, 0, NTMS_LM_PASSED, 1000 * hour_ms);
    set_flags(f, NTMS_LIBREQFLAGS_NOAUTOPURGE);

    assert_success(rsm_queue_purge(f->rsm));

    assert_true(is_on_record(f, &old));
}

static void no_failed_purge_keeps_what_failed(void **state)
{
    struct fixture *f = *state;
    GUID passed;
    GUID failed;
    plug_in_and_settle(f, three_tapes);
    passed = finish_earlier(f, 0, NTMS_LM_PASSED, 1000 * hour_ms);
    failed = finish_earlier(f, 1, NTMS_LM_FAILED, 1000 * hour_ms);
    set_flags(f, NTMS_LIBREQFLAGS_NOFAILEDPURGE);

    assert_success(rsm_queue_purge(f->rsm));

    assert_false(is_on_record(f, &passed));
    assert_true(is_on_record(f, &failed));
}

static void what_is_not_finished_is_never_purged(void **state)
{
    struct fixture *f = *state;
    GUID waiting;
    plug_in_and_settle(f, three_tapes);
    waiting = finish_earlier(f, 0, NTMS_LM_WAITING, 1000 * hour_ms);

    assert_success(rsm_queue_purge(f->rsm));

    assert_true(is_on_record(f, &waiting));
    finish_earlier(f, 0, NTMS_LM_PASSED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_request_tells_who_asked),
        story(what_an_inventory_asks_for_comes_from_removable_storage),
        story(a_request_is_queued_until_work_begins),
        story(an_inventory_is_in_process_then_waits_for_its_cartridges_then_passed),
        story(an_inventory_whose_changer_cannot_be_read_fails_with_the_reason),
        story(a_client_goes_before_the_cartridges_of_an_inventory),
        story(a_finished_request_is_kept_for_72_hours),
        story(the_purge_time_of_the_computer_counts),
        story(no_auto_purge_keeps_all),
        story(no_failed_purge_keeps_what_failed),
        story(what_is_not_finished_is_never_purged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
