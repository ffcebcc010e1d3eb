/*
 * What the built library exports, against exports.csv: all of it, and nothing else.
 */
#include "abi/csv.h"
#include "abi/library.h"
#include "ntms_wintypes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static int open_library(void **state)
{
    *state = library_open(NTMS_TEST_LIBRARY);
    return 0;
}

static int close_library(void **state)
{
    library_close(*state);
    return 0;
}

static bool is_published(const char *name)
{
    struct csv *csv = csv_open("exports.csv");
    bool found = false;

    while (!found && csv_next(csv))
        found = strcmp(csv_text(csv, "name"), name) == 0;
    csv_close(csv);
    return found;
}

static void every_published_name_is_found(void **state)
{
    struct csv *csv = csv_open("exports.csv");
    size_t found = 0;

    while (csv_next(csv)) {
        if (library_find(*state, csv_text(csv, "name")) == NULL)
            fail_msg("%s is not exported", csv_text(csv, "name"));
        found++;
    }
    csv_close(csv);

    assert_int_equal(found, 75);
}

static void no_other_name_is_exported(void **state)
{
    const char *name;
    size_t published = 0;

    for (size_t i = 0; (name = library_name(*state, i)) != NULL; i++) {
        if (is_published(name))
            published++;
        else if (!library_is_substitute(name))
            fail_msg("%s is exported", name);
    }

    assert_int_equal(published, 75);
}

static void a_function_the_system_lacks_is_found(void **state)
{
    const char *const names[] = {"GetLastError", "SetLastError"};

    for (size_t i = 0; i < 2; i++) {
        if (library_is_substitute(names[i]))
            assert_true(library_find(*state, names[i]) != NULL);
    }
}

/* 24 bytes on x86: were it another number, the caller's stack would be off afterwards. */
static void the_undocumented_function_refuses_whatever_it_is_given(void **state)
{
    typedef DWORD(WINAPI * undocumented)(LPVOID, LPVOID, LPVOID, LPVOID, LPVOID, LPVOID);
    undocumented eject = (undocumented)library_find(*state, "DoEjectFromSADriveW");
    LPVOID wild = (LPVOID)(uintptr_t)0xDEADBEEF;

    assert_true(eject != NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(eject(wild, NULL, wild, wild, NULL, wild), ERROR_CALL_NOT_IMPLEMENTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_name_is_found),
        cmocka_unit_test(no_other_name_is_exported),
        cmocka_unit_test(a_function_the_system_lacks_is_found),
        cmocka_unit_test(the_undocumented_function_refuses_whatever_it_is_given),
    };

    return cmocka_run_group_tests(tests, open_library, close_library);
}
