/*
 * Winsock works from the first start to the last stop.
 */
#include <winsock2.h>

#include "platform/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool can_make_a_socket(void)
{
    SOCKET made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

    if (made == INVALID_SOCKET)
        return false;
    closesocket(made);
    return true;
}

static void sockets_work_until_the_last_stop(void **state)
{
    (void)state;
    assert_int_equal(rsm_network_start(), ERROR_SUCCESS);
    assert_int_equal(rsm_network_start(), ERROR_SUCCESS);
    rsm_network_stop();
    assert_true(can_make_a_socket());
    rsm_network_stop();
    assert_false(can_make_a_socket());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_work_until_the_last_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
