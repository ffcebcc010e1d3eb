/*
 * GUIDs, dates and texts as rsm writes them.
 */
#include "cli/display.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_guid_is_32_digits_in_upper_case(void **state)
{
    const GUID id = {0x01234567, 0x89AB, 0xCDEF, {0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10}};
    char text[RSM_DISPLAY_GUID];

    (void)state;
    rsm_display_guid(&id, text);
    assert_string_equal(text, "0123456789ABCDEFFEDCBA9876543210");
}

static void a_date_has_all_its_digits(void **state)
{
    const SYSTEMTIME date = {2026, 1, 4, 5, 7, 8, 9, 10};
    char text[RSM_DISPLAY_DATE];

    (void)state;
    rsm_display_date(&date, text);
    assert_string_equal(text, "2026-01-05 07:08:09");
}

static void never_is_no_date(void **state)
{
    const SYSTEMTIME never = {0};
    char text[RSM_DISPLAY_DATE];

    (void)state;
    rsm_display_date(&never, text);
    assert_string_equal(text, "");
}

static void a_field_without_its_end_mark_is_not_read_beyond(void **state)
{
    const WCHAR field[] = {'T', 'a', 'p', 'e', '!'};
    char text[RSM_DISPLAY_TEXT];

    (void)state;
    rsm_display_text(field, 4, text);
    assert_string_equal(text, "Tape");
}

static void every_state_of_a_request_has_a_word(void **state)
{
    (void)state;
    for (DWORD s = NTMS_LM_QUEUED; s <= NTMS_LM_STOPPED; s++)
        assert_string_not_equal(rsm_display_request_state(s), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guid_is_32_digits_in_upper_case),
        cmocka_unit_test(a_date_has_all_its_digits),
        cmocka_unit_test(never_is_no_date),
        cmocka_unit_test(a_field_without_its_end_mark_is_not_read_beyond),
        cmocka_unit_test(every_state_of_a_request_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
