/*
 * A cartridge's place is never guessed: whatever becomes of a MOVE MEDIUM, the records say afterwards what
 * the changer says, and the journal is empty.
 */
#include "store/journal.h"
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
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

enum { READ = 0x08, MOVE_MEDIUM = 0xA5, READ_ELEMENT_STATUS = 0xB8 };

/* The number-th move from now on. */
static void fail_move(unsigned number, enum rsm_sim_failure failure, uint8_t key, uint8_t asc,
                      uint8_t ascq)
{
    rsm_sim_fail(&(struct rsm_sim_fault){.failure = failure,
                                         .number = number,
                                         .only_operation = true,
                                         .operation = MOVE_MEDIUM,
                                         .key = key,
                                         .asc = asc,
                                         .ascq = ascq});
}

static bool count_intent(void *context, const struct rsm_intent *intent)
{
    (void)intent;
    (*(unsigned *)context)++;
    return true;
}

static unsigned count_intents(struct fixture *f)
{
    unsigned count = 0;
    const GUID *library = library_id(f);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_journal_each(f->rsm->store, library, count_intent, &count)));
    return count;
}

static void assert_settled(struct fixture *f)
{
    assert_int_equal(count_intents(f), 0);
    assert_records_match_library(f);
}

/* ---- the journal ---- */

static void note_intents(void *context, uint8_t operation, bool done)
{
    struct fixture *f = context;

    (void)done;
    assert_int_equal(count_intents(f), operation == MOVE_MEDIUM ? 1 : 0);
}

static void an_intent_is_on_record_exactly_while_a_move_is_carried_out(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(note_intents, f);
    assert_success(identify_slot(f, 1, 0));
    rsm_sim_watch(NULL, NULL);

    assert_settled(f);
}

/* ---- refused ---- */

static void take_out_slot_1(void *context, uint8_t operation, bool done)
{
    (void)context;
    if (operation != MOVE_MEDIUM || done)
        return;
    rsm_sim_watch(NULL, NULL);
    rsm_sim_take_out("lib", "slot 1");
}

static void a_source_that_became_empty_is_said_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(take_out_slot_1, NULL);
    assert_fails_with(ERROR_EMPTY, identify_slot(f, 1, 0));

    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(count_intents(f), 0);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_no_medium(f, "A00001L5");
}

static void exchange_by_hand(void *context, uint8_t operation, bool done)
{
    (void)context;
    if (operation != MOVE_MEDIUM || done)
        return;
    rsm_sim_watch(NULL, NULL);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "drive 1 A00009L5 ansi VOL009");
}

static void another_cartridge_at_the_destination_is_not_taken_for_the_one_to_be_moved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(exchange_by_hand, NULL);
    assert_fails_with(ERROR_EMPTY, identify_slot(f, 1, 0));

    assert_false(find_medium_at(f, drive_id(f, 1), &medium));
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_no_medium(f, "A00001L5");
    look_at_medium(f, "A00009L5", &medium);
}

static void put_into_drive_1(void *context, uint8_t operation, bool done)
{
    (void)context;
    if (operation != MOVE_MEDIUM || done)
        return;
    rsm_sim_watch(NULL, NULL);
    rsm_sim_put_in("lib", "drive 1 A00009L5 ansi VOL009");
}

static void a_drive_that_became_full_is_said_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(put_into_drive_1, NULL);
    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    assert_in_slot(f, "A00001L5", 1);
    assert_int_equal(count_intents(f), 0);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_in_slot(f, "A00009L5", 2);
}

static void put_into_slot_1(void *context, uint8_t operation, bool done)
{
    unsigned *moves = context;

    if (operation != MOVE_MEDIUM || done || ++*moves < 2)
        return;
    rsm_sim_watch(NULL, NULL);
    rsm_sim_put_in("lib", "slot 1 A00009L5 ansi VOL009");
}

static void a_home_that_became_full_is_replaced_by_another_slot(void **state)
{
    struct fixture *f = *state;
    unsigned moves = 0;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(put_into_slot_1, &moves);
    (void)identify_slot(f, 1, 0);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 2);
    assert_in_slot(f, "A00009L5", 1);
    assert_settled(f);
}

static void a_unit_attention_before_a_move_is_looked_into_and_the_move_made_then(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_CHECK, 6, 0x28, 0x00);

    assert_success(identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_in_slot(f, "A00001L5", 1);
    assert_settled(f);
}

/* ---- unknown: both elements are read again ---- */

static void a_move_that_failed_and_did_nothing_leaves_the_record(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_CHECK, 4, 0x15, 0x01);

    assert_fails_with(ERROR_MEDIUM_NOT_ACCESSIBLE, identify_slot(f, 1, 0));

    assert_in_slot(f, "A00001L5", 1);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_settled(f);
}

static void a_move_that_failed_and_was_done_is_not_made_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_CHECK_DONE, 4, 0x15, 0x01);

    assert_success(identify_slot(f, 1, 0));

    assert_int_equal(rsm_sim_commands_of(MOVE_MEDIUM), 6); /* two cartridges at first; in, home */
    assert_in_slot(f, "A00001L5", 1);
    assert_settled(f);
}

static void a_drive_with_such_a_cartridge_can_be_used_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_CHECK_DONE, 4, 0x15, 0x01);
    (void)identify_slot(f, 1, 0);

    assert_success(identify_slot(f, 3, 0));

    assert_in_slot(f, "A00001L5", 1);
    assert_in_slot(f, "A00003L5", 3);
    assert_settled(f);
}

static void a_cartridge_that_did_not_come_home_comes_home_later(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(2, RSM_SIM_CHECK, 4, 0x15, 0x01);

    assert_fails_with(ERROR_MEDIUM_NOT_ACCESSIBLE, identify_slot(f, 1, 0));
    assert_settled(f);
    assert_success(identify_slot(f, 3, 0));

    assert_in_slot(f, "A00001L5", 1);
    assert_settled(f);
}

/* ---- lost: the intent stays until the changer is back ---- */

static const enum rsm_sim_failure losses[] = {RSM_SIM_LOST,    RSM_SIM_LOST_DONE,
                                              RSM_SIM_TIMEOUT, RSM_SIM_TIMEOUT_DONE,
                                              RSM_SIM_UNPLUG,  RSM_SIM_UNPLUG_DONE};

enum { LOSSES = sizeof losses / sizeof losses[0] };

static void an_answer_that_is_lost_leaves_the_intent(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_UNPLUG_DONE, 0, 0, 0);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    assert_int_equal(count_intents(f), 1);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_settled(f);
}

static void what_was_asked_for_ends_when_the_changer_answers_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    for (unsigned i = 0; i < 4; i++) { /* the way is lost, the library is not */
        fail_move(1, losses[i], 0, 0, 0);
        assert_success(identify_slot(f, 1, 0));
        assert_settled(f);
        run_all_work(f);
    }
}

static void whatever_is_lost_is_looked_up_when_the_changer_is_back(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    for (unsigned i = 0; i < LOSSES; i++) {
        fail_move(1, losses[i], 0, 0, 0);
        (void)identify_slot(f, 1, 0);
        rsm_sim_plug("lib");
        run_all_work(f);
        assert_settled(f);

        fail_move(2, losses[i], 0, 0, 0);
        (void)identify_slot(f, 3, 0);
        rsm_sim_plug("lib");
        run_all_work(f);
        assert_settled(f);
    }
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

static void whatever_is_lost_is_looked_up_after_a_restart(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);

    for (unsigned i = 0; i < LOSSES; i++) {
        fail_move(1, losses[i], 0, 0, 0);
        (void)identify_slot(f, 1, 0);
        rsm_sim_plug("lib");
        restart(f);
        run_all_work(f);
        assert_settled(f);
        assert_true(is_on_record(f, &medium));
    }
}

static void an_interrupted_move_is_settled_before_anything_else(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    fail_move(1, RSM_SIM_UNPLUG_DONE, 0, 0, 0);
    (void)identify_slot(f, 1, 0);
    rsm_sim_plug("lib");
    rsm_sim_forget_moves("lib");
    restart(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 1);
    assert_settled(f);
}

static void a_medium_moved_by_hand_meanwhile_is_found_where_it_is(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    fail_move(1, RSM_SIM_UNPLUG_DONE, 0, 0, 0);
    (void)identify_slot(f, 1, 0);
    rsm_sim_carry("lib", "drive 1", "slot 2");
    rsm_sim_plug("lib");

    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 2));
    assert_settled(f);
}

static void another_cartridge_in_the_drive_is_not_taken_for_the_one_that_was_moved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record there;
    plug_in_and_settle(f, three_tapes);
    give_to_application(f, medium_in_slot(f, 1), u"Backups");
    fail_move(1, RSM_SIM_UNPLUG_DONE, 0, 0, 0);
    (void)identify_slot(f, 1, 0);
    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1 A00009L5 ansi VOL009");
    rsm_sim_plug("lib");

    run_all_work(f);

    assert_offline(f, "A00001L5");
    look_at_medium(f, "A00009L5", &there);
    assert_settled(f);
}

/* ---- the arm moves on though nobody listens ---- */

enum { MOVE_MAX_MS = 15 * 60 * 1000, LOOKS = 40 };

/* The way breaks as the move is sent; the cartridge is in the arm, where nobody sees it, until the
 * changer was asked so often.  0 = it never arrives. */
struct journey {
    bool begun;
    unsigned looks;
    unsigned arrives;
};

static void travel(void *context, uint8_t operation, bool done)
{
    struct journey *journey = context;

    if (done)
        return;
    if (operation == MOVE_MEDIUM && !journey->begun) {
        journey->begun = true;
        rsm_sim_take_out("lib", "slot 1");
    } else if (operation == READ_ELEMENT_STATUS && journey->begun &&
               ++journey->looks == journey->arrives) {
        rsm_sim_watch(NULL, NULL);
        rsm_sim_put_in("lib", "drive 1 A00001L5 ansi VOL001");
    }
}

static void a_cartridge_that_is_still_on_its_way_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct journey journey = {.arrives = LOOKS};
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);

    fail_move(1, RSM_SIM_LOST, 0, 0, 0);
    rsm_sim_watch(travel, &journey);
    (void)identify_slot(f, 1, 0);
    run_all_work(f);

    assert_true(is_on_record(f, &medium));
    assert_settled(f);
}

static void a_cartridge_that_never_arrives_is_given_up_when_no_move_takes_so_long(void **state)
{
    struct fixture *f = *state;
    struct journey journey = {.arrives = 0};
    uint64_t before;
    plug_in_and_settle(f, three_tapes);
    before = device_time(f);

    fail_move(1, RSM_SIM_LOST, 0, 0, 0);
    rsm_sim_watch(travel, &journey);
    (void)identify_slot(f, 1, 0);
    rsm_sim_watch(NULL, NULL);
    run_all_work(f);

    assert_true(device_time(f) - before >= MOVE_MAX_MS);
    assert_no_medium(f, "A00001L5");
    assert_settled(f);
}

/* ---- the changer does not say what is in the drive ---- */

/* Of a story in which somebody fills the home slot while the label is read: where else the cartridge can go
 * is asked then. */
struct filled {
    struct fixture *f;
    bool read;
};

static void fill_home_and_refuse_to_look(void *context, uint8_t operation, bool done)
{
    struct filled *filled = context;
    struct rsm_record slot;

    if (operation != READ || !done || filled->read)
        return;
    filled->read = true;
    rsm_sim_put_in("lib", "slot 1 A00009L5 ansi VOL009");
    look_at_slot(filled->f, 1, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_FULL;
    change(filled->f, &slot);
    rsm_sim_fail(&(struct rsm_sim_fault){.failure = RSM_SIM_CHECK,
                                         .number = 1,
                                         .only_operation = true,
                                         .operation = READ_ELEMENT_STATUS,
                                         .key = 4,
                                         .asc = 0x44});
}

static void a_drive_that_could_not_be_looked_at_is_emptied_when_it_is_needed(void **state)
{
    struct fixture *f = *state;
    struct filled filled = {f, false};
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(fill_home_and_refuse_to_look, &filled);
    (void)identify_slot(f, 1, 0);
    rsm_sim_watch(NULL, NULL);
    assert_true(rsm_sim_has_failed());
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);

    assert_success(identify_slot(f, 3, 0));
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 2, slot 3 > drive 1, drive 1 > slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_settled(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_intent_is_on_record_exactly_while_a_move_is_carried_out),
        story(a_source_that_became_empty_is_said_so),
        story(another_cartridge_at_the_destination_is_not_taken_for_the_one_to_be_moved),
        story(a_drive_that_became_full_is_said_so),
        story(a_home_that_became_full_is_replaced_by_another_slot),
        story(a_unit_attention_before_a_move_is_looked_into_and_the_move_made_then),
        story(a_move_that_failed_and_did_nothing_leaves_the_record),
        story(a_move_that_failed_and_was_done_is_not_made_again),
        story(a_drive_with_such_a_cartridge_can_be_used_again),
        story(a_cartridge_that_did_not_come_home_comes_home_later),
        story(an_answer_that_is_lost_leaves_the_intent),
        story(what_was_asked_for_ends_when_the_changer_answers_again),
        story(whatever_is_lost_is_looked_up_when_the_changer_is_back),
        story_on_disk(whatever_is_lost_is_looked_up_after_a_restart),
        story_on_disk(an_interrupted_move_is_settled_before_anything_else),
        story(a_medium_moved_by_hand_meanwhile_is_found_where_it_is),
        story(another_cartridge_in_the_drive_is_not_taken_for_the_one_that_was_moved),
        story(a_cartridge_that_is_still_on_its_way_is_waited_for),
        story(a_cartridge_that_never_arrives_is_given_up_when_no_move_takes_so_long),
        story(a_drive_that_could_not_be_looked_at_is_emptied_when_it_is_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
