/*
 * Starting and stopping the socket library.
 */
#include "platform/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void starts_nest_and_can_follow_a_stop(void **state)
{
    (void)state;
    assert_int_equal(rsm_network_start(), ERROR_SUCCESS);
    assert_int_equal(rsm_network_start(), ERROR_SUCCESS);
    rsm_network_stop();
    rsm_network_stop();
    assert_int_equal(rsm_network_start(), ERROR_SUCCESS);
    rsm_network_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_nest_and_can_follow_a_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
