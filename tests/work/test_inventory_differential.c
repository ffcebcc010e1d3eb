/*
 * Fast inventory of a library without a bar code reader: only slots that went from empty to full are read
 * (requests 6.2).
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   -  ansi VOL003\n";

static void fast_inventory(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

static void everything_is_read_at_the_beginning(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in(f, no_reader);
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_pool_in_slot(f, 1, "Import");
    look_at_library(f, &library);
    assert_false(library.info.Info.Library.BarCodeReaderInstalled);
}

static void a_medium_without_a_bar_code_has_the_name_of_its_label(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, no_reader);

    look_at_medium_in_slot(f, 1, &medium);
    assert_text(u"VOL001", medium.info.szName);
    assert_text(u"", medium.info.Info.PhysicalMedia.szBarCode);
    assert_int_equal(medium.info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_UNREADABLE);
}

static void a_medium_without_bar_code_and_label_has_its_sequence_number_as_name(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "reader no\n"
                       "drive 1 empty\n"
                       "slot 1 - blank\n");

    look_at_medium_in_slot(f, 1, &medium);
    assert_true(medium.info.Info.PhysicalMedia.szSequenceNumber[0] != 0);
    assert_text(medium.info.Info.PhysicalMedia.szSequenceNumber, medium.info.szName);
    assert_pool_in_slot(f, 1, "Unrecognized");
}

static void slots_that_stayed_full_are_believed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, no_reader);

    fast_inventory(f);

    assert_moves(f, "");
}

static void only_a_slot_that_became_full_is_read(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, no_reader);

    rsm_sim_put_in("lib", "slot 2 - mtf Example Backup/March");
    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_pool_in_slot(f, 2, "Import");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

static void a_slot_that_became_empty_loses_its_medium(void **state)
{
    struct fixture *f = *state;
    GUID gone;
    plug_in_and_settle(f, no_reader);
    gone = *medium_in_slot(f, 3);

    rsm_sim_take_out("lib", "slot 3");
    fast_inventory(f);

    assert_false(is_on_record(f, &gone));
    assert_slot_state(f, 3, NTMS_SLOTSTATE_EMPTY);
    assert_moves(f, "");
}

static void a_medium_that_was_carried_is_known_by_its_label(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 1);

    rsm_sim_carry("lib", "slot 1", "slot 2");
    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_guid(before, *medium_in_slot(f, 2));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

static void a_medium_of_an_application_keeps_its_pool_when_it_was_carried(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    rsm_sim_carry("lib", "slot 1", "slot 2");
    fast_inventory(f);

    assert_guid(before, *medium_in_slot(f, 2));
    assert_pool_in_slot(f, 2, "Backups");
    assert_partition_state_in_slot(f, 2, NTMS_PARTSTATE_AVAILABLE);
}

static void an_exchange_by_hand_is_not_noticed(void **state)
{
    struct fixture *f = *state;
    GUID first;
    plug_in_and_settle(f, no_reader);
    first = *medium_in_slot(f, 1);

    rsm_sim_swap("lib", "slot 1", "slot 3");
    fast_inventory(f);

    assert_moves(f, "");
    assert_guid(first, *medium_in_slot(f, 1)); /* until it is mounted next time */
    f->labels_changed = true;
}

static void a_medium_that_comes_back_is_known_by_its_label(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 3);
    give_to_application(f, &before, u"Backups");
    rsm_sim_take_out("lib", "slot 3");
    fast_inventory(f);
    assert_true(is_on_record(f, &before));

    rsm_sim_put_in("lib", "slot 2 - ansi VOL003");
    fast_inventory(f);

    assert_guid(before, *medium_in_slot(f, 2));
    assert_pool_in_slot(f, 2, "Backups");
}

static void a_cartridge_in_a_drive_is_the_one_of_the_slot_it_came_from(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 1);

    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "drive 1 from 1 - ansi VOL001");
    fast_inventory(f);

    assert_moves(f, "");
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));
    assert_guid(before, medium.info.ObjectGuid);
    assert_guid(*slot_id(f, 1), medium.info.Info.PhysicalMedia.HomeSlot);
}

/* An inventory that was to read slot 1 was interrupted. */
static void mark_slot_1(struct fixture *f)
{
    struct rsm_record slot;

    look_at_slot(f, 1, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_NEEDSINVENTORY;
    change(f, &slot);
}

static void a_look_around_takes_no_mark_away(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, no_reader);
    mark_slot_1(f);

    restart(f);
    run_all_work(f);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
}

static void no_record_leaves_while_a_slot_is_marked(void **state)
{
    struct fixture *f = *state;
    GUID gone;
    plug_in_and_settle(f, no_reader);
    gone = *medium_in_slot(f, 3);
    mark_slot_1(f);
    rsm_sim_take_out("lib", "slot 3");

    restart(f);
    run_all_work(f);

    assert_slot_state(f, 3, NTMS_SLOTSTATE_EMPTY);
    assert_true(is_on_record(f, &gone)); /* it may be what is in slot 1 */
    fast_inventory(f);
    assert_false(is_on_record(f, &gone));
}

static void an_inventory_takes_the_marks_away(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, no_reader);
    mark_slot_1(f);

    fast_inventory(f);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(everything_is_read_at_the_beginning),
        story(a_medium_without_a_bar_code_has_the_name_of_its_label),
        story(a_medium_without_bar_code_and_label_has_its_sequence_number_as_name),
        story(slots_that_stayed_full_are_believed),
        story(only_a_slot_that_became_full_is_read),
        story(a_slot_that_became_empty_loses_its_medium),
        story(a_medium_that_was_carried_is_known_by_its_label),
        story(a_medium_of_an_application_keeps_its_pool_when_it_was_carried),
        story(an_exchange_by_hand_is_not_noticed),
        story(a_medium_that_comes_back_is_known_by_its_label),
        story(a_cartridge_in_a_drive_is_the_one_of_the_slot_it_came_from),
        story_on_disk(a_look_around_takes_no_mark_away),
        story_on_disk(no_record_leaves_while_a_slot_is_marked),
        story(an_inventory_takes_the_marks_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
