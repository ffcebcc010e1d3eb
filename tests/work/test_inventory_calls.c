/*
 * InventoryNtmsLibrary as a call: its actions, what it refuses, stopping, and a library that is busy.
 */
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/inventory.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   empty\n";

static rsm_error take_inventory_of(struct fixture *f, const GUID *library, DWORD action)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_inventory_queue(session, library, action);
    rsm_session_release(session);
    return err;
}

static void set_method(struct fixture *f, DWORD method)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Info.Library.InventoryMethod = method;
    change(f, &library);
}

/* ---- actions ---- */

static void none_does_nothing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_NONE));

    assert_objects(f, NTMS_LIBREQUEST, 4); /* the first look and its three cartridges */
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

static void default_is_the_method_of_the_library(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    set_method(f, NTMS_INVENTORY_NONE);
    assert_success(take_inventory(f, NTMS_INVENTORY_DEFAULT));
    assert_objects(f, NTMS_LIBREQUEST, 4);

    set_method(f, NTMS_INVENTORY_FAST);
    assert_success(take_inventory(f, NTMS_INVENTORY_DEFAULT));
    run_all_work(f);
    assert_moves(f, "");
    assert_objects(f, NTMS_LIBREQUEST, 5);

    set_method(f, NTMS_INVENTORY_OMID);
    assert_success(take_inventory(f, NTMS_INVENTORY_DEFAULT));
    run_all_work(f);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 6);
}

static void slots_only_looks_and_mounts_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_put_in("lib", "slot 4 A00004L5 ansi VOL004");
    rsm_sim_take_out("lib", "slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_SLOT));
    run_all_work(f);

    assert_moves(f, "");
    assert_slot_state(f, 3, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 4, NTMS_SLOTSTATE_FULL);
    assert_no_medium(f, "A00003L5");
    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, 1);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
}

/* ---- what is refused ---- */

static void no_library_is_an_invalid_parameter(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, take_inventory_of(f, NULL, NTMS_INVENTORY_FAST));
}

static void an_action_that_does_not_exist_is_an_invalid_parameter(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, take_inventory(f, NTMS_INVENTORY_MAX));
    assert_fails_with(ERROR_INVALID_PARAMETER, take_inventory(f, 0xFFFFFFFF));
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    static const GUID unknown = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_LIBRARY, take_inventory_of(f, &unknown, NTMS_INVENTORY_FAST));
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      take_inventory_of(f, slot_id(f, 1), NTMS_INVENTORY_FAST));
}

static void the_offline_library_has_no_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_LIBRARY,
                      take_inventory_of(f, offline_library_id(f), NTMS_INVENTORY_OMID));
}

/* May be used and modified, but not controlled. */
static bool deny_control(void *context, const struct rsm_session *session,
                         const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    (void)securable;
    return right != NTMS_CONTROL_ACCESS;
}

static void disable_library(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);
}

static void who_may_not_control_the_library_is_denied(void **state)
{
    struct fixture *f = *state;
    f->options.access = deny_control;
    plug_in_and_settle(f, three_tapes);
    disable_library(f); /* which would be said later */

    assert_fails_with(ERROR_ACCESS_DENIED, take_inventory(f, NTMS_INVENTORY_FAST));
    assert_fails_with(ERROR_ACCESS_DENIED, take_inventory(f, NTMS_INVENTORY_NONE));
    assert_fails_with(ERROR_ACCESS_DENIED, take_inventory(f, NTMS_INVENTORY_STOP));
}

static void a_disabled_library_has_no_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    disable_library(f);

    assert_fails_with(ERROR_RESOURCE_DISABLED, take_inventory(f, NTMS_INVENTORY_FAST));
}

static void a_library_that_is_not_present_has_no_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    close_session(f);
    rsm_sim_unplug("lib");
    open_session(f);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, take_inventory(f, NTMS_INVENTORY_FAST));
}

static void what_is_refused_leaves_nothing_behind(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    disable_library(f);

    (void)take_inventory(f, NTMS_INVENTORY_OMID);

    assert_objects(f, NTMS_LIBREQUEST, 4);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

/* ---- stopping ---- */

/* Something a story does in the middle of a command, once. */
struct in_between {
    struct fixture *f;
    uint8_t operation;
    DWORD action;
    bool happened;
};

static void call_in_between(void *context, uint8_t operation, bool done)
{
    struct in_between *between = context;

    if (between->happened || !done || operation != between->operation)
        return;
    between->happened = true;
    assert_success(take_inventory(between->f, between->action));
}

static void stop_leaves_slots_not_reached_in_need_of_inventory(void **state)
{
    struct fixture *f = *state;
    struct in_between stop = {.f = f, .operation = 0xA5, .action = NTMS_INVENTORY_STOP};
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(call_in_between, &stop);
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1"); /* what was begun is finished */
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_CANCELLED, 2);
    assert_int_equal(count_unfinished(f), 0);
}

static void stop_while_the_changer_is_read_begins_nothing(void **state)
{
    struct fixture *f = *state;
    struct in_between stop = {.f = f, .operation = 0xB8, .action = NTMS_INVENTORY_STOP};
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(call_in_between, &stop);
    run_all_work(f);

    assert_moves(f, "");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_int_equal(count_unfinished(f), 0);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void a_stopped_inventory_sends_nothing_away(void **state)
{
    struct fixture *f = *state;
    struct in_between stop = {.f = f, .operation = 0xA5, .action = NTMS_INVENTORY_STOP};
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "reader no\n"
                       "drive 1 empty\n"
                       "slot 1 - ansi VOL001\n"
                       "slot 2 - ansi VOL002\n"
                       "slot 3 empty\n");
    rsm_sim_carry("lib", "slot 2", "slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(call_in_between, &stop);
    run_all_work(f);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2); /* one of them may be the one in slot 3 */

    rsm_sim_watch(NULL, NULL);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

static void stop_ends_an_inventory_that_nobody_has_begun(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));
    run_all_work(f);

    assert_moves(f, "");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void stop_ends_one_of_two_waiting_inventories(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));
    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2); /* and the look around before */
    assert_moves(f, "");
}

static void stop_without_an_inventory_is_success(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));

    assert_objects(f, NTMS_LIBREQUEST, 4);
}

/* ---- a library that is busy ---- */

static void an_inventory_of_a_busy_library_waits_its_turn(void **state)
{
    struct fixture *f = *state;
    struct in_between again = {.f = f, .operation = 0xA5, .action = NTMS_INVENTORY_OMID};
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    assert_success(identify_slot(f, 1, 0)); /* runs the inventory, too */
    rsm_sim_forget_moves("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(call_in_between, &again);
    run_all_work(f);

    assert_moves(f,
                 "slot 1 > drive 1, drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2, "
                 "slot 3 > drive 1, drive 1 > slot 3, slot 1 > drive 1, drive 1 > slot 1, "
                 "slot 2 > drive 1, drive 1 > slot 2, slot 3 > drive 1, drive 1 > slot 3");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 4);
}

static void mark_nothing_in_between(void *context, uint8_t operation, bool done)
{
    struct in_between *between = context;

    if (between->happened || !done || operation != between->operation)
        return;
    between->happened = true;
    assert_success(take_inventory(between->f, NTMS_INVENTORY_OMID));
    assert_slot_state(between->f, 2, NTMS_SLOTSTATE_FULL);
}

static void a_busy_library_marks_its_slots_when_the_request_starts(void **state)
{
    struct fixture *f = *state;
    struct in_between call = {.f = f, .operation = 0xA5};
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(mark_nothing_in_between, &call);
    assert_success(identify_slot(f, 1, 0));
    run_all_work(f);

    assert_true(call.happened);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(none_does_nothing),
        story(default_is_the_method_of_the_library),
        story(slots_only_looks_and_mounts_nothing),
        story(no_library_is_an_invalid_parameter),
        story(an_action_that_does_not_exist_is_an_invalid_parameter),
        story(what_is_no_library_is_an_invalid_library),
        story(the_offline_library_has_no_inventory),
        story(who_may_not_control_the_library_is_denied),
        story(a_disabled_library_has_no_inventory),
        story_on_disk(a_library_that_is_not_present_has_no_inventory),
        story(what_is_refused_leaves_nothing_behind),
        story(stop_leaves_slots_not_reached_in_need_of_inventory),
        story(stop_while_the_changer_is_read_begins_nothing),
        story(a_stopped_inventory_sends_nothing_away),
        story(stop_ends_an_inventory_that_nobody_has_begun),
        story(stop_ends_one_of_two_waiting_inventories),
        story(stop_without_an_inventory_is_success),
        story(an_inventory_of_a_busy_library_waits_its_turn),
        story(a_busy_library_marks_its_slots_when_the_request_starts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
