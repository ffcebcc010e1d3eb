/*
 * Cartridges go out through the port: one by one, in batches, and back again.
 */
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/eject.h"
#include "work/port_stories.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_cell[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "port 1   empty\n";

static const char two_cells[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   empty\n"
    "port 1   empty\n"
    "port 2   empty\n";

/* ---- one cartridge ---- */

static void an_ejected_cartridge_waits_in_the_open_port(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_moves(f, "slot 1 > port 1");
    assert_in_port(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*slot_id(f, 1), medium.info.Info.PhysicalMedia.HomeSlot);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_FULL);
    assert_operation(f, &operation, NTMS_LM_WAITING);
}

static void its_record_goes_when_it_is_taken(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    take_from_port(f, 1);

    assert_no_medium(f, "A00001L5"); /* it was in Import */
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_EMPTY);
}

static void the_medium_of_an_application_goes_offline(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    give_to_application(f, medium_in_slot(f, 1), u"Backups");
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    take_from_port(f, 1);

    assert_offline(f, "A00001L5");
    assert_pool(f, "A00001L5", "Backups");
}

static void nothing_is_asked_of_the_changer_while_nobody_waits(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    unsigned before;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    take_from_port(f, 1);
    before = rsm_sim_commands();

    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), before);
}

static void a_full_port_is_waited_for(void **state)
{
    struct fixture *f = *state;
    GUID first;
    GUID second;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &first));
    assert_success(eject(f, "A00002L5", &second));
    run_all_work(f);
    assert_operation(f, &second, NTMS_LM_QUEUED);

    take_from_port(f, 1);

    assert_operation(f, &first, NTMS_LM_PASSED);
    assert_operation(f, &second, NTMS_LM_WAITING);
    assert_in_port(f, "A00002L5", 1);
}

static void another_cartridge_in_its_cell_means_that_it_was_taken(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    rsm_sim_take_out(f->library, "port 1");
    rsm_sim_put_in(f->library, "port 1 B00001L5 ansi VOL100");
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_no_medium(f, "A00001L5");
}

static void a_cartridge_exchanged_in_its_slot_is_not_ejected(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    rsm_sim_swap(f->library, "slot 1", "slot 2");

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_moves(f, "slot 2 > port 1");
    assert_in_port(f, "A00001L5", 1);
    assert_in_slot(f, "A00002L5", 1);
}

static void a_library_without_bar_codes_ejects_too(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    GUID operation;
    GUID medium;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "reader   no\n"
                       "drive 1  empty\n"
                       "slot 1   -  ansi VOL001\n"
                       "slot 2   empty\n"
                       "port 1   empty\n");
    medium = *medium_in_slot(f, 1);
    assert_success(rsm_session_get(f->session, &session));

    assert_success(rsm_eject_start(session, &medium, false, &operation));
    rsm_session_release(session);
    run_all_work(f);
    take_from_port(f, 1);

    assert_false(is_on_record(f, &medium));
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

/* ---- batches ---- */

static void what_is_put_aside_does_not_move(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);

    assert_success(put_aside(f, "A00001L5"));
    assert_success(put_aside(f, "A00001L5")); /* once more is the same */
    run_all_work(f);

    assert_moves(f, "");
    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_QUEUED, 1);
    f->unsettled = true;
}

static void what_was_put_aside_goes_with_the_one_that_begins(void **state)
{
    struct fixture *f = *state;
    struct rsm_record aside;
    struct rsm_record begun;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));

    assert_success(eject(f, "A00002L5", &operation));
    run_all_work(f);

    assert_moves(f, "slot 1 > port 1, slot 2 > port 2");
    look_at_request(f, NTMS_LM_EJECT, 0, &aside);
    look_at_request(f, NTMS_LM_EJECT, 1, &begun);
    assert_guid(operation, aside.info.ObjectGuid);
    assert_guid(operation, aside.own.Batch);
    assert_guid(operation, begun.own.Batch);
}

static void what_was_put_aside_goes_without_another_one(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    assert_success(put_aside(f, "A00003L5"));

    assert_success(eject_aside(f, &operation));
    run_all_work(f);

    assert_moves(f, "slot 1 > port 1, slot 3 > port 2");
    assert_fails_with(ERROR_INVALID_PARAMETER, eject_aside(f, &operation));
}

static void the_operation_ends_when_the_last_one_is_taken(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    assert_success(eject(f, "A00002L5", &operation));
    run_all_work(f);

    take_from_port(f, 1);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_no_medium(f, "A00001L5");
    take_from_port(f, 2);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_PASSED, 2);
}

static void more_than_the_port_has_cells_cannot_be_put_aside(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    assert_success(put_aside(f, "A00002L5"));

    assert_fails_with(ERROR_BUSY, put_aside(f, "A00003L5"));
    assert_fails_with(ERROR_BUSY, eject(f, "A00003L5", &operation));

    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_QUEUED, 2);
    f->unsettled = true;
}

static void what_does_not_fit_follows_when_there_is_room(void **state)
{
    struct fixture *f = *state;
    GUID first;
    GUID second;
    plug_in_and_settle(f, two_cells);
    assert_success(eject(f, "A00001L5", &first));
    assert_success(put_aside(f, "A00002L5"));
    assert_success(eject(f, "A00003L5", &second));
    run_all_work(f);
    assert_moves(f, "slot 1 > port 1, slot 2 > port 2");

    take_from_port(f, 2);

    assert_moves(f, "slot 1 > port 1, slot 2 > port 2, slot 3 > port 2");
    assert_operation(f, &second, NTMS_LM_WAITING);
}

/* Another process put it aside, so many days ago, and has ended. */
static void let_process_die(struct fixture *f, unsigned days)
{
    static const WCHAR dead[] = u"00000000000000000000000000000000";
    struct rsm_record request;
    SYSTEMTIME *queued = &request.info.Info.LibRequest.TimeQueued;

    look_at_request(f, NTMS_LM_EJECT, 0, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, dead);
    rsm_clock_from_ms(rsm_clock_to_ms(queued) - (int64_t)days * 24 * 60 * 60 * 1000, queued);
    change(f, &request);
}

static void what_another_process_put_aside_goes_with_the_one_that_begins(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    let_process_die(f, 0);
    run_all_work(f);

    assert_success(eject(f, "A00002L5", &operation));
    run_all_work(f);

    assert_moves(f, "slot 1 > port 1, slot 2 > port 2");
}

static void what_a_dead_process_put_aside_is_forgotten_after_a_day(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    let_process_die(f, 1);

    run_all_work(f);

    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_CANCELLED, 1);
}

static void what_is_forgotten_does_not_go_with_the_one_that_begins(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    assert_success(put_aside(f, "A00001L5"));
    let_process_die(f, 1);

    assert_success(eject(f, "A00002L5", &operation));
    run_all_work(f);

    assert_moves(f, "slot 2 > port 1");
}

/* ---- stopped ---- */

static void a_stopped_eject_brings_its_cartridge_home(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_success(stop_eject(f, &operation));
    run_all_work(f);

    assert_moves(f, "slot 1 > port 1, port 1 > slot 1");
    assert_in_slot(f, "A00001L5", 1);
    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_EMPTY);
}

static void a_stopped_eject_takes_another_slot_when_its_home_is_full(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    rsm_sim_put_in(f->library, "slot 1 B00001L5 ansi VOL100");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_success(stop_eject(f, &operation));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 3);
    assert_in_slot(f, "B00001L5", 1);
    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

static void a_stopped_cartridge_without_a_slot_stays_in_the_port(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    rsm_sim_put_in(f->library, "slot 1 B00001L5 ansi VOL100");
    rsm_sim_put_in(f->library, "slot 3 B00002L5 ansi VOL101");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_success(stop_eject(f, &operation));
    run_all_work(f);

    assert_in_port(f, "A00001L5", 1);
    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

static void what_has_not_begun_is_stopped_at_once(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));

    assert_success(stop_eject(f, &operation));

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    run_all_work(f);
    assert_moves(f, "");
}

static void an_eject_that_has_ended_is_no_operation(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    take_from_port(f, 1);

    assert_fails_with(ERROR_INVALID_OPERATION, stop_eject(f, &operation));
    assert_fails_with(ERROR_INVALID_OPERATION, stop_eject(f, slot_id(f, 1)));
    assert_fails_with(ERROR_INVALID_OPERATION, stop_eject(f, &rsm_guid_null));
}

/* ---- nobody comes ---- */

static void who_does_not_take_it_in_time_is_asked_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    struct rsm_record again;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    let_pass(f, 59);
    assert_false(read_question(f, &question));

    let_pass(f, 1);
    assert_true(read_question(f, &question));
    let_pass(f, 600);

    assert_true(read_question(f, &again));
    assert_guid(question.info.ObjectGuid, again.info.ObjectGuid);
    assert_int_equal(again.info.Info.OpRequest.Request, NTMS_OPREQ_DEVICESERVICE);
    assert_guid(*port_id(f, 1), again.info.Info.OpRequest.Arg1);
    assert_text(
        u"Take the cartridge A00001L5 out of port 1 of the library STK L20: it is ejected, "
        u"and the port has been open for longer than 60 seconds.",
        again.info.Info.OpRequest.szMessage);
    assert_operation(f, &operation, NTMS_LM_WAITING);
}

static void the_question_is_answered_by_taking_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    set_patience(f, 1, 0);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_true(read_question(f, &question)); /* no patience: at once */

    take_from_port(f, 1);

    look_at(f, &question.info.ObjectGuid, NTMS_OPREQUEST, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
}

static void the_question_goes_when_the_eject_is_stopped(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    set_patience(f, 1, 0);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_true(read_question(f, &question));

    assert_success(stop_eject(f, &operation));
    run_all_work(f);

    assert_objects(f, NTMS_OPREQUEST, 0);
}

static void whoever_fills_the_port_is_asked_to_empty_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "port 1   B00001L5  ansi VOL100\n");
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_FULL);

    let_pass(f, 60);
    assert_true(read_question(f, &question));
    take_from_port(f, 1);

    assert_in_port(f, "A00001L5", 1);
    look_at(f, &question.info.ObjectGuid, NTMS_OPREQUEST, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
    assert_operation(f, &operation, NTMS_LM_WAITING);
}

/* ---- refused ---- */

/* covers ERROR_MEDIA_NOT_AVAILABLE of EjectNtmsMedia */
static void a_disabled_medium_is_not_ejected(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(f, "A00001L5", &operation));
}

/* covers ERROR_DEVICE_NOT_AVAILABLE of EjectNtmsMedia */
static void nothing_is_ejected_from_a_disabled_library_or_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);
    look_at_drive(f, 1, &record);
    record.info.Enabled = FALSE;
    change(f, &record);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, eject(f, "A00001L5", &operation));

    look_at_library(f, &record);
    record.info.Enabled = FALSE;
    change(f, &record);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, eject(f, "A00002L5", &operation));
}

static void an_offline_medium_is_not_ejected(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    give_to_application(f, medium_in_slot(f, 1), u"Backups");
    rsm_sim_take_out(f->library, "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_fails_with(ERROR_LIBRARY_OFFLINE, eject(f, "A00001L5", &operation));
}

static void nothing_is_ejected_from_a_library_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_fails_with(ERROR_LIBRARY_OFFLINE, eject(f, "A00002L5", &operation));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, stop_eject(f, &operation));
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_ejected_cartridge_waits_in_the_open_port),
        story(its_record_goes_when_it_is_taken),
        story(the_medium_of_an_application_goes_offline),
        story(nothing_is_asked_of_the_changer_while_nobody_waits),
        story(a_full_port_is_waited_for),
        story(another_cartridge_in_its_cell_means_that_it_was_taken),
        story(a_cartridge_exchanged_in_its_slot_is_not_ejected),
        story(a_library_without_bar_codes_ejects_too),
        story(what_is_put_aside_does_not_move),
        story(what_was_put_aside_goes_with_the_one_that_begins),
        story(what_was_put_aside_goes_without_another_one),
        story(the_operation_ends_when_the_last_one_is_taken),
        story(more_than_the_port_has_cells_cannot_be_put_aside),
        story(what_does_not_fit_follows_when_there_is_room),
        story(what_another_process_put_aside_goes_with_the_one_that_begins),
        story(what_a_dead_process_put_aside_is_forgotten_after_a_day),
        story(what_is_forgotten_does_not_go_with_the_one_that_begins),
        story(a_stopped_eject_brings_its_cartridge_home),
        story(a_stopped_eject_takes_another_slot_when_its_home_is_full),
        story(a_stopped_cartridge_without_a_slot_stays_in_the_port),
        story(what_has_not_begun_is_stopped_at_once),
        story(an_eject_that_has_ended_is_no_operation),
        story(who_does_not_take_it_in_time_is_asked_once),
        story(the_question_is_answered_by_taking_it),
        story(the_question_goes_when_the_eject_is_stopped),
        story(whoever_fills_the_port_is_asked_to_empty_it),
        story(a_disabled_medium_is_not_ejected),
        story(nothing_is_ejected_from_a_disabled_library_or_drive),
        story(an_offline_medium_is_not_ejected),
        story(nothing_is_ejected_from_a_library_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
