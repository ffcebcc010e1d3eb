/*
 * Inventory by labels (spec "requests" 6.2 and 6.3, OMID): every cartridge is mounted and read.
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
#include <string.h>

#include <cmocka.h>

enum { CARTRIDGES = 6 };

/* The first look at a new library reads all labels; the inventory reads them again. */
static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_OMID);
    return 0;
}

static int begin_with_fast_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

static void assert_label(struct site *s, const WCHAR *bar_code, const WCHAR *type,
                         const WCHAR *info, const void *id, size_t id_length)
{
    NTMS_OBJECTINFORMATIONW side = site_side(s, bar_code);
    const NTMS_PARTITIONINFORMATIONW *partition = &side.Info.Partition;

    assert_text(type, partition->szOmidLabelType);
    assert_text(info, partition->szOmidLabelInfo);
    assert_int_equal(partition->dwOmidLabelIdLength, id_length);
    assert_memory_equal(partition->OmidLabelId, id, id_length);
    assert_int_equal(partition->State, NTMS_PARTSTATE_IMPORT);
    assert_medium_pool(s, bar_code, u"Import");
}

static void assert_unrecognized(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW side = site_side(s, bar_code);

    assert_int_equal(side.Info.Partition.State, NTMS_PARTSTATE_FOREIGN);
    assert_int_equal(side.Info.Partition.dwOmidLabelIdLength, 0);
    assert_medium_pool(s, bar_code, u"Unrecognized");
}

static void a_tape_in_microsoft_tape_format_is_imported_with_its_media_label(void **state)
{
    GUID id;

    assert_true(rsm_guid_parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8", &id));
    assert_label(*state, u"A00001L6", u"Simple Backup", u"Monday", &id, sizeof id);
}

static void a_tape_with_an_ansi_label_is_imported_with_its_volume(void **state)
{
    char label[81];

    memset(label, ' ', 80);
    memcpy(label, "VOL1VOL003", 10);
    label[79] = '3';
    assert_label(*state, u"A00003L6", u"ANSI X3.27", u"VOL003", label, 80);
}

static void an_ltfs_tape_is_imported_with_the_identity_in_its_xml_label(void **state)
{
    GUID id;

    assert_true(rsm_guid_parse("0a1b2c3d-0001-4002-8003-000000000004", &id));
    assert_label(*state, u"A00004L6", u"LTFS", u"LTO004", &id, sizeof id);
}

static void a_blank_tape_is_unrecognized(void **state)
{
    assert_unrecognized(*state, u"A00002L6");
}

static void a_tape_whose_label_nobody_knows_is_unrecognized(void **state)
{
    assert_unrecognized(*state, u"A00006L6");
}

static void all_cartridges_are_home_again_and_the_drives_are_empty(void **state)
{
    struct site *s = *state;

    assert_records_match_vtl(s);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_medium_is_in(s, u"A00007L6", NTMS_STORAGESLOT, 7);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 1).Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 2).Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTED);
}

static void every_cartridge_is_mounted_once_and_no_cleaner(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_int_equal(site_mounts(s) - before, CARTRIDGES);
    assert_int_equal(site_side(s, u"A00004L6").Info.Partition.dwMountCount, 2);
    assert_false(site_is_logged(s, "move CLN001L1", ""));
}

static void both_drives_are_put_to_work(void **state)
{
    struct site *s = *state;

    assert_true(site_numbered(s, NTMS_DRIVE, 1).Info.Drive.dwMountCount > 0);
    assert_true(site_numbered(s, NTMS_DRIVE, 2).Info.Drive.dwMountCount > 0);
}

static void a_tape_keeps_its_record_when_its_label_is_the_same(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00003L6").ObjectGuid;
    GUID side = site_side(s, u"A00003L6").ObjectGuid;
    NTMS_OBJECTINFORMATIONW after;

    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_is_medium(s, &medium, u"A00003L6");
    after = site_side(s, u"A00003L6");
    assert_guid(side, after.ObjectGuid);
}

static void a_tape_that_another_computer_wrote_on_goes_to_import(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("tape A00002L6 vol1:NEW002 fm"), 0);
    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_medium_pool(s, u"A00002L6", u"Import");
    assert_text(u"NEW002", site_side(s, u"A00002L6").Info.Partition.szOmidLabelInfo);
    assert_records_match_vtl(s);
}

/* A duplicate: the cartridge that is still where its record says keeps it. */
static void a_copy_of_another_tape_has_a_record_of_its_own(void **state)
{
    struct site *s = *state;
    GUID original = site_medium(s, u"A00003L6").ObjectGuid;

    assert_int_equal(rsm_vtl("tape A00002L6 vol1:VOL003 fm"), 0);
    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_is_medium(s, &original, u"A00003L6");
    assert_medium_pool(s, u"A00002L6", u"Import");
    assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), CARTRIDGES);
    assert_records_match_vtl(s);
}

static bool has_begun(void *context)
{
    return site_is_logged(context, "inventory begins (method 2)", "");
}

static void an_inventory_that_is_stopped_leaves_what_it_did_not_reach_marked(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    site_wait(has_begun, s, "the inventory has begun");
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_STOP));
    assert_int_equal(rsm_vtl("thaw"), 0);
    site_wait_idle(s);

    assert_int_equal(site_mounts(s), before);
    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 1).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void slots_are_marked_when_the_call_returns(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));

    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 1).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 5).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(rsm_vtl("thaw"), 0);
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static void closing_the_session_finishes_the_inventory_first(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    site_close(s);
    site_open(s);

    assert_int_equal(site_mounts(s) - before, CARTRIDGES);
    assert_false(site_is_busy(s));
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_tape_in_microsoft_tape_format_is_imported_with_its_media_label,
            begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_tape_with_an_ansi_label_is_imported_with_its_volume,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(an_ltfs_tape_is_imported_with_the_identity_in_its_xml_label,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_blank_tape_is_unrecognized, begin_with_inventory,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_tape_whose_label_nobody_knows_is_unrecognized,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(all_cartridges_are_home_again_and_the_drives_are_empty,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(every_cartridge_is_mounted_once_and_no_cleaner,
                                        begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(both_drives_are_put_to_work, begin_with_inventory,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_tape_keeps_its_record_when_its_label_is_the_same,
                                        begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_tape_that_another_computer_wrote_on_goes_to_import,
                                        begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_copy_of_another_tape_has_a_record_of_its_own,
                                        begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            an_inventory_that_is_stopped_leaves_what_it_did_not_reach_marked,
            begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(slots_are_marked_when_the_call_returns,
                                        begin_with_fast_inventory, site_end),
        cmocka_unit_test_setup_teardown(closing_the_session_finishes_the_inventory_first,
                                        begin_with_fast_inventory, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
