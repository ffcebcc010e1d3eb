/*
 * Media label libraries out of the registry: only by a full path, and only those that are libraries.  The
 * one that is loaded is tests/mll/test_label.c.
 */
#include "label/labels.h"
#include "label/libraries.h"
#include "support/asserts.h"
#include "support/label_library_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_label_libraries libraries;

static int end(void **state)
{
    (void)state;
    rsm_libraries_unload(&libraries);
    unregister_libraries();
    return 0;
}

/* How many of those that this process has registered were loaded. */
static unsigned count_loaded(void)
{
    char prefix[64];
    unsigned count = 0;

    snprintf(prefix, sizeof prefix, "ntmsapi test %lu ", (unsigned long)GetCurrentProcessId());
    rsm_libraries_load(&libraries);
    for (size_t i = 0; i < libraries.count; i++)
        count += strncmp(libraries.items[i].name, prefix, strlen(prefix)) == 0 ? 1 : 0;
    return count;
}

static void a_library_is_loaded_and_asked(void **state)
{
    BYTE bytes[LABEL_LIBRARY_SIZE];
    const struct rsm_label_bytes given = {.first = bytes, .first_size = sizeof bytes};
    enum rsm_label_outcome outcome;
    MediaLabelInfo info;
    (void)state;
    make_test_label(bytes, "Tuesday");
    register_library(0, REG_SZ, beside_program(u"test_label.dll"));

    assert_int_equal(count_loaded(), 1);

    assert_success(rsm_libraries_identify(&libraries, &given, &outcome, &info));
    assert_int_equal(outcome, RSM_LABEL_RECOGNISED);
    assert_label(&info, "Test Label", "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", "Tuesday");
}

static void variables_in_the_path_are_replaced(void **state)
{
    WCHAR folder[1024];
    (void)state;
    assert_in_range(GetModuleFileNameW(NULL, folder, 1024), 1, 1000);
    *wcsrchr(folder, L'\\') = 0;
    assert_true(SetEnvironmentVariableW(L"NTMS_TEST_FOLDER", folder));
    register_library(0, REG_EXPAND_SZ, u"%NTMS_TEST_FOLDER%\\test_label.dll");

    assert_int_equal(count_loaded(), 1);
}

static void a_path_that_is_not_full_is_refused(void **state)
{
    (void)state;
    register_library(0, REG_SZ, u"test_label.dll");
    register_library(1, REG_SZ, u".\\test_label.dll");
    register_library(2, REG_SZ, u"\\test_label.dll");
    register_library(3, REG_SZ, u"C:test_label.dll");
    register_library(4, REG_SZ, u"");

    assert_int_equal(count_loaded(), 0);
}

static void what_is_no_library_is_left_out(void **state)
{
    (void)state;
    register_library(0, REG_SZ, u"C:\\there\\is\\no\\such.dll");
    register_library(1, REG_SZ, u"C:\\windows\\system32\\kernel32.dll"); /* lacks both names */
    register_library(2, REG_BINARY, beside_program(u"test_label.dll"));
    register_library(3, REG_SZ, beside_program(u"test_label.dll"));

    assert_int_equal(count_loaded(), 1);
}

#define registering(test) cmocka_unit_test_teardown(test, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        registering(a_library_is_loaded_and_asked),
        registering(variables_in_the_path_are_replaced),
        registering(a_path_that_is_not_full_is_refused),
        registering(what_is_no_library_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
