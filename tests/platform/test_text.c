/*
 * UTF-16 and UTF-8 text in bounded buffers.
 */
#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define UNTOUCHED 0x5A

/* U+1F4FC, a tape, needs two units of UTF-16 and four bytes of UTF-8. */
#define TAPE_UTF8  "\xF0\x9F\x93\xBC"
#define TAPE_UTF16 u"\xD83D\xDCFC"
#define BAD        "\xEF\xBF\xBD" /* U+FFFD */

static void assert_wide(const WCHAR *actual, const WCHAR *expected)
{
    assert_int_equal(rsm_text_length(actual, 1000), rsm_text_length(expected, 1000));
    assert_memory_equal(actual, expected, rsm_text_length(expected, 1000) * sizeof *actual);
}

static void assert_decodes(const char *bytes, const char *expected)
{
    WCHAR wide[64];
    char back[128];

    assert_true(rsm_text_from_utf8(wide, 64, bytes, RSM_TEXT_TERMINATED));
    assert_true(rsm_text_to_utf8(back, sizeof back, wide, RSM_TEXT_TERMINATED));
    assert_string_equal(back, expected);
}

static void length_stops_at_the_end_mark_or_the_room(void **state)
{
    (void)state;
    assert_int_equal(rsm_text_length(u"abc", 10), 3);
    assert_int_equal(rsm_text_length(u"abc", 2), 2);
    assert_int_equal(rsm_text_length(u"abc", 0), 0);
    assert_int_equal(rsm_text_length(NULL, 10), 0);
}

static void a_field_without_an_end_mark_is_noticed(void **state)
{
    static const WCHAR full[4] = {'a', 'b', 'c', 'd'};

    (void)state;
    assert_false(rsm_text_is_terminated(full, 4));
    assert_true(rsm_text_is_terminated(u"abc", 4));
    assert_false(rsm_text_is_terminated(u"", 0));
}

static void a_copy_that_fits_is_whole(void **state)
{
    WCHAR to[4];

    (void)state;
    assert_true(rsm_text_copy(to, 4, u"abc"));
    assert_wide(to, u"abc");
}

static void a_copy_too_long_by_one_is_cut_and_terminated(void **state)
{
    WCHAR to[4];

    (void)state;
    assert_false(rsm_text_copy(to, 4, u"abcd"));
    assert_wide(to, u"abc");
}

static void a_copy_never_ends_in_half_a_character(void **state)
{
    WCHAR to[4];

    (void)state;
    assert_false(rsm_text_copy(to, 4, u"ab" TAPE_UTF16));
    assert_wide(to, u"ab");
}

static void a_copy_of_nothing_is_empty(void **state)
{
    WCHAR to[4] = {'x'};

    (void)state;
    assert_true(rsm_text_copy(to, 4, NULL));
    assert_int_equal(to[0], 0);
}

static void a_buffer_without_room_is_left_alone(void **state)
{
    WCHAR wide = UNTOUCHED;
    char narrow = UNTOUCHED;

    (void)state;
    assert_false(rsm_text_copy(&wide, 0, u"a"));
    assert_false(rsm_text_from_utf8(&wide, 0, "a", RSM_TEXT_TERMINATED));
    assert_false(rsm_text_to_utf8(&narrow, 0, u"a", RSM_TEXT_TERMINATED));
    assert_false(rsm_text_from_ansi(&wide, 0, "a", RSM_TEXT_TERMINATED));
    assert_false(rsm_text_to_ansi(&narrow, 0, u"a", RSM_TEXT_TERMINATED));
    assert_false(rsm_text_format(&wide, 0, "a"));
    assert_int_equal(wide, UNTOUCHED);
    assert_int_equal(narrow, UNTOUCHED);
}

static void equality_is_exact(void **state)
{
    (void)state;
    assert_true(rsm_text_equal(u"Free", u"Free", 64));
    assert_false(rsm_text_equal(u"Free", u"free", 64));
    assert_false(rsm_text_equal(u"Free", u"Fre", 64));
    assert_true(rsm_text_equal(NULL, u"", 64));
}

static void equality_sees_no_further_than_the_room(void **state)
{
    (void)state;
    assert_true(rsm_text_equal(u"abcX", u"abcY", 3));
    assert_true(rsm_text_equal_no_case(u"abcX", u"ABCY", 3));
}

static void case_is_ignored_for_ascii_letters_only(void **state)
{
    (void)state;
    assert_true(rsm_text_equal_no_case(u"Free Pool", u"fREE pOOL", 64));
    assert_false(rsm_text_equal_no_case(u"\x00C4", u"\x00E4", 64));
    assert_false(rsm_text_equal_no_case(u"[", u"{", 64));
    assert_false(rsm_text_equal_no_case(u"a", u"ab", 64));
}

static void words_are_the_same_in_any_case(void **state)
{
    (void)state;
    assert_true(rsm_text_same_word("Trace", "tRACE"));
    assert_false(rsm_text_same_word("trace", "traces"));
    assert_false(rsm_text_same_word("traces", "trace"));
    assert_true(rsm_text_same_word("", ""));
}

static void utf8_of_every_length_becomes_utf16(void **state)
{
    WCHAR to[16];

    (void)state;
    assert_true(rsm_text_from_utf8(to, 16, "a\xC3\xA9\xE2\x82\xAC" TAPE_UTF8, RSM_TEXT_TERMINATED));
    assert_wide(to, u"a\x00E9\x20AC" TAPE_UTF16);
}

static void every_character_comes_back(void **state)
{
    (void)state;
    for (uint32_t character = 1; character < 0x110000; character++) {
        WCHAR unit[2] = {(WCHAR)character, 0};
        char bytes[8];
        uint32_t back;

        if (character >= 0xD800 && character < 0xE000)
            continue;
        if (character >= 0x10000) {
            unit[0] = (WCHAR)(0xD7C0 + (character >> 10));
            unit[1] = (WCHAR)(0xDC00 + (character & 0x3FF));
        }
        assert_true(rsm_text_to_utf8(bytes, sizeof bytes, unit, 2));
        assert_int_equal(rsm_text_decode_utf8(bytes, strlen(bytes), &back), strlen(bytes));
        assert_int_equal(back, character);
    }
}

static void a_length_bounds_the_source(void **state)
{
    static const char field[4] = {'A', 'B', 'C', 'D'};
    static const WCHAR wide_field[3] = {'X', 'Y', 'Z'};
    WCHAR wide[8];
    char narrow[8];

    (void)state;
    assert_true(rsm_text_from_utf8(wide, 8, field, sizeof field));
    assert_wide(wide, u"ABCD");
    assert_true(rsm_text_to_utf8(narrow, sizeof narrow, wide_field, 3));
    assert_string_equal(narrow, "XYZ");
}

static void a_sequence_cut_by_its_length_is_one_bad_character(void **state)
{
    WCHAR wide[8];

    (void)state;
    assert_true(rsm_text_from_utf8(wide, 8, "a" TAPE_UTF8, 4));
    assert_wide(wide, u"a\xFFFD");
}

static void bad_utf8_is_replaced_piece_by_piece(void **state)
{
    (void)state;
    assert_decodes("a\x80z", "a" BAD "z");
    assert_decodes("\xFF\xFE", BAD BAD);
    assert_decodes("\xC3z", BAD "z");
    assert_decodes("\xE2\x82", BAD);
    assert_decodes("\xE2\x82z", BAD "z");
    assert_decodes("\xF0\x9F\x93" TAPE_UTF8, BAD TAPE_UTF8);
}

static void overlong_forms_and_surrogates_are_bad_utf8(void **state)
{
    (void)state;
    assert_decodes("\xC0\x80", BAD BAD);
    assert_decodes("\xC1\xBF", BAD BAD);
    assert_decodes("\xE0\x80\xAF", BAD BAD BAD);
    assert_decodes("\xF0\x8F\xBF\xBF", BAD BAD BAD BAD);
    assert_decodes("\xED\xA0\x80", BAD BAD BAD);
    assert_decodes("\xF4\x90\x80\x80", BAD BAD BAD BAD);
    assert_decodes("\xF5\x80", BAD BAD);
}

static void half_a_pair_of_utf16_is_replaced(void **state)
{
    static const WCHAR high_alone[] = {0xD83D, 'a', 0};
    static const WCHAR low_alone[] = {0xDCFC, 'a', 0};
    static const WCHAR at_the_end[] = {'a', 0xD83D};
    char to[16];

    (void)state;
    assert_true(rsm_text_to_utf8(to, sizeof to, high_alone, RSM_TEXT_TERMINATED));
    assert_string_equal(to, BAD "a");
    assert_true(rsm_text_to_utf8(to, sizeof to, low_alone, RSM_TEXT_TERMINATED));
    assert_string_equal(to, BAD "a");
    assert_true(rsm_text_to_utf8(to, sizeof to, at_the_end, 2));
    assert_string_equal(to, "a" BAD);
}

static void utf16_is_cut_between_characters(void **state)
{
    WCHAR to[3];

    (void)state;
    assert_false(rsm_text_from_utf8(to, 3, "ab" TAPE_UTF8, RSM_TEXT_TERMINATED));
    assert_wide(to, u"ab");
    assert_false(rsm_text_from_utf8(to, 3, "a" TAPE_UTF8 "b", RSM_TEXT_TERMINATED));
    assert_wide(to, u"a");
    assert_true(rsm_text_from_utf8(to, 3, TAPE_UTF8, RSM_TEXT_TERMINATED));
    assert_wide(to, TAPE_UTF16);
}

static void utf8_is_cut_between_characters(void **state)
{
    char to[5];

    (void)state;
    assert_false(rsm_text_to_utf8(to, sizeof to, u"a" TAPE_UTF16, RSM_TEXT_TERMINATED));
    assert_string_equal(to, "a");
    assert_true(rsm_text_to_utf8(to, sizeof to, TAPE_UTF16, RSM_TEXT_TERMINATED));
    assert_string_equal(to, TAPE_UTF8);
}

/* Every pair of first bytes with every kind of byte behind it; sanitizers watch the bounds. */
static void no_bytes_are_read_behind_the_length_or_written_behind_the_room(void **state)
{
    static const unsigned char tails[] = {0x00, 0x41, 0x80, 0xBF, 0xC2, 0xF4};

    (void)state;
    for (unsigned bytes = 0; bytes < 0x10000; bytes++)
        for (size_t tail = 0; tail < sizeof tails; tail++) {
            unsigned char from[3] = {(unsigned char)(bytes >> 8), (unsigned char)bytes,
                                     tails[tail]};
            WCHAR to[3] = {UNTOUCHED, UNTOUCHED, UNTOUCHED};

            rsm_text_from_utf8(to, 2, (const char *)from, 3);
            assert_true(rsm_text_is_terminated(to, 2));
            assert_int_equal(to[2], UNTOUCHED);
        }
}

static void formatting_makes_wide_text(void **state)
{
    WCHAR to[32];

    (void)state;
    assert_true(rsm_text_format(to, 32, "slot %u of %s", 7u, "B\xC3\xBCro"));
    assert_wide(to, u"slot 7 of B\x00FCro");
}

static void formatting_is_cut_between_characters(void **state)
{
    WCHAR to[5];

    (void)state;
    assert_false(rsm_text_format(to, 5, "%s", "abc" TAPE_UTF8));
    assert_wide(to, u"abc");
}

static void formatting_is_cut_between_characters_where_printf_cuts(void **state)
{
    char longer[3000];
    WCHAR to[3000];

    (void)state;
    memset(longer, 'x', sizeof longer);
    memcpy(longer + 2045, TAPE_UTF8, 4);
    longer[sizeof longer - 1] = 0;
    assert_false(rsm_text_format(to, 3000, "%s", longer));
    assert_int_equal(rsm_text_length(to, 3000), 2045);
    assert_int_equal(to[2044], 'x');
}

static void trimming_takes_blanks_off_the_end_alone(void **state)
{
    WCHAR wide[] = u" STK L20 \t ";
    char narrow[] = " HP  \t";
    char blank[] = "   ";

    (void)state;
    rsm_text_trim(wide);
    assert_wide(wide, u" STK L20");
    rsm_text_trim_utf8(narrow);
    assert_string_equal(narrow, " HP");
    rsm_text_trim_utf8(blank);
    assert_string_equal(blank, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_stops_at_the_end_mark_or_the_room),
        cmocka_unit_test(a_field_without_an_end_mark_is_noticed),
        cmocka_unit_test(a_copy_that_fits_is_whole),
        cmocka_unit_test(a_copy_too_long_by_one_is_cut_and_terminated),
        cmocka_unit_test(a_copy_never_ends_in_half_a_character),
        cmocka_unit_test(a_copy_of_nothing_is_empty),
        cmocka_unit_test(a_buffer_without_room_is_left_alone),
        cmocka_unit_test(equality_is_exact),
        cmocka_unit_test(equality_sees_no_further_than_the_room),
        cmocka_unit_test(case_is_ignored_for_ascii_letters_only),
        cmocka_unit_test(words_are_the_same_in_any_case),
        cmocka_unit_test(utf8_of_every_length_becomes_utf16),
        cmocka_unit_test(every_character_comes_back),
        cmocka_unit_test(a_length_bounds_the_source),
        cmocka_unit_test(a_sequence_cut_by_its_length_is_one_bad_character),
        cmocka_unit_test(bad_utf8_is_replaced_piece_by_piece),
        cmocka_unit_test(overlong_forms_and_surrogates_are_bad_utf8),
        cmocka_unit_test(half_a_pair_of_utf16_is_replaced),
        cmocka_unit_test(utf16_is_cut_between_characters),
        cmocka_unit_test(utf8_is_cut_between_characters),
        cmocka_unit_test(no_bytes_are_read_behind_the_length_or_written_behind_the_room),
        cmocka_unit_test(formatting_makes_wide_text),
        cmocka_unit_test(formatting_is_cut_between_characters),
        cmocka_unit_test(formatting_is_cut_between_characters_where_printf_cuts),
        cmocka_unit_test(trimming_takes_blanks_off_the_end_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
