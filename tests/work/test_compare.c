/*
 * What a library says of itself against what is on record: each kind of difference is told, with nothing
 * changed and nothing moved.
 */
#include "work/compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/journal.h"
#include "support/asserts.h"
#include "support/dump.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/system.h"

enum { MOVE_MEDIUM = 0xA5, INITIALIZE = 0x07, READ_ELEMENT_STATUS = 0xB8, WRITE = 0x0A };

static const char four_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n"
    "slot 4   CLN001L1  cleaner\n"
    "port 1   empty\n";

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  ansi VOL002\n"
    "slot 3   empty\n";

static const char alone[] = "alone\ndrive 1 - ansi VOL001\n";

static struct rsm_examination examination;

/* ---- asking ---- */

static void hear_nothing(void *context, const char *library)
{
    (void)context;
    assert_non_null(library);
}

/* From here on the process keeps its hands off: what was settled before is on record. */
static void let_go(struct fixture *f)
{
    f->unsettled = true;
    close_session(f);
    f->options.hands_off = true;
}

/* Nothing may be changed by it. */
static rsm_error try_to_examine(struct fixture *f, const GUID *library)
{
    unsigned moves = rsm_sim_commands_of(MOVE_MEDIUM) + rsm_sim_commands_of(INITIALIZE) +
                     rsm_sim_commands_of(WRITE);
    char *before;
    char *after;
    rsm_error err;

    if (f->session == NULL)
        open_session(f);
    before = dump_database(f->rsm->store);
    rsm_examination_free(&examination);
    err = rsm_system_examine(library, hear_nothing, NULL, &examination);
    after = dump_database(f->rsm->store);
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(rsm_sim_commands_of(MOVE_MEDIUM) + rsm_sim_commands_of(INITIALIZE) +
                         rsm_sim_commands_of(WRITE),
                     moves);
    assert_int_equal(rsm_sim_ways("lib", 0), 0);
    return err;
}

static void examine(struct fixture *f)
{
    assert_success(try_to_examine(f, NULL));
}

static void assert_how(enum rsm_examined_how how)
{
    assert_int_equal(examination.count, 1);
    assert_int_equal(examination.libraries[0].how, how);
}

/* There is just that one finding. */
static void assert_only(enum rsm_finding_kind kind, const char *subject, const char *expected,
                        const char *found)
{
    const struct rsm_finding *finding = examination.findings.list;

    for (size_t i = 0; i < examination.findings.count && examination.findings.count != 1; i++)
        print_message("%d %s: %s; %s\n", (int)finding[i].kind, finding[i].subject,
                      finding[i].expected, finding[i].found);
    assert_int_equal(examination.findings.count, 1);
    assert_int_equal(finding->kind, kind);
    assert_string_equal(finding->subject, subject);
    assert_string_equal(finding->expected, expected);
    assert_string_equal(finding->found, found);
    assert_int_equal(examination.libraries[0].findings, 1);
}

static unsigned count_of(enum rsm_finding_kind kind)
{
    unsigned count = 0;

    for (size_t i = 0; i < examination.findings.count; i++)
        count += examination.findings.list[i].kind == kind ? 1 : 0;
    return count;
}

static int end(void **state)
{
    rsm_examination_free(&examination);
    return fixture_end(state);
}

/* ---- cartridges ---- */

static void a_library_that_holds_what_is_on_record_is_sound(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);

    examine(*state);

    assert_how(RSM_EXAMINED_COMPARED);
    assert_int_equal(examination.findings.count, 0);
    assert_int_equal(examination.libraries[0].places, 7);
}

static void a_medium_whose_slot_is_empty_is_missing(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_take_out("lib", "slot 1");

    examine(*state);

    assert_only(RSM_FINDING_MEDIUM_MISSING, "slot 1", "A00001L5", "empty");
}

static void a_medium_in_another_slot_has_moved(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_carry("lib", "slot 1", "slot 3");

    examine(*state);

    assert_only(RSM_FINDING_MEDIUM_MOVED, "A00001L5", "slot 1", "slot 3");
}

static void a_medium_in_a_drive_has_moved(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_carry("lib", "slot 1", "drive 2");

    examine(*state);

    assert_only(RSM_FINDING_MEDIUM_MOVED, "A00001L5", "slot 1", "drive 2");
}

static void two_media_that_changed_places_are_two_that_moved(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_swap("lib", "slot 1", "slot 2");

    examine(*state);

    assert_int_equal(examination.findings.count, 2);
    assert_int_equal(count_of(RSM_FINDING_MEDIUM_MOVED), 2);
}

static void another_bar_code_in_its_slot_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  A00009L5  ansi VOL009");

    examine(*state);

    assert_only(RSM_FINDING_BAR_CODE, "slot 1", "A00001L5", "A00009L5");
}

static void a_cartridge_of_no_record_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_put_in("lib", "slot 3  A00009L5  ansi VOL009");

    examine(*state);

    assert_only(RSM_FINDING_MEDIUM_UNKNOWN, "slot 3", "empty", "A00009L5");
}

static void a_bar_code_that_cannot_be_read_any_more_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  ?  ansi VOL001");

    examine(*state);

    assert_only(RSM_FINDING_BAR_CODE_UNREAD, "slot 1", "A00001L5",
                "a cartridge without a readable bar code");
}

static void without_a_reader_places_that_stayed_full_are_believed(void **state)
{
    plug_in_and_settle(*state, no_reader);
    let_go(*state);
    rsm_sim_swap("lib", "slot 1", "slot 2");

    examine(*state);

    assert_int_equal(examination.findings.count, 0);
}

static void without_a_reader_one_that_was_carried_away_is_told_at_both_places(void **state)
{
    plug_in_and_settle(*state, no_reader);
    let_go(*state);
    rsm_sim_carry("lib", "slot 1", "slot 3");

    examine(*state);

    assert_int_equal(examination.findings.count, 2);
    assert_int_equal(count_of(RSM_FINDING_MEDIUM_MISSING), 1);
    assert_int_equal(count_of(RSM_FINDING_MEDIUM_UNKNOWN), 1);
}

static void a_label_that_was_never_read_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, four_slots);
    look_at_medium(f, "A00002L5", &medium);
    medium.own.Fresh = RSM_FRESH_NEW;
    change(f, &medium);
    let_go(f);

    examine(f);

    assert_only(RSM_FINDING_MEDIUM_IN_DOUBT, "slot 2", "that its label is still to be read",
                "A00002L5");
}

static void a_slot_that_waits_for_an_inventory_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record slot;
    plug_in_and_settle(f, four_slots);
    look_at_slot(f, 2, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_NEEDSINVENTORY;
    change(f, &slot);
    let_go(f);

    examine(f);

    assert_only(RSM_FINDING_MEDIUM_IN_DOUBT, "slot 2", "that an inventory is to look at it",
                "A00002L5");
}

static void two_cartridges_of_one_bar_code_are_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_put_in("lib", "slot 3  A00002L5  ansi VOL009");

    examine(*state);

    assert_int_equal(examination.findings.count, 2);
    assert_int_equal(count_of(RSM_FINDING_MEDIUM_UNKNOWN), 1);
    assert_int_equal(count_of(RSM_FINDING_TWO_CARTRIDGES), 1);
    assert_string_equal(examination.findings.list[1].found, "slot 2 and slot 3");
}

static void two_media_of_one_bar_code_are_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, four_slots);
    look_at_medium(f, "A00001L5", &medium);
    rsm_text_copy(medium.info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, u"A00002L5");
    change(f, &medium);
    let_go(f);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  A00002L5  ansi VOL001");

    examine(f);

    assert_int_equal(examination.findings.count, 2);
    assert_int_equal(count_of(RSM_FINDING_TWO_MEDIA), 1);
    assert_int_equal(count_of(RSM_FINDING_TWO_CARTRIDGES), 1);
}

static void a_medium_that_a_program_has_is_missed_as_such(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record drive;
    struct rsm_record slot;
    plug_in_and_settle(f, four_slots);
    look_at_slot(f, 1, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_EMPTY;
    change(f, &slot);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.Location = *drive_id(f, 1);
    medium.info.Info.PhysicalMedia.LocationType = NTMS_DRIVE;
    medium.own.Hold = RSM_HOLD_MOUNTED;
    change(f, &medium);
    look_at_drive(f, 1, &drive);
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    change(f, &drive);
    let_go(f);
    rsm_sim_take_out("lib", "slot 1");

    assert_success(try_to_examine(f, NULL));

    assert_only(RSM_FINDING_MEDIUM_MISSING, "drive 1", "A00001L5, which a program has mounted",
                "empty");
    close_session(f); /* the record is none of which the invariants hold */
}

/* ---- places ---- */

static void a_slot_recorded_as_full_that_is_empty_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record slot;
    plug_in_and_settle(f, four_slots);
    look_at_slot(f, 3, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_FULL;
    change(f, &slot);
    let_go(f);

    examine(f);

    assert_only(RSM_FINDING_PLACE_STATE, "slot 3", "full", "empty");
}

static void a_cleaner_that_is_gone_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_take_out("lib", "slot 4");

    examine(*state);

    assert_only(RSM_FINDING_PLACE_STATE, "slot 4", "full", "empty");
}

static void a_port_with_something_in_it_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_put_in("lib", "port 1  A00009L5  ansi VOL009");

    examine(*state);

    assert_only(RSM_FINDING_PLACE_STATE, "port 1", "empty", "A00009L5");
}

static void where_the_changer_is_in_doubt_the_record_is_named(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_doubt("lib", "slot 1", true);

    examine(*state);

    assert_int_equal(examination.findings.count, 1);
    assert_int_equal(examination.findings.list[0].kind, RSM_FINDING_EXCEPTION);
    assert_string_equal(examination.findings.list[0].expected, "A00001L5");
    assert_non_null(strstr(examination.findings.list[0].found, "not known, with trouble"));
}

static void a_place_that_the_changer_leaves_out_is_told(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_leave_out("lib", "slot 1", true);

    examine(*state);

    assert_only(RSM_FINDING_PLACE_NOT_TOLD, "slot 1", "A00001L5", "nothing");
}

static void slots_that_were_never_configured_are_told(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n");
    let_go(f);
    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "drive 1  empty\n"
                 "slot 1   A00001L5  ansi VOL001\n"
                 "slot 2   empty\n"
                 "slot 3   empty\n");

    examine(f);

    assert_only(RSM_FINDING_PLACE_NOT_ON_RECORD, "slots", "1", "3, of which 2 are not on record");
}

static void a_medium_in_a_place_that_does_not_exist_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, four_slots);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.Location.Data1 ^= 1;
    change(f, &medium);
    let_go(f);
    rsm_sim_take_out("lib", "slot 1");

    examine(f);

    assert_int_equal(count_of(RSM_FINDING_PLACE_MISSING), 1);
    close_session(f); /* the record is none of which the invariants hold */
}

/* ---- the journal ---- */

static void a_movement_that_was_interrupted_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_sim_sight from;
    struct rsm_sim_sight to;
    struct rsm_intent intent = {.kind = RSM_INTENT_MOVE};
    plug_in_and_settle(f, four_slots);
    look_at_medium(f, "A00001L5", &medium);
    assert_true(rsm_sim_look("lib", "slot 1", 0, &from));
    assert_true(rsm_sim_look("lib", "drive 2", 0, &to));
    intent.library = *library_id(f);
    intent.medium = medium.info.ObjectGuid;
    intent.from = from.element;
    intent.to = to.element;
    let_go(f);
    open_session(f);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_journal_add(f->rsm->store, &intent)));

    examine(f);

    assert_only(RSM_FINDING_INTENT, "A00001L5", "being moved from slot 1 to drive 2",
                "how it ended was not recorded");
}

static void an_erasure_that_was_interrupted_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_sim_sight drive;
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE};
    plug_in_and_settle(f, four_slots);
    look_at_medium(f, "A00001L5", &medium);
    assert_true(rsm_sim_look("lib", "drive 2", 0, &drive));
    intent.library = *library_id(f);
    intent.medium = medium.info.ObjectGuid;
    intent.from = drive.element;
    intent.to = drive.element;
    let_go(f);
    open_session(f);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_journal_add(f->rsm->store, &intent)));

    examine(f);

    assert_only(RSM_FINDING_INTENT, "A00001L5", "being erased in drive 2",
                "how it ended was not recorded");
}

/* ---- who may be asked ---- */

static void a_library_that_is_run_is_not_asked(void **state)
{
    struct fixture *f = *state;
    unsigned asked;
    plug_in_and_settle(f, four_slots);
    rsm_sim_take_out("lib", "slot 1");
    asked = rsm_sim_commands();
    f->unsettled = true;

    assert_success(rsm_system_examine(NULL, hear_nothing, NULL, &examination));

    assert_how(RSM_EXAMINED_RUN);
    assert_int_equal(examination.findings.count, 0);
    assert_int_equal(rsm_sim_commands(), asked);
}

static void one_that_another_process_runs_is_not_asked(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    unsigned asked;
    plug_in_and_settle(f, four_slots);
    rsm_guid_format(library_id(f), id);
    (void)snprintf(name, sizeof name, "library-%s", id);
    let_go(f);
    lock = fixture_hold_lock(f, name);
    rsm_sim_take_out("lib", "slot 1");
    asked = rsm_sim_commands();

    examine(f);

    assert_how(RSM_EXAMINED_RUN);
    assert_int_equal(examination.findings.count, 0);
    assert_int_equal(rsm_sim_commands(), asked);
    rsm_file_lock_release(lock);
}

/* Whoever begins meanwhile finds that the library is run. */
static void try_lock(void *context, uint8_t operation, bool done)
{
    struct fixture *f = context;

    if (operation == READ_ELEMENT_STATUS && !done)
        assert_true(rsm_library_is_run(f->rsm, &examination.libraries[0].library));
}

static void the_lock_is_held_while_the_library_is_asked(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, four_slots);
    let_go(f);
    rsm_sim_watch(try_lock, f);

    examine(f);

    rsm_sim_watch(NULL, NULL);
    assert_how(RSM_EXAMINED_COMPARED);
    assert_false(rsm_library_is_run(f->rsm, library_id(f)));
}

static void a_changer_that_a_program_has_open_is_left_to_it(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    open_session(*state);
    assert_true(rsm_sim_open_as_program("lib", 0));

    assert_success(rsm_system_examine(NULL, hear_nothing, NULL, &examination));

    assert_how(RSM_EXAMINED_IN_USE);
    assert_int_equal(examination.findings.count, 0);
    rsm_sim_occupy("lib", 0, false);
}

static void a_changer_that_does_not_answer_is_a_finding(void **state)
{
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_unplug("lib");

    examine(*state);

    assert_how(RSM_EXAMINED_SILENT);
    assert_int_equal(count_of(RSM_FINDING_NO_ANSWER), 1);
    rsm_sim_plug("lib");
}

static void element_status_that_cannot_be_had_is_a_finding(void **state)
{
    static const struct rsm_sim_fault broken = {.failure = RSM_SIM_CHECK,
                                                .number = 1,
                                                .more = 1000,
                                                .only_operation = true,
                                                .operation = READ_ELEMENT_STATUS,
                                                .key = 4,
                                                .asc = 0x44};
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_fail(&broken);

    examine(*state);

    rsm_sim_fail(NULL);
    assert_how(RSM_EXAMINED_SILENT);
    assert_int_equal(count_of(RSM_FINDING_NO_ANSWER), 1);
}

/* INITIALIZE ELEMENT STATUS may take an hour, and arms move. */
static void a_changer_that_wants_to_look_for_itself_is_not_told_to(void **state)
{
    static const struct rsm_sim_fault uninitialized = {.failure = RSM_SIM_CHECK,
                                                       .number = 1,
                                                       .more = 1000,
                                                       .only_operation = true,
                                                       .operation = READ_ELEMENT_STATUS,
                                                       .key = 2,
                                                       .asc = 0x04,
                                                       .ascq = 0x02};
    plug_in_and_settle(*state, four_slots);
    let_go(*state);
    rsm_sim_fail(&uninitialized);

    examine(*state);

    rsm_sim_fail(NULL);
    assert_how(RSM_EXAMINED_SILENT);
    assert_only(RSM_FINDING_NO_ANSWER, "changer", "present",
                "it wants to look into its slots first, for which it must be told by an inventory");
}

static void only_the_library_that_is_named_is_examined(void **state)
{
    struct fixture *f = *state;
    GUID nobody = {.Data1 = 1};
    plug_in_and_settle(f, four_slots);
    let_go(f);

    assert_int_equal(try_to_examine(f, &nobody), ERROR_INVALID_LIBRARY);
    assert_success(try_to_examine(f, library_id(f)));

    assert_int_equal(examination.count, 1);
}

/* ---- a drive that stands alone ---- */

static void a_drive_alone_with_its_medium_is_sound(void **state)
{
    plug_in_and_settle(*state, alone);
    let_go(*state);

    examine(*state);

    assert_how(RSM_EXAMINED_COMPARED);
    assert_int_equal(examination.findings.count, 0);
}

static void a_drive_alone_that_is_empty_is_told(void **state)
{
    plug_in_and_settle(*state, alone);
    let_go(*state);
    rsm_sim_take_out("lib", "drive 1");

    examine(*state);

    assert_int_equal(examination.findings.count, 1);
    assert_int_equal(examination.findings.list[0].kind, RSM_FINDING_MEDIUM_MISSING);
    assert_string_equal(examination.findings.list[0].found, "empty");
}

static void a_drive_alone_that_was_filled_is_told(void **state)
{
    plug_in_and_settle(*state, "alone\ndrive 1 empty\n");
    let_go(*state);
    rsm_sim_put_in("lib", "drive 1  -  ansi VOL009");

    examine(*state);

    assert_only(RSM_FINDING_MEDIUM_UNKNOWN, "drive", "empty", "a cartridge");
}

static void a_drive_alone_whose_medium_a_program_has_is_left_in_peace(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, alone);
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));
    medium.own.Hold = RSM_HOLD_MOUNTED;
    change(f, &medium);
    let_go(f);

    examine(f);

    assert_how(RSM_EXAMINED_HELD);
    assert_int_equal(examination.findings.count, 0);
    close_session(f); /* the record is none of which the invariants hold */
}

#define told(test)        cmocka_unit_test_setup_teardown(test, fixture_on_disk, end)
#define told_shared(test) cmocka_unit_test_setup_teardown(test, fixture_shared_on_disk, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        told(a_library_that_holds_what_is_on_record_is_sound),
        told(a_medium_whose_slot_is_empty_is_missing),
        told(a_medium_in_another_slot_has_moved),
        told(a_medium_in_a_drive_has_moved),
        told(two_media_that_changed_places_are_two_that_moved),
        told(another_bar_code_in_its_slot_is_told),
        told(a_cartridge_of_no_record_is_told),
        told(a_bar_code_that_cannot_be_read_any_more_is_told),
        told(without_a_reader_places_that_stayed_full_are_believed),
        told(without_a_reader_one_that_was_carried_away_is_told_at_both_places),
        told(a_label_that_was_never_read_is_told),
        told(a_slot_that_waits_for_an_inventory_is_told),
        told(two_cartridges_of_one_bar_code_are_told),
        told(two_media_of_one_bar_code_are_told),
        told(a_medium_that_a_program_has_is_missed_as_such),
        told(a_slot_recorded_as_full_that_is_empty_is_told),
        told(a_cleaner_that_is_gone_is_told),
        told(a_port_with_something_in_it_is_told),
        told(where_the_changer_is_in_doubt_the_record_is_named),
        told(a_place_that_the_changer_leaves_out_is_told),
        told(slots_that_were_never_configured_are_told),
        told(a_medium_in_a_place_that_does_not_exist_is_told),
        told(a_movement_that_was_interrupted_is_told),
        told(an_erasure_that_was_interrupted_is_told),
        told(a_library_that_is_run_is_not_asked),
        told(one_that_another_process_runs_is_not_asked),
        told(the_lock_is_held_while_the_library_is_asked),
        told_shared(a_library_that_holds_what_is_on_record_is_sound),
        told_shared(a_changer_that_a_program_has_open_is_left_to_it),
        told(a_changer_that_does_not_answer_is_a_finding),
        told(element_status_that_cannot_be_had_is_a_finding),
        told(a_changer_that_wants_to_look_for_itself_is_not_told_to),
        told(only_the_library_that_is_named_is_examined),
        told(a_drive_alone_with_its_medium_is_sound),
        told_shared(a_drive_alone_with_its_medium_is_sound),
        told(a_drive_alone_that_is_empty_is_told),
        told(a_drive_alone_that_was_filled_is_told),
        told(a_drive_alone_whose_medium_a_program_has_is_left_in_peace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
