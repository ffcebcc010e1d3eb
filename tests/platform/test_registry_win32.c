/*
 * Numbers that an administrator set in the registry, seen the same by x86 and x64 programs.
 */
#include "platform/registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NTMS_KEY L"SYSTEM\\CurrentControlSet\\Control\\NTMS"
#define VALUE    "A number of the tests"

static HKEY open_key(void)
{
    HKEY key = NULL;

    RegCreateKeyExW(HKEY_LOCAL_MACHINE, NTMS_KEY, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY,
                    NULL, &key, NULL);
    return key;
}

static void set_value(DWORD type, const void *value, DWORD size)
{
    HKEY key = open_key();

    assert_int_equal(RegSetValueExW(key, L"" VALUE, 0, type, value, size), 0);
    RegCloseKey(key);
}

static int forget_value(void **state)
{
    HKEY key = open_key();

    (void)state;
    RegDeleteValueW(key, L"" VALUE);
    RegCloseKey(key);
    return 0;
}

static void a_number_is_read(void **state)
{
    const DWORD wanted = 0xFFFFFFFE;
    uint32_t number = 0;

    (void)state;
    set_value(REG_DWORD, &wanted, sizeof wanted);

    assert_int_equal(rsm_registry_number(VALUE, &number), ERROR_SUCCESS);
    assert_int_equal(number, wanted);
}

static void without_a_value_there_is_none(void **state)
{
    uint32_t number = 7;

    (void)state;
    assert_int_equal(rsm_registry_number(VALUE, &number), ERROR_NOT_FOUND);
    assert_int_equal(number, 7);
}

static void what_is_no_number_is_told_apart(void **state)
{
    uint32_t number = 7;

    (void)state;
    set_value(REG_SZ, L"1", sizeof L"1");
    assert_int_equal(rsm_registry_number(VALUE, &number), ERROR_INVALID_DATA);
    set_value(REG_SZ, L"many words", sizeof L"many words");
    assert_int_equal(rsm_registry_number(VALUE, &number), ERROR_INVALID_DATA);
    assert_int_equal(number, 7);
}

#define WITHOUT_VALUE(test) cmocka_unit_test_setup_teardown(test, forget_value, forget_value)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITHOUT_VALUE(a_number_is_read),
        WITHOUT_VALUE(without_a_value_there_is_none),
        WITHOUT_VALUE(what_is_no_number_is_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
