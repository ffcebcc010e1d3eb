/*
 * Names and sentences of error codes.
 */
#include "platform/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define UNKNOWN "unknown Win32 code"

static void a_code_is_called_by_its_constant(void **state)
{
    (void)state;
    assert_string_equal(rsm_error_name(ERROR_INVALID_LIBRARY), "ERROR_INVALID_LIBRARY");
    assert_string_equal(rsm_error_name(ERROR_SUCCESS), "ERROR_SUCCESS");
    assert_string_equal(rsm_error_name(RPC_S_NO_INTERFACES), "RPC_S_NO_INTERFACES");
}

static void every_code_of_removable_storage_has_a_name(void **state)
{
    (void)state;
    for (rsm_error error = ERROR_INVALID_MEDIA; error <= ERROR_IEPORT_FULL; error++)
        assert_string_not_equal(rsm_error_name(error), UNKNOWN);
}

static void no_name_is_given_to_two_codes(void **state)
{
    (void)state;
    for (rsm_error a = 0; a < 6000; a++) {
        if (strcmp(rsm_error_name(a), UNKNOWN) == 0)
            continue;
        for (rsm_error b = a + 1; b < 6000; b++)
            assert_ptr_not_equal(rsm_error_name(a), rsm_error_name(b));
    }
}

static void a_code_outside_the_table_is_said_to_be_unknown(void **state)
{
    (void)state;
    assert_string_equal(rsm_error_name(0xDEADBEEF), UNKNOWN);
    assert_string_equal(rsm_error_name(4342), UNKNOWN);
}

static void every_text_is_a_sentence(void **state)
{
    (void)state;
    for (rsm_error error = 0; error < 6000; error++) {
        const char *text = rsm_error_text(error);
        size_t length = strlen(text);

        assert_true(length > 5 && length < 80);
        assert_true(text[0] >= 'A' && text[0] <= 'Z');
        assert_int_equal(text[length - 1], '.');
    }
}

static void codes_of_removable_storage_have_texts_of_their_own(void **state)
{
    (void)state;
    for (rsm_error a = ERROR_INVALID_MEDIA; a <= ERROR_IEPORT_FULL; a++)
        for (rsm_error b = a + 1; b <= ERROR_IEPORT_FULL; b++)
            assert_string_not_equal(rsm_error_text(a), rsm_error_text(b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_called_by_its_constant),
        cmocka_unit_test(every_code_of_removable_storage_has_a_name),
        cmocka_unit_test(no_name_is_given_to_two_codes),
        cmocka_unit_test(a_code_outside_the_table_is_said_to_be_unknown),
        cmocka_unit_test(every_text_is_a_sentence),
        cmocka_unit_test(codes_of_removable_storage_have_texts_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
