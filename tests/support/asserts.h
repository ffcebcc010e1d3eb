/*
 * Must pass, and must fail with exactly this code; both say what came instead, by name.
 */
#ifndef RSM_TESTS_SUPPORT_ASSERTS_H
#define RSM_TESTS_SUPPORT_ASSERTS_H

#include "platform/error.h"

#define assert_success(expression) \
    rsm_assert_code(ERROR_SUCCESS, (expression), #expression, __FILE__, __LINE__)
#define assert_fails_with(expected, expression) \
    rsm_assert_code((expected), (expression), #expression, __FILE__, __LINE__)

void rsm_assert_code(rsm_error expected, rsm_error actual, const char *expression, const char *file,
                     int line);

/* Wide text, as tests write it: u"...". */
#define assert_text(expected, actual) rsm_assert_text((expected), (actual), __FILE__, __LINE__)
void rsm_assert_text(const WCHAR *expected, const WCHAR *actual, const char *file, int line);

#define assert_guid(expected, actual) rsm_assert_guid(&(expected), &(actual), __FILE__, __LINE__)
void rsm_assert_guid(const GUID *expected, const GUID *actual, const char *file, int line);

#endif
