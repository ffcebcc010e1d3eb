/*
 * Fast inventory of a library with a bar code reader (requests 6.2): what can be known without mounting is
 * known, only new bar codes are read.
 */
#include "core/catalogue.h"
#include "core/media.h"
#include "model/guid.h"
#include "store/journal.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static void fast_inventory(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

/* ---- nothing new ---- */

static void known_bar_codes_are_not_mounted(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    fast_inventory(f);

    assert_moves(f, "");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2); /* the first look, and this */
}

static void one_command_for_each_kind_of_place_is_enough(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, three_slots);
    before = rsm_sim_commands_of(0xB8);

    fast_inventory(f);

    assert_int_equal(rsm_sim_commands_of(0xB8) - before, 3); /* arm, slots, drives */
}

/* ---- (a) empty ---- */

static void an_import_medium_that_was_taken_out_is_forgotten(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);
    assert_pool(f, "A00001L5", "Import");

    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    assert_no_medium(f, "A00001L5");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
}

static void an_unrecognized_medium_that_was_taken_out_is_forgotten(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    rsm_sim_take_out("lib", "slot 3");
    fast_inventory(f);

    assert_no_medium(f, "A00003L5");
}

static void an_import_medium_that_was_taken_out_is_kept_if_the_policy_says_so(void **state)
{
    struct fixture *f = *state;
    struct rsm_record computer;
    plug_in_and_settle(f, three_slots);
    look_at(f, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.Info.Computer.dwMediaPoolPolicy = NTMS_POOLPOLICY_KEEPOFFLINEIMPORT;
    change(f, &computer);

    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    assert_offline(f, "A00001L5");
    assert_pool(f, "A00001L5", "Import");
}

static void a_medium_of_an_application_that_was_taken_out_is_offline(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);
    give_to_application(f, &medium.info.ObjectGuid, u"Backups");

    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    assert_offline(f, "A00001L5");
    assert_pool(f, "A00001L5", "Backups");
    look_at_medium(f, "A00001L5", &medium);
    assert_true(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.Location));
    assert_true(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.HomeSlot));
}

static void an_offline_medium_that_comes_back_is_known_without_mounting(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID before;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);
    before = medium.info.ObjectGuid;
    give_to_application(f, &before, u"Backups");
    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    rsm_sim_put_in("lib", "slot 2 A00001L5 ansi VOL001");
    fast_inventory(f);

    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 2);
    assert_pool(f, "A00001L5", "Backups");
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(before, medium.info.ObjectGuid);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

static void an_offline_medium_with_a_writing_in_doubt_is_read_when_it_comes_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE};
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);
    give_to_application(f, &medium.info.ObjectGuid, u"Backups");
    intent.library = *library_id(f);
    intent.medium = medium.info.ObjectGuid;
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_journal_add(f->rsm->store, &intent)));
    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    rsm_sim_put_in("lib", "slot 2 A00001L5 ansi VOL001");
    fast_inventory(f);
    run_all_work(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NO);
    assert_pool(f, "A00001L5", "Backups");
}

/* ---- (b) known ---- */

static void a_medium_that_was_carried_to_another_slot_keeps_its_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID before;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);
    before = medium.info.ObjectGuid;

    rsm_sim_carry("lib", "slot 1", "slot 2");
    fast_inventory(f);

    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 2);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(before, medium.info.ObjectGuid);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
}

static void two_media_that_were_exchanged_keep_their_records(void **state)
{
    struct fixture *f = *state;
    struct rsm_record first;
    struct rsm_record third;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &first);
    look_at_medium(f, "A00003L5", &third);

    rsm_sim_swap("lib", "slot 1", "slot 3");
    fast_inventory(f);

    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 3);
    assert_in_slot(f, "A00003L5", 1);
    assert_true(is_on_record(f, &first.info.ObjectGuid));
    assert_true(is_on_record(f, &third.info.ObjectGuid));
}

static void a_medium_that_is_the_only_one_left_of_a_swap_is_followed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    rsm_sim_take_out("lib", "slot 3");
    rsm_sim_carry("lib", "slot 1", "slot 3");
    fast_inventory(f);

    assert_in_slot(f, "A00001L5", 3);
    assert_no_medium(f, "A00003L5");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
}

/* ---- (c) unknown ---- */

static void a_new_bar_code_is_mounted_and_read(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    rsm_sim_put_in("lib", "slot 2 A00002L5 mtf Example Backup/March");
    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_pool(f, "A00002L5", "Import");
    assert_partition_state(f, "A00002L5", NTMS_PARTSTATE_IMPORT);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
}

static void a_new_medium_has_the_name_of_its_bar_code(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, three_slots);

    look_at_medium(f, "A00001L5", &medium);
    assert_text(u"A00001L5", medium.info.szName);
    assert_text(u"A00001L5", medium.info.Info.PhysicalMedia.szBarCode);
    assert_int_equal(medium.info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

static void the_label_is_on_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record side;

    plug_in_and_settle(f, three_slots);

    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_text(u"ANSI X3.27", side.info.Info.Partition.szOmidLabelType);
    assert_text(u"VOL001", side.info.Info.Partition.szOmidLabelInfo);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 80);
    assert_int_equal(side.info.Info.Partition.dwMountCount, 1);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwDensityCode, 0x58);
}

static void a_medium_is_on_record_before_its_label_was_read(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);
    rsm_sim_put_in("lib", "slot 2 A00002L5 ansi VOL002");
    /* the label cannot be read: nobody answers in the drive */
    rsm_sim_fail(&(struct rsm_sim_fault){
        .failure = RSM_SIM_LOST, .number = 1, .more = 1000, .only_lun = true, .lun = 1});

    fast_inventory(f);

    assert_pool(f, "A00002L5", "Unrecognized");
    assert_partition_state(f, "A00002L5", NTMS_PARTSTATE_UNKNOWN);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 1);

    rsm_sim_fail(NULL);
    fast_inventory(f);

    assert_pool(f, "A00002L5", "Import");
}

/* ---- (d) unreadable ---- */

static void an_unreadable_bar_code_in_a_full_slot_is_taken_as_unchanged(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);

    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 ? ansi VOL001");
    fast_inventory(f);

    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 1);
    assert_true(is_on_record(f, &medium.info.ObjectGuid));
}

static void an_unreadable_bar_code_in_a_slot_that_was_empty_is_mounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);

    rsm_sim_put_in("lib", "slot 2 ? ansi VOL002");
    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    look_at_medium_in_slot(f, 2, &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_UNREADABLE);
    assert_text(u"VOL002", medium.info.szName);
    assert_pool_in_slot(f, 2, "Import");
}

static void a_bar_code_that_becomes_readable_is_taken_up(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID before;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 ? ansi VOL001\n"
                       "slot 2 A00002L5 blank\n");
    look_at_medium_in_slot(f, 1, &medium);
    before = medium.info.ObjectGuid;

    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 A00001L5 ansi VOL001");
    fast_inventory(f);

    assert_in_slot(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(before, medium.info.ObjectGuid);
}

/* ---- cleaners, doubles, doubts ---- */

static void a_cleaner_is_never_mounted_and_has_no_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 CLN001L1 cleaner\n"
                       "slot 2 empty\n");

    assert_moves(f, "");
    assert_int_equal(rsm_sim_commands_of(0xA5), 0);
    assert_no_medium(f, "CLN001L1");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    look_at_library(f, &library);
    assert_true((library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0);

    rsm_sim_take_out("lib", "slot 1");
    fast_inventory(f);

    look_at_library(f, &library);
    assert_true((library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0);
}

static void a_cleaner_is_a_cartridge_like_others_where_its_bar_code_says_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_slots);
    look_at_library(f, &library);
    library.info.Info.Library.dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;
    change(f, &library);

    rsm_sim_put_in("lib", "slot 2 CLN001L1 cleaner");
    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 1);
    f->unsettled = true;
}

static void two_cartridges_of_one_bar_code_have_two_records(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID first;
    plug_in_and_settle(f, three_slots);
    look_at_medium_in_slot(f, 1, &medium);
    first = medium.info.ObjectGuid;

    rsm_sim_put_in("lib", "slot 2 A00001L5 ansi OTHER1");
    fast_inventory(f);

    look_at_medium_in_slot(f, 1, &medium);
    assert_guid(first, medium.info.ObjectGuid);
    assert_pool_in_slot(f, 2, "Import");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

static void a_slot_of_which_the_changer_is_in_doubt_is_believed_as_recorded(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    rsm_sim_doubt("lib", "slot 1", true);
    fast_inventory(f);

    assert_in_slot(f, "A00001L5", 1);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY); /* as the call marked it */

    rsm_sim_doubt("lib", "slot 1", false);
    fast_inventory(f);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

static void a_medium_found_in_a_drive_is_identified_there(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 from 2 A00002L5 ansi VOL002\n"
            "slot 1 A00001L5 blank\n"
            "slot 2 empty\n");
    run_all_work(f);

    assert_in_slot(f, "A00002L5", 2);
    assert_pool(f, "A00002L5", "Import");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

static void a_medium_found_in_a_drive_comes_from_the_slot_it_left(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);

    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "drive 1 from 1 A00001L5 ansi VOL001");
    fast_inventory(f);

    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*drive_id(f, 1), medium.info.Info.PhysicalMedia.Location);
    assert_guid(*slot_id(f, 1), medium.info.Info.PhysicalMedia.HomeSlot);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_moves(f, "");
}

static void a_move_announced_while_the_library_is_read_is_seen(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, three_slots);
    before = rsm_sim_commands_of(0xB8);

    rsm_sim_announce("lib");
    fast_inventory(f);

    assert_true(rsm_sim_commands_of(0xB8) - before > 4); /* scanned once more */
}

/* When the slots have been read, and the drives have not. */
static void carry_and_announce(void *context, uint8_t operation, bool done)
{
    unsigned *reads = context;

    if (operation != 0xB8 || done || ++*reads != 3)
        return;
    rsm_sim_carry("lib", "slot 1", "slot 2");
    rsm_sim_announce("lib");
}

static void a_cartridge_carried_while_the_library_is_read_is_found(void **state)
{
    struct fixture *f = *state;
    unsigned reads = 0;
    plug_in_and_settle(f, three_slots);

    rsm_sim_watch(carry_and_announce, &reads);
    fast_inventory(f);

    assert_true(reads > 3);
    assert_in_slot(f, "A00001L5", 2);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(known_bar_codes_are_not_mounted),
        story(one_command_for_each_kind_of_place_is_enough),
        story(an_import_medium_that_was_taken_out_is_forgotten),
        story(an_unrecognized_medium_that_was_taken_out_is_forgotten),
        story(an_import_medium_that_was_taken_out_is_kept_if_the_policy_says_so),
        story(a_medium_of_an_application_that_was_taken_out_is_offline),
        story(an_offline_medium_that_comes_back_is_known_without_mounting),
        story(an_offline_medium_with_a_writing_in_doubt_is_read_when_it_comes_back),
        story(a_medium_that_was_carried_to_another_slot_keeps_its_record),
        story(two_media_that_were_exchanged_keep_their_records),
        story(a_medium_that_is_the_only_one_left_of_a_swap_is_followed),
        story(a_new_bar_code_is_mounted_and_read),
        story(a_new_medium_has_the_name_of_its_bar_code),
        story(the_label_is_on_record),
        story(a_medium_is_on_record_before_its_label_was_read),
        story(an_unreadable_bar_code_in_a_full_slot_is_taken_as_unchanged),
        story(an_unreadable_bar_code_in_a_slot_that_was_empty_is_mounted),
        story(a_bar_code_that_becomes_readable_is_taken_up),
        story(a_cleaner_is_never_mounted_and_has_no_record),
        story(a_cleaner_is_a_cartridge_like_others_where_its_bar_code_says_nothing),
        story(two_cartridges_of_one_bar_code_have_two_records),
        story(a_slot_of_which_the_changer_is_in_doubt_is_believed_as_recorded),
        story(a_medium_found_in_a_drive_is_identified_there),
        story(a_medium_found_in_a_drive_comes_from_the_slot_it_left),
        story(a_move_announced_while_the_library_is_read_is_seen),
        story(a_cartridge_carried_while_the_library_is_read_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
