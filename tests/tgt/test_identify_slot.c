/*
 * IdentifyNtmsSlot: one cartridge, at once or with the dismount put off (its function page).
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include "model/guid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

static rsm_error identify(struct site *s, DWORD slot, DWORD option)
{
    GUID id = site_numbered(s, NTMS_STORAGESLOT, slot).ObjectGuid;

    return IdentifyNtmsSlot(s->session, &id, option);
}

static DWORD drive_state(struct site *s, DWORD number)
{
    return site_numbered(s, NTMS_DRIVE, number).Info.Drive.State;
}

static void the_cartridge_is_read_and_home_when_the_call_returns(void **state)
{
    struct site *s = *state;
    DWORD before = site_side(s, u"A00001L6").Info.Partition.dwMountCount;

    assert_success(identify(s, 1, NTMS_DISMOUNT_IMMEDIATE));

    assert_int_equal(site_side(s, u"A00001L6").Info.Partition.dwMountCount, before + 1);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_SLOT);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_int_equal(drive_state(s, 1), NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(drive_state(s, 2), NTMS_DRIVESTATE_DISMOUNTED);
    assert_records_match_vtl(s);
}

static void a_label_that_was_written_meanwhile_is_found(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("tape A00002L6 vol1:NEW002 fm"), 0);
    assert_success(identify(s, 2, NTMS_DISMOUNT_IMMEDIATE));

    assert_text(u"NEW002", site_side(s, u"A00002L6").Info.Partition.szOmidLabelInfo);
    assert_medium_pool(s, u"A00002L6", u"Import");
}

static void with_a_deferred_dismount_it_stays_in_a_drive_that_may_be_emptied(void **state)
{
    struct site *s = *state;
    uint16_t drive;

    assert_success(identify(s, 1, NTMS_DISMOUNT_DEFERRED));

    drive = find_cartridge("A00001L6");
    assert_in_range(drive, FIRST_DRIVE, FIRST_DRIVE + 1);
    assert_medium_is_in(s, u"A00001L6", NTMS_DRIVE, (DWORD)(drive - FIRST_DRIVE) + 1);
    assert_int_equal(drive_state(s, (DWORD)(drive - FIRST_DRIVE) + 1),
                     NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_records_match_vtl(s);
}

static void its_slot_stays_its_home_while_it_is_in_a_drive(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW slot = site_numbered(s, NTMS_STORAGESLOT, 1);
    NTMS_OBJECTINFORMATIONW medium;

    assert_success(identify(s, 1, NTMS_DISMOUNT_DEFERRED));

    medium = site_medium(s, u"A00001L6");
    assert_guid(slot.ObjectGuid, medium.Info.PhysicalMedia.HomeSlot);
    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 1).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_EMPTY);
}

static void a_drive_that_may_be_emptied_is_emptied_for_the_next_cartridge(void **state)
{
    struct site *s = *state;

    assert_success(identify(s, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify(s, 2, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify(s, 3, NTMS_DISMOUNT_DEFERRED));

    assert_int_equal(find_cartridge("A00001L6"), FIRST_SLOT); /* the one used longest ago */
    assert_in_range(find_cartridge("A00002L6"), FIRST_DRIVE, FIRST_DRIVE + 1);
    assert_in_range(find_cartridge("A00003L6"), FIRST_DRIVE, FIRST_DRIVE + 1);
    assert_records_match_vtl(s);
}

static void an_empty_slot_is_identified_as_such(void **state)
{
    struct site *s = *state;
    size_t media = site_count(s, NULL, NTMS_PHYSICAL_MEDIA);

    assert_success(identify(s, 5, NTMS_DISMOUNT_IMMEDIATE));

    assert_int_equal(site_count(s, NULL, NTMS_PHYSICAL_MEDIA), media);
    assert_records_match_vtl(s);
}

static void a_slot_that_was_emptied_by_hand_loses_its_import_record(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("remove 1024"), 0);
    assert_success(identify(s, 1, NTMS_DISMOUNT_IMMEDIATE));

    assert_false(site_has_medium(s, u"A00001L6"));
    assert_records_match_vtl(s);
}

static void a_cartridge_that_was_put_in_by_hand_gets_a_record(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("tape NEW001L6 vol1:VOLNEW fm"), 0);
    assert_int_equal(rsm_vtl("insert NEW001L6 1028"), 0);
    assert_success(identify(s, 5, NTMS_DISMOUNT_IMMEDIATE));

    assert_medium_is_in(s, u"NEW001L6", NTMS_STORAGESLOT, 5);
    assert_medium_pool(s, u"NEW001L6", u"Import");
    assert_records_match_vtl(s);
}

static void a_cartridge_that_was_moved_by_hand_keeps_its_record(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00003L6").ObjectGuid;

    move_behind_our_back(FIRST_SLOT + 2, FIRST_SLOT + 4);
    assert_success(identify(s, 5, NTMS_DISMOUNT_IMMEDIATE));

    assert_is_medium(s, &medium, u"A00003L6");
    assert_medium_is_in(s, u"A00003L6", NTMS_STORAGESLOT, 5);
}

static void a_cleaning_cartridge_is_not_mounted(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    assert_success(identify(s, 8, NTMS_DISMOUNT_IMMEDIATE));

    assert_int_equal(site_mounts(s), before);
    assert_int_equal(find_cartridge("CLN001L1"), FIRST_SLOT + 7);
    assert_false(site_has_medium(s, u"CLN001L1"));
}

static void a_cartridge_that_cannot_be_loaded_says_so(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("insert - 1028"), 0);
    assert_int_not_equal(identify(s, 5, NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);

    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 5).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_FULL);
    assert_logged(s, "failed", "");
}

static void a_slot_nobody_knows_is_not_found(void **state)
{
    struct site *s = *state;
    GUID nowhere = {.Data1 = 1};

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, IdentifyNtmsSlot(s->session, &nowhere, 0));
    assert_fails_with(ERROR_INVALID_PARAMETER, IdentifyNtmsSlot(s->session, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_cartridge_is_read_and_home_when_the_call_returns,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_label_that_was_written_meanwhile_is_found,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            with_a_deferred_dismount_it_stays_in_a_drive_that_may_be_emptied, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(its_slot_stays_its_home_while_it_is_in_a_drive,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            a_drive_that_may_be_emptied_is_emptied_for_the_next_cartridge, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(an_empty_slot_is_identified_as_such, begin_with_inventory,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_slot_that_was_emptied_by_hand_loses_its_import_record,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_was_put_in_by_hand_gets_a_record,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_was_moved_by_hand_keeps_its_record,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_cleaning_cartridge_is_not_mounted, begin_with_inventory,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_cannot_be_loaded_says_so,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_slot_nobody_knows_is_not_found, begin_with_inventory,
                                        site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
