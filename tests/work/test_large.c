/*
 * Large libraries: round trips do not grow with the number of slots, and nothing gets lost among many.
 */
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

enum { READ_ELEMENT_STATUS = 0xB8, SLOTS = 5000 };

static void each_kind_of_place_is_read_with_one_command(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", SLOTS, 0, 0);

    open_session(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(READ_ELEMENT_STATUS), 2); /* arm and slots */
    assert_objects(f, NTMS_STORAGESLOT, SLOTS);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, SLOTS);
}

static void a_second_inventory_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before;
    struct rsm_record after;
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);
    look_at_medium(f, "S04711L5", &before);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at_medium(f, "S04711L5", &after);
    assert_guid(before.info.ObjectGuid, after.info.ObjectGuid);
    assert_memory_equal(&before.info.Modified, &after.info.Modified, sizeof(SYSTEMTIME));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, SLOTS);
}

static void cartridges_exchanged_among_many_are_followed(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);

    rsm_sim_swap("lib", "slot 17", "slot 4711");
    rsm_sim_take_out("lib", "slot 2000");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_in_slot(f, "S00017L5", 4711);
    assert_in_slot(f, "S04711L5", 17);
    assert_no_medium(f, "S02000L5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_kind_of_place_is_read_with_one_command),
        story(a_second_inventory_changes_nothing),
        story(cartridges_exchanged_among_many_are_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
