/*
 * Free labels where cartridges are exchanged: what tells them apart without a label, and when that is looked
 * at.
 */
#include "core/media.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/labeller.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

/* ---- a tape without a label is known by what it begins with ---- */

static const char without_labels[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  noise\n"
    "slot 2   -  blank\n"
    "slot 3   -  mark\n"
    "slot 4   empty\n";

static void exchange(unsigned slot, const char *cartridge)
{
    char line[64];

    snprintf(line, sizeof line, "slot %u", slot);
    rsm_sim_take_out("lib", line);
    snprintf(line, sizeof line, "slot %u %s", slot, cartridge);
    rsm_sim_put_in("lib", line);
}

static void assert_exchanged_is_never_written(struct fixture *f, unsigned slot,
                                              const char *cartridge)
{
    char place[16];
    uint32_t before;

    snprintf(place, sizeof place, "slot %u", slot);
    plug_in_and_settle(f, without_labels);
    exchange(slot, cartridge);
    before = rsm_sim_fingerprint("lib", place);

    free_slot(f, slot);

    assert_unexpected(f, before, place);
    assert_pool_in_slot(f, slot, "Unrecognized");
    close_session(f);
}

static void a_tape_of_an_unknown_format_is_written_when_it_is_the_same(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_labels);

    free_slot(f, 1);
    free_slot(f, 3);

    assert_free_in_slot(f, 1);
    assert_free_in_slot(f, 3);
}

static void another_tape_of_an_unknown_format_is_never_written(void **state)
{
    assert_exchanged_is_never_written(*state, 1, "- noise other");
    open_session(*state);
}

static void an_unknown_format_in_the_place_of_a_blank_tape_is_never_written(void **state)
{
    assert_exchanged_is_never_written(*state, 2, "- noise");
    assert_exchanged_is_never_written(*state, 2, "- mark");
    open_session(*state);
}

static void a_blank_tape_in_the_place_of_an_unknown_format_is_never_written(void **state)
{
    assert_exchanged_is_never_written(*state, 1, "- blank");
    open_session(*state);
}

static void behind_a_filemark_at_the_beginning_the_next_block_counts(void **state)
{
    assert_exchanged_is_never_written(*state, 3, "- mark other");
    open_session(*state);
}

/* The same bar code is no proof either. */
static void an_unknown_format_with_the_bar_code_of_a_blank_tape_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_relabel("lib", "slot 2", "noise");
    before = rsm_sim_fingerprint("lib", "slot 2");

    free_slot(f, 2);

    assert_unexpected(f, before, "slot 2");
}

/* As the record of a version that did not look, or one that a program made. */
static void forget_beginning(struct fixture *f, unsigned slot)
{
    struct rsm_record side;

    look_at_side(f, medium_in_slot(f, slot), &side);
    side.own.Beginning = rsm_guid_null;
    change(f, &side);
}

static void a_record_that_knows_no_beginning_is_good_for_a_blank_tape(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_labels);
    forget_beginning(f, 2);

    free_slot(f, 2);

    assert_free_in_slot(f, 2);
}

static void and_for_others_only_when_they_were_identified(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, without_labels);
    forget_beginning(f, 1);
    before = rsm_sim_fingerprint("lib", "slot 1");

    free_slot(f, 1);
    assert_unexpected(f, before, "slot 1");

    free_slot(f, 1);
    assert_free_in_slot(f, 1);
}

/* Whoever asked for the label meant the tape that was there. */
static void an_identification_meanwhile_makes_no_other_tape_known(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, without_labels);
    exchange(1, "- noise other");
    before = rsm_sim_fingerprint("lib", "slot 1");

    free_medium(f, medium_in_slot(f, 1));
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_unexpected(f, before, "slot 1");
}

/* ---- exchanged while we are at it ---- */

static const char without_drive_tags[] =
    "changer  STK L20 SERIAL1\n"
    "drivetags no\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  noise\n"
    "slot 2   empty\n";

/* Exchange the cartridge in slot 1 around the number-th command of that operation. */
struct exchange {
    uint8_t operation;
    bool done; /* after the command, before its answer */
    unsigned number;
    const char *cartridge;
    bool announce;      /* the changer says so at the next command */
    bool announce_late; /* or at the next one but one */
};

static void exchange_in_slot(void *context, uint8_t operation, bool done)
{
    struct exchange *now = context;

    if (now->announce_late && now->number == 0 && done) {
        rsm_sim_announce("lib");
        now->announce_late = false;
    }
    if (operation != now->operation || done != now->done || now->number == 0 || --now->number > 0)
        return;
    exchange(1, now->cartridge);
    if (now->announce)
        rsm_sim_announce("lib");
}

static void assert_not_written_when_exchanged(struct fixture *f, const char *drawing,
                                              struct exchange when)
{
    plug_in_and_settle(f, drawing);
    free_medium(f, medium_in_slot(f, 1));

    rsm_sim_watch(exchange_in_slot, &when);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_int_equal(when.number, 0);
    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_CANCELLED, ERROR_SUCCESS); /* its medium was found to be away */
    assert_int_equal(count_intents(f), 0);
    assert_in_slot(f, "A00009L5", 1);
    assert_offline(f, "A00001L5");
}

enum { READ_ELEMENT_STATUS = 0xB8, MOVE_MEDIUM = 0xA5 };

static void a_tape_exchanged_between_the_look_and_the_move_is_never_written(void **state)
{
    const struct exchange after_look = {
        .operation = READ_ELEMENT_STATUS, .done = true, .number = 1, .cartridge = "A00009L5 noise"};
    assert_not_written_when_exchanged(*state, without_drive_tags, after_look);
}

static void nor_where_the_changer_reads_bar_codes_in_drives(void **state)
{
    const struct exchange after_look = {.operation = READ_ELEMENT_STATUS,
                                        .done = true,
                                        .number = 1,
                                        .cartridge = "A00009L5 ansi VOL777"};
    assert_not_written_when_exchanged(*state, three_tapes, after_look);
}

static void a_move_that_an_attention_refused_is_not_repeated_for_another_tape(void **state)
{
    const struct exchange before_move = {.operation = MOVE_MEDIUM,
                                         .done = false,
                                         .number = 1,
                                         .cartridge = "A00009L5 noise",
                                         .announce = true};
    assert_not_written_when_exchanged(*state, without_drive_tags, before_move);
}

static void nothing_is_written_when_somebody_was_at_the_library_meanwhile(void **state)
{
    const struct exchange before_move = {.operation = MOVE_MEDIUM,
                                         .done = false,
                                         .number = 1,
                                         .cartridge = "A00009L5 noise",
                                         .announce_late = true};
    assert_not_written_when_exchanged(*state, without_drive_tags, before_move);
}

static void announce_after_move(void *context, uint8_t operation, bool done)
{
    unsigned *moves = context;

    if (operation == MOVE_MEDIUM && done && ++*moves == 1)
        rsm_sim_announce("lib");
}

static void the_right_tape_is_written_in_the_next_attempt(void **state)
{
    struct fixture *f = *state;
    unsigned moves = 0;
    plug_in_and_settle(f, without_drive_tags);
    free_medium(f, medium_in_slot(f, 1));

    rsm_sim_watch(announce_after_move, &moves);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 1 > drive 1, drive 1 > slot 1");
    assert_free_in_slot(f, 1);
}

static void an_identification_reads_what_is_there_now(void **state)
{
    struct exchange after_look = {
        .operation = READ_ELEMENT_STATUS, .done = true, .number = 1, .cartridge = "A00009L5 noise"};
    struct fixture *f = *state;
    plug_in_and_settle(f, without_drive_tags);

    rsm_sim_watch(exchange_in_slot, &after_look);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    rsm_sim_watch(NULL, NULL);
    run_all_work(f);

    assert_in_slot(f, "A00009L5", 1);
    assert_no_medium(f, "A00001L5");
}

/* ---- an inventory meanwhile ---- */

static void a_tape_that_an_inventory_looks_for_is_written_where_it_is_found(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, without_bar_codes);
    medium = *medium_in_slot(f, 1);
    rsm_sim_carry("lib", "slot 1", "slot 3");
    free_medium(f, &medium);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 3));
    assert_free_in_slot(f, 3);
}

struct displacing {
    struct rsm *rsm;
    GUID medium;
    struct rsm_media_place elsewhere;
    unsigned reads;
};

/* Another thread finds the record's cartridge elsewhere while the label is read. */
static void displace_record(void *context, uint8_t operation, bool done)
{
    struct displacing *now = context;

    if (operation != 0x08 || !done || ++now->reads != 1)
        return;
    assert_success(rsm_store_begin(now->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(now->rsm->store,
                                 rsm_media_place_at(now->rsm, &now->medium, &now->elsewhere)));
}

static void a_record_that_is_elsewhere_meanwhile_is_not_that_of_the_tape_in_the_drive(void **state)
{
    struct fixture *f = *state;
    struct displacing displacing = {.reads = 0};
    plug_in_and_settle(f, without_drive_tags);
    displacing.rsm = f->rsm;
    displacing.medium = *medium_in_slot(f, 1);
    displacing.elsewhere.library = *library_id(f);
    displacing.elsewhere.location = *slot_id(f, 2);
    displacing.elsewhere.location_type = NTMS_STORAGESLOT;
    displacing.elsewhere.home = *slot_id(f, 2);
    free_medium(f, &displacing.medium);

    rsm_sim_watch(displace_record, &displacing);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_int_not_equal(displacing.reads, 0);
    assert_nothing_was_sent_to_write();
    f->unsettled = true;
}

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   empty\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n"
    "slot 4   empty\n";

static bool is_inventory_done(struct fixture *f)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);
    return request.info.Info.LibRequest.State == NTMS_LM_WAITING ||
           request.info.Info.LibRequest.State == NTMS_LM_PASSED;
}

static void a_duplicate_bar_code_takes_no_record_from_a_busy_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    GUID medium;
    plug_in(f, two_drives);
    run_all_work(f);
    look_at_medium(f, "A00002L5", &record);
    medium = record.info.ObjectGuid;
    rsm_sim_hold("lib", 0x08);
    free_medium(f, &medium);
    assert_true(rsm_sim_wait_held("lib", 1));

    rsm_sim_put_in("lib", "slot 4 A00002L5 noise");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    assert_true(wait_until(f, is_inventory_done));
    rsm_sim_release("lib");
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 2));
    assert_free_in_slot(f, 2);
    assert_pool_in_slot(f, 4, "Unrecognized");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_tape_of_an_unknown_format_is_written_when_it_is_the_same),
        story(another_tape_of_an_unknown_format_is_never_written),
        story(an_unknown_format_in_the_place_of_a_blank_tape_is_never_written),
        story(a_blank_tape_in_the_place_of_an_unknown_format_is_never_written),
        story(behind_a_filemark_at_the_beginning_the_next_block_counts),
        story(an_unknown_format_with_the_bar_code_of_a_blank_tape_is_never_written),
        story(a_record_that_knows_no_beginning_is_good_for_a_blank_tape),
        story(and_for_others_only_when_they_were_identified),
        story(an_identification_meanwhile_makes_no_other_tape_known),
        story(a_tape_exchanged_between_the_look_and_the_move_is_never_written),
        story(nor_where_the_changer_reads_bar_codes_in_drives),
        story(a_move_that_an_attention_refused_is_not_repeated_for_another_tape),
        story(nothing_is_written_when_somebody_was_at_the_library_meanwhile),
        story(the_right_tape_is_written_in_the_next_attempt),
        story(an_identification_reads_what_is_there_now),
        story(a_tape_that_an_inventory_looks_for_is_written_where_it_is_found),
        story(a_record_that_is_elsewhere_meanwhile_is_not_that_of_the_tape_in_the_drive),
        story_threads(a_duplicate_bar_code_takes_no_record_from_a_busy_drive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
