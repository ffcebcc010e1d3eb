/*
 * The last error belongs to one thread.
 */
#include "ntms_wintypes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/thread.h"

static void what_was_set_is_got(void **state)
{
    (void)state;
    SetLastError(ERROR_INVALID_LIBRARY);
    assert_int_equal(GetLastError(), ERROR_INVALID_LIBRARY);
    SetLastError(ERROR_SUCCESS);
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
}

static void set_another(void *context)
{
    SetLastError(ERROR_BUSY);
    *(DWORD *)context = GetLastError();
}

static void another_thread_has_another(void **state)
{
    struct rsm_thread thread;
    DWORD theirs = 0;

    (void)state;
    assert_int_equal(rsm_thread_start(set_another, &theirs, &thread), ERROR_SUCCESS);
    SetLastError(ERROR_EMPTY);
    rsm_thread_join(&thread);
    SetLastError(ERROR_EMPTY); /* waiting for a thread may set it on Windows */
    assert_int_equal(theirs, ERROR_BUSY);
    assert_int_equal(GetLastError(), ERROR_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_set_is_got),
        cmocka_unit_test(another_thread_has_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
