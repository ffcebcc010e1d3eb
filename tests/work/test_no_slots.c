/*
 * A changer that is starting, or whose magazines are out, tells of no slot at all (requests 6.2): nothing is lost.
 */
#include "core/media.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <setjmp.h>

#include <cmocka.h>

enum { SLOTS = 3 };

static const char three_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static void tell_slots(bool told)
{
    for (unsigned i = 1; i <= SLOTS; i++) {
        char place[16];

        snprintf(place, sizeof place, "slot %u", i);
        rsm_sim_leave_out("lib", place, !told);
    }
}

static void inventory(struct fixture *f, DWORD method)
{
    assert_success(take_inventory(f, method));
    run_all_work(f);
}

static void inventory_without_slots(struct fixture *f, DWORD method)
{
    tell_slots(false);
    begin_keeping_log();
    inventory(f, method);
    assert_logged("tells of none of its slots");
    end_keeping_log();
}

static void assert_nothing_left(struct fixture *f)
{
    assert_in_slot(f, "A00001L5", 1);
    assert_in_slot(f, "A00003L5", 3);
    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00003L5", "Unrecognized");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void no_medium_leaves_while_no_slot_is_told(void **state)
{
    static const DWORD methods[] = {NTMS_INVENTORY_FAST, NTMS_INVENTORY_SLOT, NTMS_INVENTORY_OMID};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        inventory_without_slots(f, methods[i]);
        assert_nothing_left(f);
    }
}

static void a_medium_of_an_application_stays_online_while_no_slot_is_told(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_slots);
    look_at_medium(f, "A00001L5", &medium);
    give_to_application(f, &medium.info.ObjectGuid, u"Backups");

    inventory_without_slots(f, NTMS_INVENTORY_FAST);

    assert_in_slot(f, "A00001L5", 1);
    assert_pool(f, "A00001L5", "Backups");
}

/* It was in the drive; where it is now is not told. */
static void a_medium_that_left_a_drive_for_no_slot_is_kept(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);
    rsm_sim_carry("lib", "slot 1", "drive 1");
    rsm_sim_take_out("lib", "slot 3");
    inventory(f, NTMS_INVENTORY_FAST);
    rsm_sim_carry("lib", "drive 1", "slot 2");

    inventory_without_slots(f, NTMS_INVENTORY_FAST);
    assert_pool(f, "A00001L5", "Import");
    tell_slots(true);
    inventory(f, NTMS_INVENTORY_FAST);

    assert_records_match_library(f);
}

static void an_inventory_that_is_told_of_slots_settles_it(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);
    inventory_without_slots(f, NTMS_INVENTORY_FAST);
    rsm_sim_carry("lib", "slot 1", "slot 2");
    rsm_sim_take_out("lib", "slot 3");

    tell_slots(true);
    inventory(f, NTMS_INVENTORY_FAST);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
    assert_in_slot(f, "A00001L5", 2);
    assert_no_medium(f, "A00003L5");
    assert_records_match_library(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(no_medium_leaves_while_no_slot_is_told),
        story(a_medium_of_an_application_stays_online_while_no_slot_is_told),
        story(a_medium_that_left_a_drive_for_no_slot_is_kept),
        story(an_inventory_that_is_told_of_slots_settles_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
