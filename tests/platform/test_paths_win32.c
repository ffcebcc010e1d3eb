/*
 * Where data lives on Windows: what the registry says, seen the same by x86 and x64 programs.
 */
#include "platform/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/machine.h"

#define NTMS_KEY L"SYSTEM\\CurrentControlSet\\Control\\NTMS"

/* The value is put back as it was: the registry is shared with whatever else runs. */
struct before {
    WCHAR value[256];
    DWORD size;
    DWORD type;
    bool present;
};

static HKEY open_key(void)
{
    HKEY key = NULL;

    RegCreateKeyExW(HKEY_LOCAL_MACHINE, NTMS_KEY, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY,
                    NULL, &key, NULL);
    return key;
}

static int keep_registry(void **state)
{
    static struct before before;
    HKEY key = open_key();

    before.size = sizeof before.value;
    before.present = RegQueryValueExW(key, L"NtmsData", NULL, &before.type, (BYTE *)before.value,
                                      &before.size) == ERROR_SUCCESS;
    RegCloseKey(key);
    set_variable("NTMS_DATA", NULL);
    *state = &before;
    return key == NULL;
}

static int restore_registry(void **state)
{
    struct before *before = *state;
    HKEY key = open_key();

    if (before->present)
        RegSetValueExW(key, L"NtmsData", 0, before->type, (BYTE *)before->value, before->size);
    else
        RegDeleteValueW(key, L"NtmsData");
    RegCloseKey(key);
    return 0;
}

static void set_value(DWORD type, const WCHAR *text, DWORD size)
{
    HKEY key = open_key();

    assert_int_equal(RegSetValueExW(key, L"NtmsData", 0, type, (const BYTE *)text, size), 0);
    RegCloseKey(key);
}

static void assert_data_folder(const char *expected)
{
    char path[RSM_PATHS_ROOM];

    assert_int_equal(rsm_paths_data_folder(path, sizeof path), ERROR_SUCCESS);
    assert_string_equal(path, expected);
}

static void the_registry_names_the_parent(void **state)
{
    (void)state;
    set_value(REG_SZ, L"C:\\Tapes", sizeof L"C:\\Tapes");
    assert_data_folder("C:\\Tapes\\NtmsData");
}

static void variables_in_an_expanding_text_are_expanded(void **state)
{
    (void)state;
    set_variable("NTMS_TEST_ROOT", "C:\\Root");
    set_value(REG_EXPAND_SZ, L"%NTMS_TEST_ROOT%\\in", sizeof L"%NTMS_TEST_ROOT%\\in");
    assert_data_folder("C:\\Root\\in\\NtmsData");
}

static void a_text_without_an_end_mark_is_read(void **state)
{
    (void)state;
    set_value(REG_SZ, L"C:\\Tapes", sizeof L"C:\\Tapes" - sizeof(WCHAR));
    assert_data_folder("C:\\Tapes\\NtmsData");
}

static void our_own_variable_comes_before_the_registry(void **state)
{
    (void)state;
    set_value(REG_SZ, L"C:\\Tapes", sizeof L"C:\\Tapes");
    set_variable("NTMS_DATA", "C:\\Mine");
    assert_data_folder("C:\\Mine\\NtmsData");
}

static void without_a_value_it_is_program_data(void **state)
{
    char before[RSM_PATHS_ROOM];
    HKEY key = open_key();

    (void)state;
    RegDeleteValueW(key, L"NtmsData");
    RegCloseKey(key);
    assert_int_equal(rsm_paths_environment("ProgramData", before, sizeof before), ERROR_SUCCESS);
    set_variable("ProgramData", "C:\\Common");
    assert_data_folder("C:\\Common\\NtmsData");
    set_variable("ProgramData", before);
}

static void a_value_of_another_type_is_ignored(void **state)
{
    (void)state;
    set_variable("ProgramData", "C:\\Common");
    set_value(REG_DWORD, L"xy", sizeof(DWORD));
    assert_data_folder("C:\\Common\\NtmsData");
}

#define WITH_REGISTRY(test) cmocka_unit_test_setup_teardown(test, keep_registry, restore_registry)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REGISTRY(the_registry_names_the_parent),
        WITH_REGISTRY(variables_in_an_expanding_text_are_expanded),
        WITH_REGISTRY(a_text_without_an_end_mark_is_read),
        WITH_REGISTRY(our_own_variable_comes_before_the_registry),
        WITH_REGISTRY(without_a_value_it_is_program_data),
        WITH_REGISTRY(a_value_of_another_type_is_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
