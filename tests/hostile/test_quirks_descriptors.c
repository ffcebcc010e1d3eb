/*
 * Element descriptors that are longer, shorter or otherwise filled than the standard has it (the list of quirks, Q7 to
 * Q12).  What is where, and which drive is which, is known all the same.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The records are true, also of the drives; and the drive that is told is the one that has the tape. */
static void assert_drives_are_known(struct stage *stage)
{
    assert_inventory_is_truth(stage);
    assert_success(stage_mount(stage, u"S00002L6"));
    assert_truth(stage);
    assert_success(stage_dismount(stage, u"S00002L6"));
    assert_truth(stage);
}

static void q07_identity_without_vendor(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q07_identity_of_32_bytes(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q07_identity_of_code_set_1(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q08_identities_unasked(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q09_alternate_tag_announced_and_absent(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q10_descriptors_of_odd_lengths(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_drives_are_known(stage);
    hostile_do(stage->target, "report slots extra 18");
    hostile_do(stage->target, "report ports extra 8");
    hostile_do(stage->target, "report drives extra 18");
    assert_drives_are_known(stage);
}

static void q11_slots_in_4_bytes(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    hostile_do(stage->target, "carry slot 3 slot 5");
    assert_inventory_is_truth(stage);
}

static void q12_identity_longer_than_its_descriptor(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q12_serial_number_cut_short(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q07_identity_without_vendor, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q07_identity_of_32_bytes, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q07_identity_of_code_set_1, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q08_identities_unasked, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q09_alternate_tag_announced_and_absent, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q10_descriptors_of_odd_lengths, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q11_slots_in_4_bytes, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q12_identity_longer_than_its_descriptor, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q12_serial_number_cut_short, stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
