/*
 * Columns of text, cutting it, and making it harmless.
 */
#include "cli/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "Müller" with a combining mark, and the two characters of Tokyo. */
#define COMBINED "Mu\xCC\x88ller"
#define TOKYO    "\xE6\x9D\xB1\xE4\xBA\xAC"

static void assert_cut(const char *expected, const char *text, size_t columns)
{
    char buffer[64];

    strcpy(buffer, text);
    rsm_width_cut(buffer, columns);
    assert_string_equal(buffer, expected);
}

static void assert_cleaned(const char *expected, const char *text)
{
    char buffer[64];

    strcpy(buffer, text);
    rsm_width_clean(buffer);
    assert_string_equal(buffer, expected);
}

static void a_letter_takes_one_column_however_many_bytes_it_has(void **state)
{
    (void)state;
    assert_int_equal(rsm_width_of("tape"), 4);
    assert_int_equal(rsm_width_of("B\xC3\xA4nder"), 6);
}

static void a_combining_mark_takes_no_column(void **state)
{
    (void)state;
    assert_int_equal(rsm_width_of(COMBINED), 6);
}

static void an_east_asian_character_takes_two_columns(void **state)
{
    (void)state;
    assert_int_equal(rsm_width_of(TOKYO), 4);
}

static void text_that_fits_is_not_cut(void **state)
{
    (void)state;
    assert_cut("A00001L6", "A00001L6", 8);
    assert_cut(TOKYO, TOKYO, 4);
    assert_cut("", "", 0);
}

static void text_that_does_not_fit_ends_in_dots(void **state)
{
    (void)state;
    assert_cut("A0000...", "A00001L6X", 8);
    assert_cut("B\xC3\xA4...", "B\xC3\xA4nder", 5);
}

static void a_wide_character_is_never_halved(void **state)
{
    (void)state;
    assert_cut("...", TOKYO TOKYO, 4);
    assert_cut("\xE6\x9D\xB1...", TOKYO TOKYO, 5);
}

static void in_less_than_three_columns_there_are_only_dots(void **state)
{
    (void)state;
    assert_cut("..", "A00001L6", 2);
    assert_cut("", "A00001L6", 0);
}

static void nothing_that_commands_a_terminal_survives(void **state)
{
    (void)state;
    assert_cleaned("?[2Jlabel", "\033[2Jlabel");
    assert_cleaned("a?b?c", "a\rb\nc");
    assert_cleaned("?31m",
                   "\xC2\x9B"
                   "31m");
    assert_cleaned("abc?fed",
                   "abc\xE2\x80\xAE"
                   "fed");
}

static void bytes_that_are_no_utf8_become_question_marks(void **state)
{
    (void)state;
    assert_cleaned("B?nder", "B\xE4nder");
}

static void text_of_any_language_is_left_alone(void **state)
{
    (void)state;
    assert_cleaned("B\xC3\xA4nder " TOKYO, "B\xC3\xA4nder " TOKYO);
}

static void what_is_cut_at_its_beginning_keeps_its_end(void **state)
{
    char text[] = "iscsi://host/target/2";
    char wide[] = "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1/2"; /* three of two columns each */
    char fits[] = "target/2";
    char tiny[] = "target/2";
    char mark[] = "a\xCC\x81\xCC\x81tarxget/2";

    (void)state;
    rsm_width_cut_begin(text, 12);
    assert_string_equal(text, ".../target/2");
    rsm_width_cut_begin(wide, 6);
    assert_string_equal(wide, ".../2");
    rsm_width_cut_begin(fits, 8);
    assert_string_equal(fits, "target/2");
    rsm_width_cut_begin(tiny, 2);
    assert_string_equal(tiny, "..");
    rsm_width_cut_begin(mark, 8);
    assert_string_equal(mark, "...get/2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_takes_one_column_however_many_bytes_it_has),
        cmocka_unit_test(a_combining_mark_takes_no_column),
        cmocka_unit_test(an_east_asian_character_takes_two_columns),
        cmocka_unit_test(text_that_fits_is_not_cut),
        cmocka_unit_test(text_that_does_not_fit_ends_in_dots),
        cmocka_unit_test(a_wide_character_is_never_halved),
        cmocka_unit_test(in_less_than_three_columns_there_are_only_dots),
        cmocka_unit_test(nothing_that_commands_a_terminal_survives),
        cmocka_unit_test(bytes_that_are_no_utf8_become_question_marks),
        cmocka_unit_test(text_of_any_language_is_left_alone),
        cmocka_unit_test(what_is_cut_at_its_beginning_keeps_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
