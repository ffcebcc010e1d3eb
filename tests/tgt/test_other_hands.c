/*
 * Others use the library too: a person at the port, and another computer that moves cartridges while
 * an inventory is under way.  Nothing may be lost by it, and nothing may be in two places.
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

static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

/* ---- the port ---- */

static void a_cartridge_in_the_port_is_seen_and_has_no_record_yet(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("insert NEW001L6 16"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_int_equal(site_numbered(s, NTMS_IEPORT, 1).Info.IEPort.Content, NTMS_PORTCONTENT_FULL);
    assert_false(site_has_medium(s, u"NEW001L6"));
    assert_records_match_vtl(s);
}

static void a_cartridge_that_came_in_through_the_port_is_identified_in_its_slot(void **state)
{
    struct site *s = *state;
    DWORD before = site_mounts(s);

    assert_int_equal(rsm_vtl("tape NEW001L6 vol1:VOLNEW fm"), 0);
    assert_int_equal(rsm_vtl("insert NEW001L6 16"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);
    move_behind_our_back(FIRST_PORT, FIRST_SLOT + 9);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_medium_is_in(s, u"NEW001L6", NTMS_STORAGESLOT, 10);
    assert_medium_pool(s, u"NEW001L6", u"Import");
    assert_text(u"VOLNEW", site_side(s, u"NEW001L6").Info.Partition.szOmidLabelInfo);
    assert_int_equal(site_mounts(s), before + 1);
    assert_records_match_vtl(s);
}

static void a_known_cartridge_in_the_port_keeps_its_record(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00003L6").ObjectGuid;

    move_behind_our_back(FIRST_SLOT + 2, FIRST_PORT + 1);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_is_medium(s, &medium, u"A00003L6");
    assert_medium_is_in(s, u"A00003L6", NTMS_IEPORT, 2);
}

/* ---- during an inventory ---- */

static bool has_mounted(void *context)
{
    return site_is_logged(context, "move A00002L6 from slot", "");
}

/* In the middle of a full inventory, before the last cartridges were read. */
static void move_during_inventory(struct site *s, uint16_t from, uint16_t to)
{
    site_forget_log(s);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    site_wait(has_mounted, s, "the inventory has come to the second slot");
    site_hold(s);
    move_behind_our_back(from, to);
    site_release(s);
    site_wait_idle(s);
}

static void an_inventory_ends_although_a_cartridge_was_moved_meanwhile(void **state)
{
    struct site *s = *state;

    move_during_inventory(s, FIRST_SLOT + 7, FIRST_SLOT + 10);

    assert_int_equal(find_cartridge("A00008L6"), FIRST_SLOT + 10);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

static void a_cartridge_brought_in_during_an_inventory_is_found_by_the_next(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("insert NEW001L6 17"), 0);
    move_during_inventory(s, FIRST_PORT + 1, FIRST_SLOT + 11);

    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_medium_is_in(s, u"NEW001L6", NTMS_STORAGESLOT, 12);
    assert_records_match_vtl(s);
}

static void an_inventory_waits_for_no_drive_that_another_computer_filled(void **state)
{
    struct site *s = *state;

    move_behind_our_back(FIRST_SLOT + 7, FIRST_DRIVE);
    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_medium_is_in(s, u"A00008L6", NTMS_STORAGESLOT, 8);
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_cartridge_in_the_port_is_seen_and_has_no_record_yet,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            a_cartridge_that_came_in_through_the_port_is_identified_in_its_slot,
            begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_known_cartridge_in_the_port_keeps_its_record,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(an_inventory_ends_although_a_cartridge_was_moved_meanwhile,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            a_cartridge_brought_in_during_an_inventory_is_found_by_the_next, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(
            an_inventory_waits_for_no_drive_that_another_computer_filled, begin_with_inventory,
            site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
