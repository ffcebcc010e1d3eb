/*
 * Operations in words.
 */
#include "model/operations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_operation_has_words(void **state)
{
    (void)state;
    for (DWORD operation = 0; operation < NTMS_LM_MAXWORKITEM; operation++)
        assert_string_not_equal(rsm_operation_words(operation), "unknown");
}

static void what_is_no_operation_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(rsm_operation_words(NTMS_LM_MAXWORKITEM), "unknown");
    assert_string_equal(rsm_operation_words(0xFFFFFFFF), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation_has_words),
        cmocka_unit_test(what_is_no_operation_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
