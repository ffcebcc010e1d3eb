/*
 * UUIDs as labels spell them.
 */
#include "label/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char sample[] = "01234567-89ab-cdef-0123-456789abcdef";

static void groups_come_out_in_the_memory_layout_of_a_guid(void **state)
{
    static const uint8_t expected[RSM_UUID_SIZE] = {0x67, 0x45, 0x23, 0x01, 0xab, 0x89, 0xef, 0xcd,
                                                    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
    uint8_t id[RSM_UUID_SIZE];

    (void)state;
    assert_true(rsm_uuid_parse(sample, id));
    assert_memory_equal(id, expected, sizeof(id));
}

static void upper_and_lower_case_are_the_same(void **state)
{
    uint8_t lower[RSM_UUID_SIZE];
    uint8_t upper[RSM_UUID_SIZE];

    (void)state;
    assert_true(rsm_uuid_parse(sample, lower));
    assert_true(rsm_uuid_parse("01234567-89AB-CDEF-0123-456789ABCDEF", upper));
    assert_memory_equal(lower, upper, sizeof(lower));
}

static void all_zeros_are_no_uuid(void **state)
{
    uint8_t id[RSM_UUID_SIZE];

    (void)state;
    assert_false(rsm_uuid_parse("00000000-0000-0000-0000-000000000000", id));
}

/* Every character matters: each in turn is spoiled, by each of a few that come close. */
static void one_wrong_character_spoils_it(void **state)
{
    static const char wrong[] = "gG/:@`{}- \n";
    uint8_t id[RSM_UUID_SIZE];
    uint8_t untouched[RSM_UUID_SIZE];

    (void)state;
    memset(id, 0x5A, sizeof(id));
    memset(untouched, 0x5A, sizeof(untouched));
    for (size_t i = 0; i < RSM_UUID_TEXT_LENGTH; i++) {
        for (size_t j = 0; j < sizeof(wrong); j++) { /* the terminator too */
            char text[sizeof(sample)];

            memcpy(text, sample, sizeof(sample));
            if (text[i] == wrong[j])
                continue;
            text[i] = wrong[j];
            assert_false(rsm_uuid_parse(text, id));
            assert_memory_equal(id, untouched, sizeof(id));
        }
    }
}

static void a_digit_in_the_place_of_a_dash_spoils_it(void **state)
{
    uint8_t id[RSM_UUID_SIZE];

    (void)state;
    assert_false(rsm_uuid_parse("012345670-89ab-cdef-123-456789abcdef", id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_come_out_in_the_memory_layout_of_a_guid),
        cmocka_unit_test(upper_and_lower_case_are_the_same),
        cmocka_unit_test(all_zeros_are_no_uuid),
        cmocka_unit_test(one_wrong_character_spoils_it),
        cmocka_unit_test(a_digit_in_the_place_of_a_dash_spoils_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
