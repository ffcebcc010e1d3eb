/*
 * Full inventory: every cartridge is mounted, its label read, and what becomes of it decided by the table
 * of requests 6.3.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   -  ansi VOL003\n";

static void full_inventory(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
}

/* ---- the walk ---- */

static void it_marks_only_slots_that_hold_a_medium(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_NEEDSINVENTORY);
    run_all_work(f);
}

static void it_moves_each_medium_to_the_drive_and_home_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    full_inventory(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2); /* and the first look */
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 4);
}

static void it_leaves_the_slot_of_the_cleaner_alone(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 CLN001L1 cleaner\n"
                       "slot 2 A00002L5 blank\n");
    look_at_library(f, &library);
    library.info.Info.Library.CleanerSlot = *slot_id(f, 1);
    library.info.Info.Library.dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;
    change(f, &library);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    run_all_work(f);
    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
}

static void mounts_are_counted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    struct rsm_record medium;
    struct rsm_record side;
    plug_in_and_settle(f, three_tapes);

    full_inventory(f);

    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.Info.Drive.dwMountCount, 4);
    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_int_equal(side.info.Info.Partition.dwMountCount, 2);
}

static void a_drive_that_holds_a_medium_is_emptied_first(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_forget_moves("lib");

    full_inventory(f);

    assert_moves(f, "drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_in_slot(f, "A00001L5", 1);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

/* ---- the table ---- */

struct label_case {
    const char *label;
    const char *pool;
    DWORD state;
    const WCHAR *type;
    const WCHAR *text;
};

static void each_label_has_its_pool_and_state(void **state)
{
    static const struct label_case cases[] = {
        {"blank", "Unrecognized", NTMS_PARTSTATE_FOREIGN, u"", u""},
        {"noise", "Unrecognized", NTMS_PARTSTATE_FOREIGN, u"", u""},
        {"mark", "Unrecognized", NTMS_PARTSTATE_FOREIGN, u"", u""},
        {"ansi VOL001", "Import", NTMS_PARTSTATE_IMPORT, u"ANSI X3.27", u"VOL001"},
        {"ltfs A00001", "Import", NTMS_PARTSTATE_IMPORT, u"LTFS", u"A00001"},
        {"mtf Example Backup/March", "Import", NTMS_PARTSTATE_IMPORT, u"Example Backup", u"March"},
        {"mtf Example Backup/April/c0ffee11-2233-4455-6677-8899aabbccdd", "Import",
         NTMS_PARTSTATE_IMPORT, u"Example Backup", u"April"},
        {"free 9b1c7a50-24f3-4e0d-8a66-c3d2e1f00123", "Import", NTMS_PARTSTATE_IMPORT,
         u"Removable Storage", u"A00001L5"},
    };
    struct fixture *f = *state;
    plug_in_and_settle(f, "changer STK L20 SERIAL1\ndrive 1 empty\nslot 1 empty\n");

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[120];
        struct rsm_record side;
        GUID medium;

        snprintf(line, sizeof line, "slot 1 A00001L5 %s", cases[i].label);
        rsm_sim_put_in("lib", line);
        full_inventory(f);

        assert_pool(f, "A00001L5", cases[i].pool);
        assert_partition_state(f, "A00001L5", cases[i].state);
        medium = *medium_in_slot(f, 1);
        look_at_side(f, &medium, &side);
        assert_text(cases[i].type, side.info.Info.Partition.szOmidLabelType);
        assert_text(cases[i].text, side.info.Info.Partition.szOmidLabelInfo);

        rsm_sim_take_out("lib", "slot 1");
        full_inventory(f);
        assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
    }
}

static void an_unreadable_tape_is_unrecognized_and_its_request_failed(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "reader no\n"
                       "drive 1 empty\n"
                       "slot 1 - unreadable\n");

    assert_pool_in_slot(f, 1, "Unrecognized");
    assert_partition_state_in_slot(f, 1, NTMS_PARTSTATE_FOREIGN);
    look_at_request(f, NTMS_LM_PROCESSOMID, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_CRC);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1);
}

static void a_tape_that_the_drive_cannot_read_is_incompatible(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 A00001L5 wrongformat\n");

    assert_pool(f, "A00001L5", "Unrecognized");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_INCOMPATIBLE);
    assert_in_slot(f, "A00001L5", 1);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 1);
}

static void a_cartridge_that_the_drive_does_not_take_is_incompatible(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 A00001L5 wrongtype\n");

    assert_pool(f, "A00001L5", "Unrecognized");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_INCOMPATIBLE);
    assert_in_slot(f, "A00001L5", 1);
}

static void a_known_medium_that_became_unreadable_keeps_its_record(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    rsm_sim_relabel("lib", "slot 1", "unreadable");
    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Backups");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 1);
}

/* ---- known again ---- */

static void a_known_medium_keeps_pool_and_record(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Backups");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void a_medium_without_a_label_keeps_its_record_by_its_bar_code(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 3);

    rsm_sim_carry("lib", "slot 3", "slot 2");
    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 2));
}

static void a_medium_that_was_carried_is_known(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 3);

    rsm_sim_carry("lib", "slot 3", "slot 2");
    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 2));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

static void two_media_without_bar_codes_that_were_exchanged_keep_their_records(void **state)
{
    struct fixture *f = *state;
    GUID first;
    GUID third;
    plug_in_and_settle(f, no_reader);
    first = *medium_in_slot(f, 1);
    third = *medium_in_slot(f, 3);
    give_to_application(f, &first, u"Backups");

    rsm_sim_swap("lib", "slot 1", "slot 3");
    full_inventory(f);

    assert_guid(first, *medium_in_slot(f, 3));
    assert_guid(third, *medium_in_slot(f, 1));
    assert_pool_in_slot(f, 3, "Backups");
    assert_pool_in_slot(f, 1, "Import");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

static void three_media_without_bar_codes_in_a_ring_keep_their_records(void **state)
{
    struct fixture *f = *state;
    GUID media[4];
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "reader no\n"
                       "drive 1 empty\n"
                       "slot 1 - ansi VOL001\n"
                       "slot 2 - ansi VOL002\n"
                       "slot 3 - ansi VOL003\n");
    for (unsigned slot = 1; slot <= 3; slot++)
        media[slot] = *medium_in_slot(f, slot);

    rsm_sim_swap("lib", "slot 1", "slot 2");
    rsm_sim_swap("lib", "slot 1", "slot 3");
    full_inventory(f);

    /* 1 2 3 became 3 1 2 */
    assert_guid(media[3], *medium_in_slot(f, 1));
    assert_guid(media[1], *medium_in_slot(f, 2));
    assert_guid(media[2], *medium_in_slot(f, 3));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

static void a_medium_that_another_took_the_place_of_leaves(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, no_reader);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 - ansi VOL009");
    full_inventory(f);

    assert_true(is_on_record(f, &before)); /* offline now */
    assert_pool_in_slot(f, 1, "Import");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

static void a_tape_written_anew_under_its_bar_code_is_another_medium(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    rsm_sim_relabel("lib", "slot 1", "ansi NEW001");
    full_inventory(f);

    assert_pool_in_slot(f, 1, "Import");
    assert_true(is_on_record(f, &before));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

/* ---- duplicates ---- */

static void of_two_tapes_with_one_label_both_have_records(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");

    rsm_sim_put_in("lib", "slot 2 A00002L5 ansi VOL001");
    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 1));
    assert_pool_in_slot(f, 1, "Backups");
    assert_pool_in_slot(f, 2, "Import");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 3);
}

static void a_copy_found_first_does_not_take_the_record(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 empty\n"
                       "slot 2 A00002L5 ansi VOL001\n");
    before = *medium_in_slot(f, 2);
    give_to_application(f, &before, u"Backups");

    rsm_sim_put_in("lib", "slot 1 A00001L5 ansi VOL001");
    full_inventory(f);

    assert_guid(before, *medium_in_slot(f, 2));
    assert_pool_in_slot(f, 1, "Import");
    assert_pool_in_slot(f, 2, "Backups");
}

static void two_copies_new_at_once_are_two_media(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "reader no\n"
                       "drive 1 empty\n"
                       "slot 1 - ansi VOL001\n"
                       "slot 2 - ansi VOL001\n");

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
    assert_pool_in_slot(f, 1, "Import");
    assert_pool_in_slot(f, 2, "Import");

    full_inventory(f);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(it_marks_only_slots_that_hold_a_medium),
        story(it_moves_each_medium_to_the_drive_and_home_again),
        story(it_leaves_the_slot_of_the_cleaner_alone),
        story(mounts_are_counted),
        story(a_drive_that_holds_a_medium_is_emptied_first),
        story(each_label_has_its_pool_and_state),
        story(an_unreadable_tape_is_unrecognized_and_its_request_failed),
        story(a_tape_that_the_drive_cannot_read_is_incompatible),
        story(a_cartridge_that_the_drive_does_not_take_is_incompatible),
        story(a_known_medium_that_became_unreadable_keeps_its_record),
        story(a_known_medium_keeps_pool_and_record),
        story(a_medium_without_a_label_keeps_its_record_by_its_bar_code),
        story(a_medium_that_was_carried_is_known),
        story(two_media_without_bar_codes_that_were_exchanged_keep_their_records),
        story(three_media_without_bar_codes_in_a_ring_keep_their_records),
        story(a_medium_that_another_took_the_place_of_leaves),
        story(a_tape_written_anew_under_its_bar_code_is_another_medium),
        story(of_two_tapes_with_one_label_both_have_records),
        story(a_copy_found_first_does_not_take_the_record),
        story(two_copies_new_at_once_are_two_media),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
