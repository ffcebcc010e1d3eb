/*
 * errno becomes a Win32 code.
 */
#include "os_error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

static void no_error_stays_none(void **state)
{
    (void)state;
    assert_int_equal(rsm_error_from_errno(0), ERROR_SUCCESS);
}

static void known_numbers_keep_their_meaning(void **state)
{
    (void)state;
    assert_int_equal(rsm_error_from_errno(ENOENT), ERROR_FILE_NOT_FOUND);
    assert_int_equal(rsm_error_from_errno(EACCES), ERROR_ACCESS_DENIED);
    assert_int_equal(rsm_error_from_errno(ENOSPC), ERROR_DISK_FULL);
    assert_int_equal(rsm_error_from_errno(ENOMEM), ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(rsm_error_from_errno(ECONNREFUSED), ERROR_CONNECTION_REFUSED);
}

static void a_number_without_a_meaning_is_still_a_failure(void **state)
{
    (void)state;
    assert_int_equal(rsm_error_from_errno(123456), ERROR_GEN_FAILURE);
    assert_int_equal(rsm_error_from_errno(-1), ERROR_GEN_FAILURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_error_stays_none),
        cmocka_unit_test(known_numbers_keep_their_meaning),
        cmocka_unit_test(a_number_without_a_meaning_is_still_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
