/*
 * A library without a port: the record of an ejected cartridge leaves at once, and a person takes it out of its
 * slot; what a person puts into slots is found by looking.
 */
#include "core/operator.h"
#include "core/session.h"
#include "model/guid.h"
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

static const char no_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   empty\n";

/* The cartridge of slot 1, of an application, is ejected, and nobody has taken it. */
static GUID eject_first(struct fixture *f)
{
    GUID operation;

    plug_in_and_settle(f, no_port);
    give_to_application(f, medium_in_slot(f, 1), u"Backups");
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    return operation;
}

static void take_from_slot(struct fixture *f, const char *slot)
{
    rsm_sim_take_out(f->library, slot);
    run_all_work(f);
}

/* ---- out ---- */

static void the_record_leaves_at_once_and_a_person_is_asked(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation = eject_first(f);

    assert_moves(f, "");
    assert_offline(f, "A00001L5");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_true(read_question(f, &question));
    assert_int_equal(question.info.Info.OpRequest.Request, NTMS_OPREQ_DEVICESERVICE);
    assert_guid(*slot_id(f, 1), question.info.Info.OpRequest.Arg1);
    assert_text(
        u"Take the cartridge A00001L5 out of slot 1 of the library STK L20: it is ejected, and "
        u"the library has no port.",
        question.info.Info.OpRequest.szMessage);
    f->unsettled = true; /* the cartridge is in its slot without a record */
}

static void taking_it_ends_the_eject_and_answers_the_question(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation = eject_first(f);
    assert_true(read_question(f, &question));

    take_from_slot(f, "slot 1");

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
    look_at(f, &question.info.ObjectGuid, NTMS_OPREQUEST, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
}

static void another_cartridge_that_was_identified_in_its_slot_keeps_its_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record identification;
    GUID operation = eject_first(f);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  A00009L5 ansi VOL009");

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    look_at_request(f, NTMS_LM_PROCESSOMID, 2, &identification);
    assert_guid(identification.info.Info.LibRequest.PhysMediaId, *medium_in_slot(f, 1));
}

static void no_look_brings_it_back_while_it_waits_to_be_taken(void **state)
{
    static const DWORD actions[] = {NTMS_INVENTORY_FAST, NTMS_INVENTORY_OMID};
    struct fixture *f = *state;
    GUID operation = eject_first(f);
    GUID imported;
    assert_success(eject(f, "A00002L5", &imported)); /* of Import: deleted */
    run_all_work(f);

    for (size_t i = 0; i < 2; i++) {
        assert_success(take_inventory(f, actions[i]));
        run_all_work(f);
    }

    assert_moves(f, "");
    assert_offline(f, "A00001L5");
    assert_no_medium(f, "A00002L5");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    f->unsettled = true;
}

static void without_bar_codes_it_is_not_identified_again_either(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    GUID medium;
    GUID operation;
    plug_in_and_settle(f, no_reader);
    medium = *medium_in_slot(f, 1);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_eject_start(session, &medium, false, &operation));
    rsm_session_release(session);
    run_all_work(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_moves(f, "");
    assert_false(is_on_record(f, &medium));
    take_from_slot(f, "slot 1");
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void a_stopped_eject_brings_its_record_back(void **state)
{
    struct fixture *f = *state;
    GUID operation = eject_first(f);

    assert_success(stop_eject(f, &operation));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_in_slot(f, "A00001L5", 1);
    assert_pool(f, "A00001L5", "Backups");
    assert_objects(f, NTMS_OPREQUEST, 0);
}

static void an_answer_alone_does_not_bring_it_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record question;
    GUID operation = eject_first(f);
    assert_true(read_question(f, &question));
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_operator_answer(session, &question.info.ObjectGuid, NTMS_OPSTATE_COMPLETE));
    rsm_session_release(session);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_offline(f, "A00001L5");
    assert_operation(f, &operation, NTMS_LM_WAITING);

    take_from_slot(f, "slot 1");

    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void whoever_refuses_to_take_it_keeps_it_in_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record question;
    struct rsm_record request;
    GUID operation = eject_first(f);
    assert_true(read_question(f, &question));
    assert_success(rsm_session_get(f->session, &session));

    assert_success(rsm_operator_answer(session, &question.info.ObjectGuid, NTMS_OPSTATE_REFUSED));
    rsm_session_release(session);
    run_all_work(f);

    look_at(f, &operation, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_REQUEST_REFUSED);
    assert_in_slot(f, "A00001L5", 1);
}

static void another_cartridge_in_its_slot_means_that_it_was_taken(void **state)
{
    struct fixture *f = *state;
    GUID operation = eject_first(f);

    rsm_sim_take_out(f->library, "slot 1");
    rsm_sim_put_in(f->library, "slot 1 B00001L5 ansi VOL100");
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_offline(f, "A00001L5");
    assert_in_slot(f, "B00001L5", 1);
}

static void a_cartridge_in_a_drive_goes_home_first(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;
    plug_in_and_settle(f, no_port);
    leave_in_drive(f, 1, 1);

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
    assert_no_medium(f, "A00001L5");
    assert_true(read_question(f, &question));
    assert_guid(*slot_id(f, 1), question.info.Info.OpRequest.Arg1);
    take_from_slot(f, "slot 1");
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void any_number_can_be_ejected_at_once(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, no_port);
    assert_success(put_aside(f, "A00001L5"));
    assert_success(put_aside(f, "A00002L5"));

    assert_success(eject_aside(f, &operation));
    run_all_work(f);
    take_from_slot(f, "slot 1");
    assert_operation(f, &operation, NTMS_LM_WAITING);
    take_from_slot(f, "slot 2");

    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void what_nobody_took_comes_back_when_its_process_is_gone(void **state)
{
    static const WCHAR dead[] = u"00000000000000000000000000000000";
    struct fixture *f = *state;
    struct rsm_record request;
    GUID operation = eject_first(f);
    look_at(f, &operation, NTMS_LIBREQUEST, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, dead);
    change(f, &request);

    restart(f);
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_CANCELLED);
    assert_in_slot(f, "A00001L5", 1);
    assert_pool(f, "A00001L5", "Backups");
}

/* ---- in ---- */

static GUID begin_inject(struct fixture *f, DWORD action)
{
    GUID operation;

    plug_in_and_settle(f, no_port);
    assert_success(inject(f, action, &operation));
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    return operation;
}

static void what_was_put_into_a_slot_is_found_when_the_inject_is_stopped(void **state)
{
    struct fixture *f = *state;
    GUID operation = begin_inject(f, NTMS_INJECT_START);
    rsm_sim_put_in(f->library, "slot 3 B00001L5 ansi VOL100");
    run_all_work(f);
    assert_no_medium(f, "B00001L5");

    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);

    assert_in_slot(f, "B00001L5", 3);
    assert_pool(f, "B00001L5", "Import");
    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

static void or_when_its_time_is_over(void **state)
{
    struct fixture *f = *state;
    GUID operation = begin_inject(f, NTMS_INJECT_START);
    rsm_sim_put_in(f->library, "slot 3 B00001L5 ansi VOL100");
    let_pass(f, 599);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    let_pass(f, 1);

    assert_in_slot(f, "B00001L5", 3);
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void start_many_looks_again_and_again(void **state)
{
    struct fixture *f = *state;
    GUID operation = begin_inject(f, NTMS_INJECT_STARTMANY);
    rsm_sim_put_in(f->library, "slot 3 B00001L5 ansi VOL100");
    assert_success(inject(f, NTMS_INJECT_RETRACT, &operation));
    run_all_work(f);
    assert_in_slot(f, "B00001L5", 3);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    rsm_sim_swap(f->library, "slot 1", "slot 3");
    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 3);
    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_record_leaves_at_once_and_a_person_is_asked),
        story(taking_it_ends_the_eject_and_answers_the_question),
        story(another_cartridge_that_was_identified_in_its_slot_keeps_its_record),
        story(no_look_brings_it_back_while_it_waits_to_be_taken),
        story(without_bar_codes_it_is_not_identified_again_either),
        story(a_stopped_eject_brings_its_record_back),
        story(an_answer_alone_does_not_bring_it_back),
        story(whoever_refuses_to_take_it_keeps_it_in_the_library),
        story(another_cartridge_in_its_slot_means_that_it_was_taken),
        story(a_cartridge_in_a_drive_goes_home_first),
        story(any_number_can_be_ejected_at_once),
        story_on_disk(what_nobody_took_comes_back_when_its_process_is_gone),
        story(what_was_put_into_a_slot_is_found_when_the_inject_is_stopped),
        story(or_when_its_time_is_over),
        story(start_many_looks_again_and_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
