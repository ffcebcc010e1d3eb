/*
 * "ANSI" text in code pages of Windows: one with single bytes, one with two bytes for most
 * letters. A test for a code page that this process does not have is skipped.
 */
#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WESTERN  1252
#define JAPANESE 932

static void need_code_page(unsigned code_page)
{
    if (GetACP() == code_page)
        return;
    print_message("skipped: the process has code page %u, not %u\n", GetACP(), code_page);
    skip();
}

static void letters_of_the_western_code_page_have_one_byte(void **state)
{
    char narrow[8];
    WCHAR wide[8];

    (void)state;
    need_code_page(WESTERN);
    assert_true(rsm_text_to_ansi(narrow, sizeof narrow, u"\x00E9\x20AC", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "\xE9\x80");
    assert_true(rsm_text_from_ansi(wide, 8, narrow, RSM_TEXT_TERMINATED));
    assert_true(rsm_text_equal(wide, u"\x00E9\x20AC", 8));
}

static void a_letter_the_western_code_page_lacks_becomes_a_question_mark(void **state)
{
    char narrow[8];

    (void)state;
    need_code_page(WESTERN);
    assert_true(rsm_text_to_ansi(narrow, sizeof narrow, u"a\x3042z", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "a?z");
}

static void letters_of_the_japanese_code_page_are_never_split(void **state)
{
    char narrow[8];

    (void)state;
    need_code_page(JAPANESE);
    assert_false(rsm_text_to_ansi(narrow, 5, u"a\x3042\x3044", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "a\x82\xA0");
    assert_true(rsm_text_to_ansi(narrow, 6, u"a\x3042\x3044", RSM_TEXT_TERMINATED));
    assert_string_equal(narrow, "a\x82\xA0\x82\xA2");
}

static void japanese_text_is_cut_between_letters(void **state)
{
    WCHAR wide[3];

    (void)state;
    need_code_page(JAPANESE);
    assert_false(rsm_text_from_ansi(wide, 3, "a\x82\xA0\x82\xA2", RSM_TEXT_TERMINATED));
    assert_true(rsm_text_equal(wide, u"a\x3042", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_the_western_code_page_have_one_byte),
        cmocka_unit_test(a_letter_the_western_code_page_lacks_becomes_a_question_mark),
        cmocka_unit_test(letters_of_the_japanese_code_page_are_never_split),
        cmocka_unit_test(japanese_text_is_cut_between_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
