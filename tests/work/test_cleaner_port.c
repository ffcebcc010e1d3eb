/*
 * A cleaner comes in through the port and goes out through it; without a port, through the door.
 */
#include "core/cleaner.h"
#include "support/asserts.h"
#include "work/cleaners.h"
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

static const char no_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n";

enum { CLEANER_SLOT = 3, USES = 7, A_MINUTE = 61 };

/* ---- given ---- */

static void begin_reserved(struct fixture *f, const char *drawing)
{
    plug_in_and_settle(f, drawing);
    assert_success(reserve_slot(f, CLEANER_SLOT));
    run_all_work(f);
}

static GUID begin_inject(struct fixture *f, DWORD uses)
{
    GUID operation;

    assert_success(inject_cleaner(f, &operation, uses, NTMS_INJECT_START));
    run_all_work(f);
    return operation;
}

static GUID begin_eject(struct fixture *f)
{
    GUID operation;

    assert_success(eject_cleaner(f, &operation, NTMS_EJECT_START));
    run_all_work(f);
    return operation;
}

static void put_in(struct fixture *f, const char *line)
{
    rsm_sim_put_in("lib", line);
    run_all_work(f);
}

static void assert_failed(struct fixture *f, const GUID *operation, rsm_error error)
{
    struct rsm_record request;

    look_at(f, operation, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, error);
}

/* ---- in through the port ---- */

static void the_first_cartridge_goes_to_the_reserved_slot(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;

    begin_reserved(f, one_cell);
    operation = begin_inject(f, USES);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_false(is_cleaner_present(f));
    put_in(f, "port 1 CLN001L1 cleaner");

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_moves(f, "port 1 > slot 3");
    assert_true(is_cleaner_present(f));
    assert_int_equal(cleaner_uses(f), USES);
    assert_slot_state(f, CLEANER_SLOT, NTMS_SLOTSTATE_FULL);
    assert_false(find_medium_in_slot(f, CLEANER_SLOT, &medium));
}

static void it_cleans_drives_from_then_on(void **state)
{
    struct fixture *f = *state;

    begin_reserved(f, one_cell);
    (void)begin_inject(f, USES);
    put_in(f, "port 1 - cleaner");
    assert_success(clean_drive(f, 1));
    run_all_work(f);

    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_int_equal(cleaner_uses(f), USES - 1);
}

static void a_cleaning_that_waits_goes_on_with_it(void **state)
{
    struct fixture *f = *state;

    begin_reserved(f, one_cell);
    assert_success(clean_drive(f, 1));
    run_all_work(f);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 1);
    (void)begin_inject(f, USES);
    put_in(f, "port 1 CLN001L1 cleaner");

    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_COMPLETE), 1);
}

static void uses_that_are_not_to_be_counted_are_flagged(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    begin_reserved(f, one_cell);
    (void)begin_inject(f, RSM_CLEANER_NOT_COUNTED);
    put_in(f, "port 1 CLN001L1 cleaner");

    look_at_library(f, &library);
    assert_int_equal(library.info.Info.Library.dwCleanerUsesRemaining, RSM_CLEANER_NOT_COUNTED);
    assert_true((library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) !=
                0);
}

static void of_two_cartridges_one_is_taken(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, two_cells);
    operation = begin_inject(f, USES);
    rsm_sim_put_in("lib", "port 2 CLN002L1 cleaner");
    put_in(f, "port 1 CLN001L1 cleaner");

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_moves(f, "port 1 > slot 3");
    assert_port(f, 2, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_FULL);
}

static void a_medium_that_is_known_is_no_cleaner(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID eject_operation;
    GUID operation;

    begin_reserved(f, one_cell);
    look_at_medium(f, "A00001L5", &medium);
    give_to_application(f, &medium.info.ObjectGuid, u"Backups");
    assert_success(eject(f, "A00001L5", &eject_operation));
    run_all_work(f);
    take_from_port(f, 1);
    rsm_sim_forget_moves("lib");
    put_in(f, "port 1 A00001L5 ansi VOL001");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* its record is at the port now */
    run_all_work(f);
    operation = begin_inject(f, USES);

    assert_failed(f, &operation, ERROR_INVALID_CLEANER);
    assert_moves(f, "");
}

static void an_inject_that_is_stopped_takes_nothing(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, one_cell);
    operation = begin_inject(f, USES);
    assert_success(inject_cleaner(f, &operation, 0, NTMS_INJECT_STOP));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_int_equal(cleaner_uses(f), 0);
    assert_fails_with(ERROR_INVALID_OPERATION, inject_cleaner(f, &operation, 0, NTMS_INJECT_STOP));
}

static void when_nobody_comes_the_inject_ends(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, one_cell);
    operation = begin_inject(f, USES);
    let_pass(f, A_MINUTE);
    run_all_work(f);

    assert_failed(f, &operation, ERROR_TIMEOUT);
}

/* ---- out through the port ---- */

static void begin_inside(struct fixture *f, const char *drawing)
{
    plug_in_and_settle(f, drawing);
    begin_with_cleaner(f, CLEANER_SLOT, "CLN001L1 cleaner", USES);
}

static void the_cleaner_waits_in_the_port_until_it_is_taken(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    GUID operation;

    begin_inside(f, one_cell);
    operation = begin_eject(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_moves(f, "slot 3 > port 1");
    take_from_port(f, 1);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_false(is_cleaner_present(f));
    assert_int_equal(cleaner_uses(f), 0);
    look_at_library(f, &library);
    assert_guid(*slot_id(f, CLEANER_SLOT), library.info.Info.Library.CleanerSlot);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
}

static void an_eject_that_is_stopped_brings_it_back(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_inside(f, one_cell);
    operation = begin_eject(f);
    assert_success(eject_cleaner(f, &operation, NTMS_EJECT_STOP));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_moves(f, "slot 3 > port 1, port 1 > slot 3");
    assert_int_equal(cleaner_uses(f), USES);
    assert_true(is_cleaner_present(f));
}

static void a_cleaner_that_nobody_takes_is_asked_for(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;

    begin_inside(f, one_cell);
    operation = begin_eject(f);
    let_pass(f, A_MINUTE);
    run_all_work(f);

    look_at_question(f, NTMS_OPREQ_DEVICESERVICE, &question);
    assert_guid(*port_id(f, 1), question.info.Info.OpRequest.Arg1);
    take_from_port(f, 1);
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_int_equal(count_asked(f, NTMS_OPREQ_DEVICESERVICE, NTMS_OPSTATE_COMPLETE), 1);
}

static void an_ejected_cleaner_is_not_taken_in_as_a_medium(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    GUID injected;

    begin_inside(f, one_cell);
    operation = begin_eject(f);
    assert_success(inject(f, NTMS_INJECT_START, &injected));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_moves(f, "slot 3 > port 1");
    take_from_port(f, 1);
    assert_success(inject(f, NTMS_INJECT_STOP, &injected));
    run_all_work(f);
}

static void without_a_cleaner_there_is_nothing_to_eject(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, one_cell);

    assert_fails_with(ERROR_EMPTY, eject_cleaner(f, &operation, NTMS_EJECT_START));
}

static void with_a_cleaner_there_is_no_place_for_another(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_inside(f, one_cell);

    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE,
                      inject_cleaner(f, &operation, USES, NTMS_INJECT_START));
}

/* ---- without a port ---- */

/* A person does something behind the door, and closes it again. */
static void at_the_door(struct fixture *f, const char *put_in_line, const char *take_out)
{
    rsm_sim_open_door("lib");
    run_all_work(f);
    if (put_in_line != NULL)
        rsm_sim_put_in("lib", put_in_line);
    if (take_out != NULL)
        rsm_sim_take_out("lib", take_out);
    rsm_sim_close_door("lib");
    run_all_work(f);
}

static void without_a_port_a_person_is_sent_to_the_slot(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    GUID operation;

    begin_reserved(f, no_port);
    operation = begin_inject(f, USES);
    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_int_equal(question.info.Info.OpRequest.Arg1Type, NTMS_STORAGESLOT);
    assert_guid(*slot_id(f, CLEANER_SLOT), question.info.Info.OpRequest.Arg1);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    at_the_door(f, "slot 3 CLN001L1 cleaner", NULL);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_int_equal(cleaner_uses(f), USES);
    assert_true(is_cleaner_present(f));
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1); /* that of the beginning */
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_COMPLETE), 1);
}

static void who_closes_the_door_without_one_ends_the_inject(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, no_port);
    operation = begin_inject(f, USES);
    at_the_door(f, NULL, NULL);

    assert_failed(f, &operation, ERROR_EMPTY);
}

static void a_cleaner_is_taken_out_through_the_door(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_inside(f, no_port);
    operation = begin_eject(f);
    at_the_door(f, NULL, "slot 3");

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_int_equal(cleaner_uses(f), 0);
    assert_false(is_cleaner_present(f));
    assert_slot_state(f, CLEANER_SLOT, NTMS_SLOTSTATE_EMPTY);
}

static void who_leaves_it_there_ends_the_eject(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_inside(f, no_port);
    operation = begin_eject(f);
    at_the_door(f, NULL, NULL);

    assert_failed(f, &operation, ERROR_NOT_EMPTY);
    assert_int_equal(cleaner_uses(f), USES);
}

static void nothing_is_stopped_without_a_port(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, no_port);
    operation = begin_inject(f, USES);

    assert_fails_with(ERROR_INVALID_OPERATION, inject_cleaner(f, &operation, 0, NTMS_INJECT_STOP));
    assert_fails_with(ERROR_INVALID_OPERATION, eject_cleaner(f, &operation, NTMS_EJECT_STOP));
    at_the_door(f, NULL, NULL);
}

/* ---- what is refused ---- */

static void change_library(struct fixture *f, BOOL enabled, DWORD operational)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Enabled = enabled;
    library.info.dwOperationalState = operational;
    change(f, &library);
}

static void a_disabled_library_moves_no_cleaner(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, one_cell);
    change_library(f, FALSE, NTMS_READY);

    assert_fails_with(ERROR_RESOURCE_DISABLED,
                      inject_cleaner(f, &operation, USES, NTMS_INJECT_START));
    assert_fails_with(ERROR_RESOURCE_DISABLED, eject_cleaner(f, &operation, NTMS_EJECT_START));
}

static void nor_does_one_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    begin_reserved(f, one_cell);
    change_library(f, TRUE, NTMS_NOT_PRESENT);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE,
                      inject_cleaner(f, &operation, USES, NTMS_INJECT_START));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, eject_cleaner(f, &operation, NTMS_EJECT_START));
}

static void without_a_reserved_slot_there_is_nowhere_to_go(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, one_cell);

    assert_fails_with(ERROR_CLEANER_SLOT_NOT_SET,
                      inject_cleaner(f, &operation, USES, NTMS_INJECT_START));
    assert_fails_with(ERROR_CLEANER_SLOT_NOT_SET, eject_cleaner(f, &operation, NTMS_EJECT_START));
}

static void nor_with_its_magazine_out(void **state)
{
    struct fixture *f = *state;
    struct rsm_record slot;
    GUID operation;

    begin_reserved(f, one_cell);
    look_at_slot(f, CLEANER_SLOT, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_NOTPRESENT;
    change(f, &slot);

    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT,
                      inject_cleaner(f, &operation, USES, NTMS_INJECT_START));
    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT, eject_cleaner(f, &operation, NTMS_EJECT_START));
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_first_cartridge_goes_to_the_reserved_slot),
        story(it_cleans_drives_from_then_on),
        story(a_cleaning_that_waits_goes_on_with_it),
        story(uses_that_are_not_to_be_counted_are_flagged),
        story(of_two_cartridges_one_is_taken),
        story(a_medium_that_is_known_is_no_cleaner),
        story(an_inject_that_is_stopped_takes_nothing),
        story(when_nobody_comes_the_inject_ends),
        story(the_cleaner_waits_in_the_port_until_it_is_taken),
        story(an_eject_that_is_stopped_brings_it_back),
        story(a_cleaner_that_nobody_takes_is_asked_for),
        story(an_ejected_cleaner_is_not_taken_in_as_a_medium),
        story(without_a_cleaner_there_is_nothing_to_eject),
        story(with_a_cleaner_there_is_no_place_for_another),
        story(without_a_port_a_person_is_sent_to_the_slot),
        story(who_closes_the_door_without_one_ends_the_inject),
        story(a_cleaner_is_taken_out_through_the_door),
        story(who_leaves_it_there_ends_the_eject),
        story(nothing_is_stopped_without_a_port),
        story(a_disabled_library_moves_no_cleaner),
        story(nor_does_one_that_is_not_there),
        story(without_a_reserved_slot_there_is_nowhere_to_go),
        story(nor_with_its_magazine_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
