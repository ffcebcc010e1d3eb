/*
 * "ANSI" text, whatever the code page: what holds on every system.
 */
#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void assert_wide(const WCHAR *actual, const WCHAR *expected)
{
    assert_true(rsm_text_equal(actual, expected, 1000));
}

static void ascii_is_the_same_in_both_directions(void **state)
{
    WCHAR wide[16];
    char narrow[16];

    (void)state;
    assert_true(rsm_text_from_ansi(wide, 16, "Free Pool", RSM_TEXT_TERMINATED));
    assert_wide(wide, u"Free Pool");
    assert_true(rsm_text_to_ansi(narrow, sizeof narrow, wide, RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "Free Pool");
}

static void text_that_just_fits_is_whole(void **state)
{
    WCHAR wide[4];
    char narrow[4];

    (void)state;
    assert_true(rsm_text_from_ansi(wide, 4, "abc", RSM_TEXT_TERMINATED));
    assert_wide(wide, u"abc");
    assert_true(rsm_text_to_ansi(narrow, 4, u"abc", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "abc");
}

static void text_too_long_by_one_is_cut_and_terminated(void **state)
{
    WCHAR wide[4];
    char narrow[4];

    (void)state;
    assert_false(rsm_text_from_ansi(wide, 4, "abcd", RSM_TEXT_TERMINATED));
    assert_wide(wide, u"abc");
    assert_false(rsm_text_to_ansi(narrow, 4, u"abcd", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "abc");
}

static void room_for_the_end_mark_alone_gives_an_empty_text(void **state)
{
    WCHAR wide[2] = {'x', 'x'};
    char narrow[2] = {'x', 'x'};

    (void)state;
    assert_false(rsm_text_from_ansi(wide, 1, "ab", RSM_TEXT_TERMINATED));
    assert_false(rsm_text_to_ansi(narrow, 1, u"ab", RSM_TEXT_TERMINATED));
    assert_true(wide[0] == 0 && wide[1] == 'x');
    assert_true(narrow[0] == 0 && narrow[1] == 'x');
}

static void a_fixed_field_without_an_end_mark_is_bounded(void **state)
{
    static const char field[3] = {'a', 'b', 'c'};
    static const WCHAR wide_field[3] = {'x', 'y', 'z'};
    WCHAR wide[8];
    char narrow[8];

    (void)state;
    assert_true(rsm_text_from_ansi(wide, 8, field, sizeof field));
    assert_wide(wide, u"abc");
    assert_true(rsm_text_to_ansi(narrow, sizeof narrow, wide_field, 3));
    assert_string_equal(narrow, "xyz");
}

static void nothing_is_an_empty_text(void **state)
{
    WCHAR wide[2] = {'x'};
    char narrow[2] = {'x'};

    (void)state;
    assert_true(rsm_text_from_ansi(wide, 2, NULL, RSM_TEXT_TERMINATED));
    assert_true(rsm_text_to_ansi(narrow, 2, NULL, RSM_TEXT_TERMINATED));
    assert_true(rsm_text_from_ansi(wide, 2, "", RSM_TEXT_TERMINATED));
    assert_int_equal(wide[0], 0);
    assert_int_equal(narrow[0], 0);
}

/* U+00E9 is in most code pages; where it is not, one other character stands for it. */
static void a_letter_beyond_ascii_is_never_split(void **state)
{
    static const WCHAR letters[] = u"\x00E9\x00E9\x00E9\x00E9";

    (void)state;
    for (size_t room = 1; room < 10; room++) {
        char narrow[10];
        WCHAR back[10];
        size_t length;

        rsm_text_to_ansi(narrow, room, letters, RSM_TEXT_TERMINATED);
        assert_true(strlen(narrow) < room);
        assert_true(rsm_text_from_ansi(back, 10, narrow, RSM_TEXT_TERMINATED));
        length = rsm_text_length(back, 10);
        for (size_t i = 1; i < length; i++)
            assert_int_equal(back[i], back[0]);
        assert_true(length == 0 || back[0] == 0xE9 || back[0] == '?' || back[0] == 'e');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_is_the_same_in_both_directions),
        cmocka_unit_test(text_that_just_fits_is_whole),
        cmocka_unit_test(text_too_long_by_one_is_cut_and_terminated),
        cmocka_unit_test(room_for_the_end_mark_alone_gives_an_empty_text),
        cmocka_unit_test(a_fixed_field_without_an_end_mark_is_bounded),
        cmocka_unit_test(nothing_is_an_empty_text),
        cmocka_unit_test(a_letter_beyond_ascii_is_never_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
