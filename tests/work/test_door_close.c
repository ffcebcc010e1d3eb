/*
 * A door that is open, until it is closed: how that is noticed, what is looked at then, and when a person is
 * asked ("functions 2" section 8, "requests" 4.2, 6.1 and 7).
 */
#include "core/unattended.h"
#include "support/asserts.h"
#include "work/doorkeeper.h"
#include "work/requests.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char polite[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "door     silent\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";

enum { READ_STATUS = 0xB8 };

static void assert_closed(struct fixture *f)
{
    struct rsm_record door;

    look_at(f, door_id(f), NTMS_IEDOOR, &door);
    assert_int_equal(door.info.Info.IEDoor.State, NTMS_DOORSTATE_CLOSED);
    assert_int_equal(door.own.Since, 0);
    assert_int_equal(access_state(f), NTMS_LM_PASSED);
}

/* ---- noticed ---- */

static void it_is_closed_when_the_changer_was_not_ready_and_is_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    close_door(f);

    assert_closed(f);
}

static void it_is_closed_when_the_changer_says_that_something_moved(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    rsm_sim_open_door("lib"); /* and nobody looks until it is closed */
    close_door(f);

    assert_closed(f);
}

static void one_that_was_never_opened_stays_recorded_as_open(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    run_all_work(f);

    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    open_door(f);
    close_door(f);
}

static void of_a_changer_that_never_tells_a_person_says_it(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, silent, NTMS_INVENTORY_NONE);

    open_door(f);
    close_door(f);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    let_door_wait(f, 60);
    answer_question(f, 0, NTMS_OPSTATE_COMPLETE);

    assert_closed(f);
}

/* Only the door is asked about, and only while it is open. */
static void without_an_open_door_the_changer_is_not_asked(void **state)
{
    struct fixture *f = *state;
    unsigned commands;
    plug_in_and_settle(f, polite);

    commands = rsm_sim_commands();
    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), commands);
}

/* ---- and looked at ---- */

static void none_looks_at_nothing(void **state)
{
    struct fixture *f = *state;
    unsigned scans;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    scans = rsm_sim_commands_of(READ_STATUS);
    open_door(f);
    close_door(f);

    assert_int_equal(rsm_sim_commands_of(READ_STATUS), scans);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1); /* that of the beginning */
}

static void fast_finds_what_was_exchanged(void **state)
{
    struct fixture *f = *state;
    struct rsm_record inventory;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_FAST);

    rsm_sim_open_door("lib");
    rsm_sim_take_out("lib", "slot 2");
    rsm_sim_put_in("lib", "slot 3  A00009L5 ansi VOL009");
    run_all_work(f);
    close_door(f);

    assert_closed(f);
    assert_in_slot(f, "A00009L5", 3);
    assert_pool(f, "A00009L5", "Import");
    assert_no_medium(f, "A00002L5");
    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3");
    look_at_request(f, NTMS_LM_INVENTORY, 1, &inventory);
    assert_int_equal(inventory.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_text(u"Removable Storage", inventory.info.Info.LibRequest.szApplication);
}

static void full_reads_every_label(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_OMID);

    open_door(f);
    close_door(f);

    assert_closed(f);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
}

static void slot_reads_no_label(void **state)
{
    struct fixture *f = *state;
    struct rsm_record inventory;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_SLOT);

    open_door(f);
    close_door(f);

    assert_closed(f);
    assert_moves(f, "");
    look_at_request(f, NTMS_LM_INVENTORY, 1, &inventory);
    assert_int_equal(inventory.info.Info.LibRequest.OperationOption, 1);
}

static void default_is_the_method_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_DEFAULT);

    look_at_library(f, &library);
    library.info.Info.Library.InventoryMethod = NTMS_INVENTORY_NONE;
    change(f, &library);
    open_door(f);
    close_door(f);

    assert_closed(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1); /* that of the beginning */
}

static void a_door_that_nobody_asked_for_is_looked_at_too(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, polite);

    rsm_sim_open_door("lib");
    rsm_sim_carry("lib", "slot 2", "slot 3");
    close_door(f);
    assert_success(
        take_inventory(f, NTMS_INVENTORY_NONE)); /* whatever command comes next hears it */
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_in_slot(f, "A00002L5", 3);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
}

/* ---- a person is asked ---- */

static void nobody_is_asked_as_long_as_it_may_be_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    let_door_wait(f, 50);
    assert_false(find_question(f, 0, &question));
    close_door(f);

    assert_closed(f);
    assert_false(find_question(f, 0, &question));
}

static void one_is_asked_when_it_is_open_for_longer(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    const NTMS_OPREQUESTINFORMATIONW *info = &question.info.Info.OpRequest;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    let_door_wait(f, 60);
    run_all_work(f); /* once */

    assert_true(find_question(f, 0, &question));
    assert_int_equal(info->Request, NTMS_OPREQ_DEVICESERVICE);
    assert_int_equal(info->State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(info->Arg1Type, NTMS_IEDOOR);
    assert_guid(*door_id(f), info->Arg1);
    assert_text(u"Story", info->szApplication);
    assert_text(
        u"Door 1 of the library \"STK L20\" is open: close it, and say that it is done if "
        u"the library does not notice.",
        info->szMessage);
    assert_false(find_question(f, 1, &question));
    close_door(f);
}

static void at_once_when_it_may_not_be_open_at_all(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, polite);
    set_door_patience(f, 0);

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);

    assert_int_equal(question_state(f, 0), NTMS_OPSTATE_SUBMITTED);
    open_door(f);
    close_door(f);
}

static void the_question_is_settled_by_closing_the_door(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    let_door_wait(f, 60);
    close_door(f);

    assert_closed(f);
    assert_int_equal(question_state(f, 0), NTMS_OPSTATE_COMPLETE);
}

static void who_says_too_early_that_it_is_closed_is_asked_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    let_door_wait(f, 60);
    answer_question(f, 0, NTMS_OPSTATE_COMPLETE);

    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    assert_int_equal(question_state(f, 1), NTMS_OPSTATE_SUBMITTED);
    close_door(f);
    assert_closed(f);
}

static void who_refuses_is_not_asked_again_and_the_door_is_still_watched(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    open_door(f);
    let_door_wait(f, 60);
    answer_question(f, 0, NTMS_OPSTATE_REFUSED);
    let_door_wait(f, 600);
    assert_false(find_question(f, 1, &question));
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);

    assert_closed(f);
    assert_int_equal(question_state(f, 0), NTMS_OPSTATE_REFUSED);
}

static void where_nobody_is_there_it_is_refused_with_the_same_effect(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);
    f->rsm->unattended = (struct rsm_unattended){true, 0, RSM_UNATTENDED_ENVIRONMENT};

    open_door(f);
    let_door_wait(f, 60);
    run_all_work(f);
    assert_int_equal(question_state(f, 0), NTMS_OPSTATE_REFUSED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);

    assert_closed(f);
}

/* ---- cancelled ---- */

static void cancel_access(struct fixture *f)
{
    struct rsm_session *session;
    struct rsm_record request;

    look_at_request(f, NTMS_LM_DOORACCESS, 0, &request);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_requests_cancel(session, &request.info.ObjectGuid));
    rsm_session_release(session);
    run_all_work(f);
}

static void a_cancelled_request_leaves_the_door_open_until_it_is_closed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);
    open_door(f);
    rsm_sim_carry("lib", "slot 2", "slot 3");

    cancel_access(f);
    assert_int_equal(access_state(f), NTMS_LM_CANCELLED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);

    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_in_slot(f, "A00002L5", 3); /* it was looked at */
}

static void the_question_goes_with_a_cancelled_request(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);
    open_door(f);
    let_door_wait(f, 60);

    cancel_access(f);

    assert_false(find_question(f, 0, &question));
    close_door(f);
}

static void one_that_was_not_opened_is_closed_when_its_request_is_cancelled(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, polite, NTMS_INVENTORY_NONE);

    cancel_access(f);

    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(it_is_closed_when_the_changer_was_not_ready_and_is_again),
        story(it_is_closed_when_the_changer_says_that_something_moved),
        story(one_that_was_never_opened_stays_recorded_as_open),
        story(of_a_changer_that_never_tells_a_person_says_it),
        story(without_an_open_door_the_changer_is_not_asked),
        story(none_looks_at_nothing),
        story(fast_finds_what_was_exchanged),
        story(full_reads_every_label),
        story(slot_reads_no_label),
        story(default_is_the_method_of_the_library),
        story(a_door_that_nobody_asked_for_is_looked_at_too),
        story(nobody_is_asked_as_long_as_it_may_be_open),
        story(one_is_asked_when_it_is_open_for_longer),
        story(at_once_when_it_may_not_be_open_at_all),
        story(the_question_is_settled_by_closing_the_door),
        story(who_says_too_early_that_it_is_closed_is_asked_again),
        story(who_refuses_is_not_asked_again_and_the_door_is_still_watched),
        story(where_nobody_is_there_it_is_refused_with_the_same_effect),
        story(a_cancelled_request_leaves_the_door_open_until_it_is_closed),
        story(the_question_goes_with_a_cancelled_request),
        story(one_that_was_not_opened_is_closed_when_its_request_is_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
