/*
 * Inventory by bar codes (spec "requests" 6.2, FAST with a reader).
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* A session, and all cartridges known from a first inventory. */
static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

static void every_cartridge_has_a_medium_with_its_bar_code_in_its_slot(void **state)
{
    struct site *s = *state;

    assert_records_match_vtl(s);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_medium_is_in(s, u"A00005L6", NTMS_STORAGESLOT, 5);
    assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), 4);
}

static void a_medium_is_named_after_its_bar_code_and_rests_at_home(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, u"A00003L6");
    NTMS_OBJECTINFORMATIONW slot = site_numbered(s, NTMS_STORAGESLOT, 3);

    assert_text(u"A00003L6", medium.szName);
    assert_guid(slot.ObjectGuid, medium.Info.PhysicalMedia.HomeSlot);
    assert_int_equal(medium.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);
    assert_int_equal(medium.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(medium.Info.PhysicalMedia.dwNumberOfPartitions, 1);
}

static void a_library_that_shows_bar_codes_has_a_reader(void **state)
{
    NTMS_OBJECTINFORMATIONW library = site_library(*state);

    assert_true(library.Info.Library.BarCodeReaderInstalled);
}

static void each_unknown_cartridge_is_mounted_once(void **state)
{
    assert_int_equal(site_mounts(*state), 4);
}

static void a_cleaning_cartridge_is_seen_and_never_mounted(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW library = site_library(s);

    assert_true((library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0);
    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 8).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_FULL);
    assert_false(site_has_medium(s, u"CLN001L1"));
    assert_false(site_is_logged(s, "move CLN001L1", ""));
}

static void cartridges_that_are_known_are_not_mounted_again(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_int_equal(site_mounts(s), before);
    assert_records_match_vtl(s);
}

static void the_default_method_of_a_new_library_is_by_bar_code(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    site_inventory(s, NTMS_INVENTORY_DEFAULT);

    assert_int_equal(site_library(s).Info.Library.InventoryMethod, NTMS_INVENTORY_FAST);
    assert_int_equal(site_mounts(s), before);
}

static void a_cartridge_moved_by_hand_keeps_its_record(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00001L6").ObjectGuid;

    move_behind_our_back(FIRST_SLOT, FIRST_SLOT + 5);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_is_medium(s, &medium, u"A00001L6");
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 6);
    assert_int_equal(site_mounts(s), 4);
    assert_records_match_vtl(s);
}

static void two_cartridges_that_changed_places_keep_their_records(void **state)
{
    struct site *s = *state;
    GUID one = site_medium(s, u"A00001L6").ObjectGuid;
    GUID two = site_medium(s, u"A00002L6").ObjectGuid;

    move_behind_our_back(FIRST_SLOT, FIRST_SLOT + 5);
    move_behind_our_back(FIRST_SLOT + 1, FIRST_SLOT);
    move_behind_our_back(FIRST_SLOT + 5, FIRST_SLOT + 1);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_is_medium(s, &one, u"A00001L6");
    assert_is_medium(s, &two, u"A00002L6");
    assert_records_match_vtl(s);
}

static void a_cartridge_left_in_a_drive_by_another_computer_is_found_there(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00002L6").ObjectGuid;

    move_behind_our_back(FIRST_SLOT + 1, FIRST_DRIVE + 1);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_is_medium(s, &medium, u"A00002L6");
    assert_medium_is_in(s, u"A00002L6", NTMS_DRIVE, 2);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 2).Info.Drive.State,
                     NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_records_match_vtl(s);
}

static void a_recognised_cartridge_that_was_taken_out_has_no_record_any_more(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("remove 1024"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_false(site_has_medium(s, u"A00001L6"));
    assert_records_match_vtl(s);
}

static void a_cartridge_without_a_bar_code_fails_alone(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("insert - 1030"), 0);
    assert_int_equal(rsm_vtl("insert NEW001L6 1029"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_medium_is_in(s, u"NEW001L6", NTMS_STORAGESLOT, 6);
    assert_int_equal(site_mounts(s), 5);
    assert_logged(s, "read label, ", "failed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_cartridge_has_a_medium_with_its_bar_code_in_its_slot,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_medium_is_named_after_its_bar_code_and_rests_at_home,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_library_that_shows_bar_codes_has_a_reader,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(each_unknown_cartridge_is_mounted_once,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_cleaning_cartridge_is_seen_and_never_mounted,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(cartridges_that_are_known_are_not_mounted_again,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(the_default_method_of_a_new_library_is_by_bar_code,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_moved_by_hand_keeps_its_record,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(two_cartridges_that_changed_places_keep_their_records,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            a_cartridge_left_in_a_drive_by_another_computer_is_found_there, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(
            a_recognised_cartridge_that_was_taken_out_has_no_record_any_more, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_without_a_bar_code_fails_alone,
                                        begin_with_inventory, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
