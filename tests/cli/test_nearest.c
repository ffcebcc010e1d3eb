/*
 * Suggestions: what is near enough to be meant, and what is not.
 */
#include "cli/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_nearest nearest;

/* Up to three candidates; NULL ends them. */
static const char *nearest_of(const char *wanted, const char *a, const char *b, const char *c)
{
    const char *const candidates[] = {a, b, c};

    rsm_nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < 3 && candidates[i] != NULL; i++)
        rsm_nearest_offer(&nearest, candidates[i]);
    return rsm_nearest_found(&nearest);
}

static void each_kind_of_slip_is_near(void **state)
{
    static const char *const slips[] = {"vew", "vieew", "voew", "veiw"};

    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++)
        assert_string_equal(nearest_of(slips[i], "erase", "view", "mount"), "view");
}

static void upper_and_lower_case_are_no_slip(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("TAPE LIBRARY 1", "Tape Librarian 1", "Tape Library 1", NULL),
                        "Tape Library 1");
    assert_int_equal(nearest.distance, 0);
}

static void another_word_is_not_near(void **state)
{
    (void)state;
    assert_null(nearest_of("frobnicate", "view", "deallocate", "inventory"));
    assert_null(nearest_of("x", "b", "a", NULL));
    assert_null(nearest_of("pin", "ui", NULL, NULL));
}

static void two_exchanged_letters_are_one_slip(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("uio", "uoi", NULL, NULL), "uoi");
    assert_int_equal(nearest.distance, 1);
}

static void of_two_the_nearer_is_found(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("dealocate", "allocate", "deallocate", NULL), "deallocate");
}

static void of_two_equally_near_the_first_is_found(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("Drivf", "Drive", "Drivt", NULL), "Drive");
}

static void another_number_means_another_thing(void **state)
{
    (void)state;
    assert_null(nearest_of("Slot 9", "Slot 1", "Slot 19", "Slot"));
    assert_null(nearest_of("A00021L5", "A00012L5", NULL, NULL));
    assert_string_equal(nearest_of("Drive12", "Drive 21", "Drive 1 2", "Drive 12"), "Drive 12");
}

static void characters_are_counted_and_not_their_bytes(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("B\xC3\xA4nd", "Band", NULL, NULL), "Band");
    assert_int_equal(nearest.distance, 1);
}

static void nothing_is_near_to_nothing(void **state)
{
    (void)state;
    assert_null(nearest_of("", "a", "", NULL));
    assert_null(nearest_of("a", "", NULL, NULL));
    assert_null(nearest_of("view", NULL, NULL, NULL));
}

static void what_is_longer_than_any_name_is_near_to_nothing(void **state)
{
    static char longest[RSM_NEAREST_MAX + 1];
    static char longer[RSM_NEAREST_MAX + 2];

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    memset(longer, 'x', sizeof longer - 1);
    assert_string_equal(nearest_of(longest, longest, NULL, NULL), longest);
    assert_null(nearest_of(longer, longest, NULL, NULL));
    assert_null(nearest_of(longest, longer, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_slip_is_near),
        cmocka_unit_test(upper_and_lower_case_are_no_slip),
        cmocka_unit_test(another_word_is_not_near),
        cmocka_unit_test(two_exchanged_letters_are_one_slip),
        cmocka_unit_test(of_two_the_nearer_is_found),
        cmocka_unit_test(of_two_equally_near_the_first_is_found),
        cmocka_unit_test(another_number_means_another_thing),
        cmocka_unit_test(characters_are_counted_and_not_their_bytes),
        cmocka_unit_test(nothing_is_near_to_nothing),
        cmocka_unit_test(what_is_longer_than_any_name_is_near_to_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
