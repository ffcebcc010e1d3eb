/*
 * The virtual tape library that the tests of this room run beside, and its operator: whether the
 * support itself does what tests/support/vtl_control.h promises.
 */
#include "support/vtl_control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_library_has_an_iscsi_address(void **state)
{
    (void)state;

    assert_memory_equal(rsm_vtl_address(), "iscsi://127.0.0.1:", 18);
}

static void the_operator_puts_a_cartridge_into_a_port_and_takes_it_out(void **state)
{
    (void)state;

    assert_int_equal(rsm_vtl("insert NEW001L6 16"), 0);
    assert_int_equal(rsm_vtl("remove 16"), 0);
}

static void what_cannot_be_done_is_told(void **state)
{
    (void)state;

    assert_int_not_equal(rsm_vtl("remove 9999"), 0);
    assert_int_not_equal(rsm_vtl("dance"), 0);
}

static void a_crashed_library_comes_back(void **state)
{
    (void)state;

    assert_int_equal(rsm_vtl("kill"), 0);
    assert_int_equal(rsm_vtl("status"), 3);
    assert_int_equal(rsm_vtl("start"), 0);
    assert_int_equal(rsm_vtl("status"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_an_iscsi_address),
        cmocka_unit_test(the_operator_puts_a_cartridge_into_a_port_and_takes_it_out),
        cmocka_unit_test(what_cannot_be_done_is_told),
        cmocka_unit_test(a_crashed_library_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
