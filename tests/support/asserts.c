/*
 * Asserts on codes, wide text and GUIDs.
 */
#include "support/asserts.h"

#include "model/guid.h"
#include "platform/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

void rsm_assert_code(rsm_error expected, rsm_error actual, const char *expression, const char *file,
                     int line)
{
    if (actual == expected)
        return;
    print_error("%s\n    expected %s (%lu)\n    got      %s (%lu)\n", expression,
                rsm_error_name(expected), (unsigned long)expected, rsm_error_name(actual),
                (unsigned long)actual);
    _fail(file, line);
}

void rsm_assert_text(const WCHAR *expected, const WCHAR *actual, const char *file, int line)
{
    char expected_utf8[1024];
    char actual_utf8[1024];

    if (rsm_text_equal(expected, actual, SIZE_MAX))
        return;
    (void)rsm_text_to_utf8(expected_utf8, sizeof expected_utf8, expected, RSM_TEXT_TERMINATED);
    (void)rsm_text_to_utf8(actual_utf8, sizeof actual_utf8, actual, RSM_TEXT_TERMINATED);
    print_error("    expected \"%s\"\n    got      \"%s\"\n", expected_utf8, actual_utf8);
    _fail(file, line);
}

void rsm_assert_guid(const GUID *expected, const GUID *actual, const char *file, int line)
{
    char expected_text[RSM_GUID_TEXT];
    char actual_text[RSM_GUID_TEXT];

    if (rsm_guid_equal(expected, actual))
        return;
    rsm_guid_format(expected, expected_text);
    rsm_guid_format(actual, actual_text);
    print_error("    expected %s\n    got      %s\n", expected_text, actual_text);
    _fail(file, line);
}
