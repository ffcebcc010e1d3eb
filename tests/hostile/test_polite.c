/*
 * What a hostile library is like when nobody has ordered anything: a library as any other.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void polite(void **state)
{
    struct stage *stage = play(state, "polite");

    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"A00005L6", NTMS_STORAGESLOT, 5);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA), 4);
}

static void polite_tapes_are_known_by_their_labels(void **state)
{
    struct stage *stage = play(state, "polite");

    stage_inventory_full(stage);

    assert_medium_pool(stage->site, u"A00001L6", u"Import");
    assert_medium_pool(stage->site, u"A00002L6", u"Unrecognized");
    assert_truth(stage);
}

static void a_tape_is_mounted_and_goes_home_again(void **state)
{
    struct stage *stage = play(state, "polite");

    stage_inventory(stage);
    assert_success(stage_mount(stage, u"A00002L6"));
    assert_string_equal(hostile_place(stage->target, "slot", 2).tag, "-");
    assert_truth(stage);
    assert_success(stage_dismount(stage, u"A00002L6"));

    assert_string_equal(hostile_place(stage->target, "slot", 2).tag, "A00002L6");
    assert_truth(stage);
}

static void a_cartridge_that_is_put_in_is_found_by_the_next_inventory(void **state)
{
    struct stage *stage = play(state, "polite");

    stage_inventory(stage);
    hostile_do(stage->target, "put slot 4 NEW004L6 blank");
    hostile_do(stage->target, "take slot 1");

    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"NEW004L6", NTMS_STORAGESLOT, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(polite, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(polite_tapes_are_known_by_their_labels, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(a_tape_is_mounted_and_goes_home_again, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_is_put_in_is_found_by_the_next_inventory,
                                        stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
