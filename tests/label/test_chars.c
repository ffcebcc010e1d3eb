/*
 * Text as labels store it, into strings of fixed length.
 */
#include "label/chars.h"
#include "label/labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static void latin1_bytes_are_characters_on_every_machine(void **state)
{
    WCHAR text[16];

    (void)state;
    rsm_chars_from_latin1(text, 16, BYTES("B\xE4nder \xFF"));
    assert_wide(text, "B\xC3\xA4nder \xC3\xBF");
}

static void a_nul_ends_text_in_every_character_set(void **state)
{
    WCHAR text[16];

    (void)state;
    rsm_chars_from_latin1(text, 16, BYTES("ab\0cd"));
    assert_wide(text, "ab");
    rsm_chars_from_utf8(text, 16, BYTES("ab\0cd"));
    assert_wide(text, "ab");
    rsm_chars_from_utf16(text, 16, BYTES("a\0b\0\0\0c\0"));
    assert_wide(text, "ab");
    rsm_chars_from_ebcdic(text, 16, BYTES("\x81\x82\0\x83"));
    assert_wide(text, "ab");
}

static void what_does_not_fit_is_cut_and_the_end_mark_is_there(void **state)
{
    WCHAR text[4];

    (void)state;
    rsm_chars_from_latin1(text, 4, BYTES("abcdef"));
    assert_wide(text, "abc");
    rsm_chars_from_utf8(text, 4, BYTES("abcdef"));
    assert_wide(text, "abc");
    rsm_chars_from_utf16(text, 4, BYTES("a\0b\0c\0d\0e\0"));
    assert_wide(text, "abc");
    rsm_chars_from_ebcdic(text, 4, BYTES("\x81\x82\x83\x84\x85"));
    assert_wide(text, "abc");
}

static void a_string_with_room_for_nothing_is_empty(void **state)
{
    WCHAR text[1] = {'x'};

    (void)state;
    rsm_chars_from_utf16(text, 1, BYTES("a\0"));
    assert_int_equal(text[0], 0);
}

static void a_pair_is_not_cut_in_two(void **state)
{
    WCHAR text[4];

    (void)state;
    rsm_chars_from_utf16(text, 4, BYTES("a\0b\0\x3D\xD8\x00\xDE")); /* U+1F600 */
    assert_wide(text, "ab");
    rsm_chars_from_utf16(text, 4, BYTES("a\0\x3D\xD8\x00\xDE"));
    assert_wide(text, "a\xF0\x9F\x98\x80");
    rsm_chars_from_utf8(text, 4, BYTES("ab\xF0\x9F\x98\x80"));
    assert_wide(text, "ab");
}

static void half_a_pair_becomes_the_replacement_character(void **state)
{
    WCHAR text[8];

    (void)state;
    rsm_chars_from_utf16(text, 8, BYTES("a\0\x3D\xD8z\0"));
    assert_wide(text, "a\xEF\xBF\xBDz");
    rsm_chars_from_utf16(text, 8, BYTES("a\0\x00\xDEz\0"));
    assert_wide(text, "a\xEF\xBF\xBDz");
    rsm_chars_from_utf16(text, 8, BYTES("a\0\x3D\xD8"));
    assert_wide(text, "a\xEF\xBF\xBD");
}

static void an_odd_byte_at_the_end_is_left_out(void **state)
{
    WCHAR text[8];

    (void)state;
    rsm_chars_from_utf16(text, 8, BYTES("a\0b"));
    assert_wide(text, "a");
}

/* An escape sequence on a tape must not reach somebody's terminal. */
static void control_characters_become_the_replacement_character(void **state)
{
    WCHAR text[8];

    (void)state;
    rsm_chars_from_utf8(text, 8, BYTES("\x1B[2J\x7F\xC2\x9B"));
    assert_wide(text, "\xEF\xBF\xBD[2J\xEF\xBF\xBD\xEF\xBF\xBD");
    rsm_chars_from_latin1(text, 8, BYTES("a\nb\x9B"));
    assert_wide(text,
                "a\xEF\xBF\xBD"
                "b\xEF\xBF\xBD");
    rsm_chars_from_utf16(text, 8, BYTES("a\0\x1B\0"));
    assert_wide(text, "a\xEF\xBF\xBD");
}

static void broken_utf8_becomes_the_replacement_character(void **state)
{
    WCHAR text[8];

    (void)state;
    rsm_chars_from_utf8(text, 8, BYTES("a\xFFz"));
    assert_wide(text, "a\xEF\xBF\xBDz");
}

static void letters_digits_and_signs_of_ebcdic_are_known(void **state)
{
    WCHAR text[80];

    (void)state;
    rsm_chars_from_ebcdic(text, 80,
                          BYTES("\x81\x89\x91\x99\xA2\xA9\xC1\xC9\xD1\xD9\xE2\xE9\xF0\xF9"
                                "\x40\x4B\x60\x61\x6D"));
    assert_wide(text, "aijrszAIJRSZ09 .-/_");
}

static void what_ebcdic_code_pages_disagree_on_is_replaced(void **state)
{
    WCHAR text[8];

    (void)state;
    rsm_chars_from_ebcdic(text, 8, BYTES("\xE1\xA1\xFA"));
    assert_wide(text, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin1_bytes_are_characters_on_every_machine),
        cmocka_unit_test(a_nul_ends_text_in_every_character_set),
        cmocka_unit_test(what_does_not_fit_is_cut_and_the_end_mark_is_there),
        cmocka_unit_test(a_string_with_room_for_nothing_is_empty),
        cmocka_unit_test(a_pair_is_not_cut_in_two),
        cmocka_unit_test(half_a_pair_becomes_the_replacement_character),
        cmocka_unit_test(an_odd_byte_at_the_end_is_left_out),
        cmocka_unit_test(control_characters_become_the_replacement_character),
        cmocka_unit_test(broken_utf8_becomes_the_replacement_character),
        cmocka_unit_test(letters_digits_and_signs_of_ebcdic_are_known),
        cmocka_unit_test(what_ebcdic_code_pages_disagree_on_is_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
