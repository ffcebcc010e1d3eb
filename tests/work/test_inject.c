/*
 * Cartridges come in through the port.
 */
#include "core/session.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/port_stories.h"
#include "work/requests.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_cell[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n"
    "port 1   empty\n";

static const char two_cells[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n"
    "port 1   empty\n"
    "port 2   empty\n";

static const char one_slot[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "port 1   empty\n"
    "port 2   empty\n";

static GUID begin(struct fixture *f, DWORD action)
{
    GUID operation;

    assert_success(inject(f, action, &operation));
    run_all_work(f);
    return operation;
}

/* A person puts a cartridge in: "port 1 B00001L5 ansi VOL100". */
static void put_in(struct fixture *f, const char *line)
{
    rsm_sim_put_in(f->library, line);
    run_all_work(f);
}

/* ---- one cell ---- */

static void an_inject_opens_the_port_and_waits(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);

    operation = begin(f, NTMS_INJECT_START);

    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_EMPTY);
    assert_moves(f, "");
}

static void a_single_cell_is_taken_as_soon_as_it_is_full(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    operation = begin(f, NTMS_INJECT_START);

    put_in(f, "port 1 B00001L5 ansi VOL100");

    assert_moves(f, "port 1 > slot 2, slot 2 > drive 1, drive 1 > slot 2");
    assert_in_slot(f, "B00001L5", 2);
    assert_pool(f, "B00001L5", "Import");
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_EMPTY);
}

static void a_cartridge_is_identified_in_a_request_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, one_cell);
    (void)begin(f, NTMS_INJECT_START);

    put_in(f, "port 1 B00001L5 ansi VOL100");

    look_at_request(f, NTMS_LM_PROCESSOMID, 1, &request); /* the first was of slot 1 */
    assert_int_equal(request.own.SortType, NTMS_LM_PROCESSOMID);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_guid(*slot_id(f, 2), request.info.Info.LibRequest.SlotId);
}

static void what_is_in_the_port_already_counts(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    put_in(f, "port 1 B00001L5 ansi VOL100");

    operation = begin(f, NTMS_INJECT_START);

    assert_in_slot(f, "B00001L5", 2);
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void an_inject_ends_when_nobody_comes(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    operation = begin(f, NTMS_INJECT_START);
    let_pass(f, 59);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    let_pass(f, 1);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_EMPTY);
}

static void a_medium_that_comes_back_keeps_its_pool_and_owner(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    struct rsm_record medium;
    GUID owner;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    owner = allocate_in_slot(f, 1);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    take_from_port(f, 1);
    assert_offline(f, "A00001L5");

    (void)begin(f, NTMS_INJECT_START);
    put_in(f, "port 1 A00001L5 ansi VOL001");

    assert_in_slot(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_guid(owner, side.info.Info.Partition.LogicalMedia);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);
}

static void a_library_without_bar_codes_identifies_what_comes_in(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "reader   no\n"
                       "drive 1  empty\n"
                       "slot 1   -  ansi VOL001\n"
                       "slot 2   empty\n"
                       "port 1   empty\n");
    (void)begin(f, NTMS_INJECT_START);

    put_in(f, "port 1 - ansi VOL100");

    assert_pool_in_slot(f, 2, "Import");
}

static void an_ejected_cartridge_is_not_taken_in_again(void **state)
{
    struct fixture *f = *state;
    GUID ejecting;
    GUID injecting;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &ejecting));
    run_all_work(f);

    injecting = begin(f, NTMS_INJECT_START);
    let_pass(f, 60);

    assert_in_port(f, "A00001L5", 1);
    assert_operation(f, &ejecting, NTMS_LM_WAITING);
    assert_operation(f, &injecting, NTMS_LM_PASSED);
}

static void the_cartridge_of_a_cancelled_eject_is_taken_in_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_requests_cancel(session, &operation));
    rsm_session_release(session);
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_CANCELLED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_FULL);

    operation = begin(f, NTMS_INJECT_START);

    assert_in_slot(f, "A00001L5", 1);
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

/* ---- several cells ---- */

static void several_cells_are_taken_when_it_is_stopped(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    operation = begin(f, NTMS_INJECT_START);
    put_in(f, "port 1 B00001L5 ansi VOL100");
    put_in(f, "port 2 B00002L5 ansi VOL101");
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_moves(f, "");

    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);

    assert_in_slot(f, "B00001L5", 2);
    assert_in_slot(f, "B00002L5", 3);
    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_EMPTY);
}

static void each_cartridge_gives_time_for_the_next(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    operation = begin(f, NTMS_INJECT_START);
    let_pass(f, 50);
    put_in(f, "port 2 B00001L5 ansi VOL100");
    let_pass(f, 50);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    let_pass(f, 10);

    assert_in_slot(f, "B00001L5", 2);
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void the_most_patient_cell_counts(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    set_patience(f, 1, 0);
    operation = begin(f, NTMS_INJECT_START);

    let_pass(f, 59);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    let_pass(f, 1);

    assert_operation(f, &operation, NTMS_LM_PASSED);
}

/* ---- again and again ---- */

static void start_many_opens_the_port_again_after_each_load(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    operation = begin(f, NTMS_INJECT_STARTMANY);

    put_in(f, "port 1 B00001L5 ansi VOL100");
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_EMPTY);
    put_in(f, "port 1 B00002L5 ansi VOL101");
    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);

    assert_in_slot(f, "B00001L5", 2);
    assert_in_slot(f, "B00002L5", 3);
    look_at(f, &operation, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_STOPPED);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, 4);
}

static void a_load_with_nothing_in_it_ends_start_many(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    operation = begin(f, NTMS_INJECT_STARTMANY);
    put_in(f, "port 1 B00001L5 ansi VOL100");
    let_pass(f, 60);
    assert_in_slot(f, "B00001L5", 2);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    let_pass(f, 60);

    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void retract_takes_what_is_there_and_goes_on(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    operation = begin(f, NTMS_INJECT_STARTMANY);
    put_in(f, "port 2 B00001L5 ansi VOL100");

    assert_success(inject(f, NTMS_INJECT_RETRACT, &operation));
    run_all_work(f);

    assert_in_slot(f, "B00001L5", 2);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_EMPTY);
}

static void retract_is_for_start_many_alone(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, two_cells);
    operation = begin(f, NTMS_INJECT_START);

    assert_fails_with(ERROR_INVALID_OPERATION, inject(f, NTMS_INJECT_RETRACT, &operation));

    assert_operation(f, &operation, NTMS_LM_WAITING);
}

/* ---- too much ---- */

static void what_has_no_slot_stays_in_the_port_and_a_person_is_asked(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;
    plug_in_and_settle(f, one_slot);
    operation = begin(f, NTMS_INJECT_START);
    put_in(f, "port 1 B00001L5 ansi VOL100");
    put_in(f, "port 2 B00002L5 ansi VOL101");

    let_pass(f, 60);

    assert_in_slot(f, "B00001L5", 2);
    assert_port(f, 2, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_FULL);
    assert_true(read_question(f, &question));
    assert_text(
        u"Remove the cartridge from port 2 of the library STK L20: no slot is empty for it.",
        question.info.Info.OpRequest.szMessage);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    take_from_port(f, 2);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    look_at(f, &question.info.ObjectGuid, NTMS_OPREQUEST, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
}

static void a_slot_that_becomes_empty_takes_what_was_too_much(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_slot);
    operation = begin(f, NTMS_INJECT_START);
    put_in(f, "port 1 B00001L5 ansi VOL100");
    put_in(f, "port 2 B00002L5 ansi VOL101");
    let_pass(f, 60);

    rsm_sim_take_out(f->library, "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_in_slot(f, "B00002L5", 1);
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void a_second_stop_ends_what_waits_for_too_much(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_slot);
    operation = begin(f, NTMS_INJECT_START);
    put_in(f, "port 1 B00001L5 ansi VOL100");
    put_in(f, "port 2 B00002L5 ansi VOL101");
    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_objects(f, NTMS_OPREQUEST, 0);
    assert_port(f, 2, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_FULL);
}

/* covers ERROR_LIBRARY_FULL of InjectNtmsMedia */
static void a_full_library_takes_nothing_in(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "port 1   empty\n");

    assert_fails_with(ERROR_LIBRARY_FULL, inject(f, NTMS_INJECT_START, &operation));
    assert_fails_with(ERROR_LIBRARY_FULL, inject(f, NTMS_INJECT_STARTMANY, &operation));

    assert_requests(f, NTMS_LM_INJECT, NTMS_LM_QUEUED, 0);
}

static void the_slot_of_the_cleaner_is_kept_for_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    GUID operation;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "slot 2   empty\n"
                       "port 1   empty\n");
    look_at_library(f, &library);
    library.info.Info.Library.CleanerSlot = *slot_id(f, 2);
    change(f, &library);

    assert_fails_with(ERROR_LIBRARY_FULL, inject(f, NTMS_INJECT_START, &operation));
}

static void the_home_of_a_cartridge_in_a_drive_is_taken_last(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "drive 2  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "slot 2   empty\n"
                       "port 1   empty\n");
    leave_in_drive(f, 1, 2);
    (void)begin(f, NTMS_INJECT_START);

    put_in(f, "port 1 B00001L5 ansi VOL100");

    assert_in_slot(f, "B00001L5", 2);
}

/* ---- ending, refusing ---- */

static void what_has_not_begun_is_stopped_at_once(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(inject(f, NTMS_INJECT_START, &operation));

    assert_success(inject(f, NTMS_INJECT_STOP, &operation));

    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

/* covers ERROR_INVALID_OPERATION of InjectNtmsMedia */
static void only_an_inject_under_way_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    GUID ejecting;
    GUID operation;
    GUID slot;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &ejecting));
    assert_success(inject(f, NTMS_INJECT_START, &operation));
    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
    slot = *slot_id(f, 1);

    assert_fails_with(ERROR_INVALID_OPERATION, inject(f, NTMS_INJECT_STOP, &operation));
    assert_fails_with(ERROR_INVALID_OPERATION, inject(f, NTMS_INJECT_STOP, &ejecting));
    assert_fails_with(ERROR_INVALID_OPERATION, inject(f, NTMS_INJECT_STOP, &slot));
    assert_fails_with(ERROR_INVALID_OPERATION, stop_eject(f, &operation));
    f->unsettled = true;
}

/* covers ERROR_DEVICE_NOT_AVAILABLE of InjectNtmsMedia */
static void a_disabled_or_absent_library_takes_nothing_in(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, inject(f, NTMS_INJECT_START, &operation));
    library.info.Enabled = TRUE;
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_fails_with(ERROR_LIBRARY_OFFLINE, inject(f, NTMS_INJECT_START, &operation));
    f->unsettled = true;
}

static void a_changer_that_cannot_lock_its_port_injects_all_the_same(void **state)
{
    static const struct rsm_sim_fault refused = {.failure = RSM_SIM_CHECK,
                                                 .number = 1,
                                                 .more = 1000,
                                                 .only_operation = true,
                                                 .operation = 0x1E,
                                                 .key = 5,
                                                 .asc = 0x20};
    struct fixture *f = *state;
    plug_in_and_settle(f, one_cell);
    rsm_sim_fail(&refused);
    (void)begin(f, NTMS_INJECT_START);

    put_in(f, "port 1 B00001L5 ansi VOL100");

    assert_in_slot(f, "B00001L5", 2);
    assert_int_equal(rsm_sim_commands_of(0x1E), 1); /* it is not asked again */
}

static void a_port_whose_unlocking_is_refused_once_is_unlocked_later(void **state)
{
    static const struct rsm_sim_fault unknown = {.failure = RSM_SIM_CHECK,
                                                 .number = 2,
                                                 .key = 5,
                                                 .asc = 0x20,
                                                 .only_operation = true,
                                                 .operation = 0x1E};
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, one_cell);
    rsm_sim_put_in(f->library, "port 1 A00009L5 ansi VOL009");
    rsm_sim_fail(&unknown);
    assert_success(inject(f, NTMS_INJECT_START, &operation));
    run_all_work(f);
    assert_true(rsm_sim_has_failed());
    run_all_work(f);

    rsm_sim_put_in(f->library, "port 1 A00008L5 ansi VOL008"); /* fails the test if it is locked */
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_inject_opens_the_port_and_waits),
        story(a_single_cell_is_taken_as_soon_as_it_is_full),
        story(a_cartridge_is_identified_in_a_request_of_its_own),
        story(what_is_in_the_port_already_counts),
        story(an_inject_ends_when_nobody_comes),
        story(a_medium_that_comes_back_keeps_its_pool_and_owner),
        story(a_library_without_bar_codes_identifies_what_comes_in),
        story(an_ejected_cartridge_is_not_taken_in_again),
        story(the_cartridge_of_a_cancelled_eject_is_taken_in_again),
        story(several_cells_are_taken_when_it_is_stopped),
        story(each_cartridge_gives_time_for_the_next),
        story(the_most_patient_cell_counts),
        story(start_many_opens_the_port_again_after_each_load),
        story(a_load_with_nothing_in_it_ends_start_many),
        story(retract_takes_what_is_there_and_goes_on),
        story(retract_is_for_start_many_alone),
        story(what_has_no_slot_stays_in_the_port_and_a_person_is_asked),
        story(a_slot_that_becomes_empty_takes_what_was_too_much),
        story(a_second_stop_ends_what_waits_for_too_much),
        story(a_full_library_takes_nothing_in),
        story(the_slot_of_the_cleaner_is_kept_for_it),
        story(the_home_of_a_cartridge_in_a_drive_is_taken_last),
        story(what_has_not_begun_is_stopped_at_once),
        story(only_an_inject_under_way_can_be_stopped),
        story(a_disabled_or_absent_library_takes_nothing_in),
        story(a_changer_that_cannot_lock_its_port_injects_all_the_same),
        story(a_port_whose_unlocking_is_refused_once_is_unlocked_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
