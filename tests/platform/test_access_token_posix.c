/*
 * Where the system knows no descriptors, everybody may do everything.
 */
#include "platform/access_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_system_does_not_decide(void **state)
{
    (void)state;
    assert_false(rsm_access_token_decides());
}

static void everything_is_granted(void **state)
{
    const struct rsm_generic_rights generic = {1, 2, 4, 7};
    unsigned char descriptor[20] = {1};
    const unsigned char nobody[12] = {1, 1};

    (void)state;
    assert_int_equal(rsm_access_token_check(descriptor, &generic, 7), ERROR_SUCCESS);
    assert_true(rsm_access_token_holds(nobody));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_does_not_decide),
        cmocka_unit_test(everything_is_granted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
