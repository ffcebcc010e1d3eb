/*
 * What the generic rights mean here.
 */
#include "model/rights.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void generic_rights_have_the_documented_meaning(void **state)
{
    (void)state;
    assert_int_equal(rsm_rights_map(GENERIC_READ), 0x20001);
    assert_int_equal(rsm_rights_map(GENERIC_WRITE), 0x40003);
    assert_int_equal(rsm_rights_map(GENERIC_EXECUTE), 0x60007);
    assert_int_equal(rsm_rights_map(GENERIC_ALL), 0x60007);
}

static void other_rights_are_kept(void **state)
{
    (void)state;
    assert_int_equal(rsm_rights_map(NTMS_CONTROL_ACCESS | WRITE_OWNER), 0x80004);
    assert_int_equal(rsm_rights_map((DWORD)GENERIC_READ | NTMS_CONTROL_ACCESS), 0x20005);
    assert_int_equal(rsm_rights_map(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generic_rights_have_the_documented_meaning),
        cmocka_unit_test(other_rights_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
