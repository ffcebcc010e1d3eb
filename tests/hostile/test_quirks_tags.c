/*
 * Bar codes that cannot be read, or look otherwise than yesterday (the list of quirks, Q31, Q32).
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static DWORD slot_state(struct stage *stage, DWORD number)
{
    return site_numbered(stage->site, NTMS_STORAGESLOT, number).Info.StorageSlot.State;
}

/* ---- Q31 ---- */

static void q31_bar_codes_that_cannot_be_read(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_not_equal(slot_state(stage, 2), NTMS_SLOTSTATE_EMPTY);
    assert_int_not_equal(slot_state(stage, 3), NTMS_SLOTSTATE_EMPTY);
    assert_medium_is_in(stage->site, u"S00001L6", NTMS_STORAGESLOT, 1);
}

/* Tags that are nothing all of a sudden: cartridges are where they were, none is taken for gone or for new. */
static void assert_look_loses_nothing(void **state, const char *look)
{
    struct stage *stage = play(state, "q31_bar_codes_that_cannot_be_read");
    size_t media;

    hostile_do(stage->target, "no-exception slot 2");
    hostile_do(stage->target, "no-exception slot 3");
    stage_inventory(stage);
    media = site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA);
    hostile_do(stage->target, look);

    assert_inventory_is_truth(stage);
    assert_int_equal(slot_state(stage, 1), NTMS_SLOTSTATE_FULL);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA), media);
}

static void blank_bar_codes_are_no_empty_slots(void **state)
{
    assert_look_loses_nothing(state, "report slots tag-looks blank");
}

static void bar_codes_of_nul_are_no_empty_slots(void **state)
{
    assert_look_loses_nothing(state, "report slots tag-looks nul");
}

static void bar_codes_with_zeros_behind_are_the_same(void **state)
{
    assert_look_loses_nothing(state, "report slots tag-looks zero");
}

static void bar_codes_of_8_bits_are_no_empty_slots(void **state)
{
    assert_look_loses_nothing(state, "report slots tag-looks 8bit");
}

static void bar_codes_in_lower_case_are_taken_as_they_are(void **state)
{
    struct stage *stage = *state;

    stage = play_only(state, "q31_bar_codes_that_cannot_be_read");
    hostile_do(stage->target, "report slots tag-looks lower");
    stage_open(stage);

    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"s00001l6", NTMS_STORAGESLOT, 1);
}

/* ---- Q32 ---- */

/* As somebody sets it at the panel, for the whole library. */
static void show_characters(struct stage *stage, unsigned count)
{
    static const char *const kinds[] = {"slots", "ports", "drives"};
    char line[64];

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        snprintf(line, sizeof line, "report %s tag-looks cut %u", kinds[i], count);
        hostile_do(stage->target, line);
    }
}

/* The same media as before, and none was looked at in a drive for it. */
static void assert_same_media(struct stage *stage, const WCHAR *before, const WCHAR *after,
                              unsigned characters)
{
    GUID medium = site_medium(stage->site, before).ObjectGuid;
    size_t media = site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA);
    DWORD mounts = site_mounts(stage->site);

    show_characters(stage, characters);
    assert_inventory_is_truth(stage);

    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA), media);
    assert_int_equal(site_mounts(stage->site), mounts);
    assert_is_medium(stage->site, &medium, after);
}

static void q32_media_type_suffix_shown_or_hidden(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    assert_same_media(stage, u"S00001L6", u"S00001", 6);
}

static void a_suffix_that_was_hidden_makes_no_other_medium(void **state)
{
    struct stage *stage = play_only(state, "q32_media_type_suffix_shown_or_hidden");

    show_characters(stage, 6);
    stage_open(stage);
    stage_inventory(stage);
    assert_same_media(stage, u"S00001", u"S00001L6", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q31_bar_codes_that_cannot_be_read, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(blank_bar_codes_are_no_empty_slots, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(bar_codes_of_nul_are_no_empty_slots, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(bar_codes_with_zeros_behind_are_the_same, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(bar_codes_of_8_bits_are_no_empty_slots, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(bar_codes_in_lower_case_are_taken_as_they_are, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q32_media_type_suffix_shown_or_hidden, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(a_suffix_that_was_hidden_makes_no_other_medium, stage_begin,
                                        stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
