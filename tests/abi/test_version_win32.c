/*
 * What Windows tells of the files that are handed out (Properties, Details): the version resource, read as
 * installers and the Explorer read it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>
#include <winver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The resource of a file; free() it. */
static void *resource_of(const char *file)
{
    DWORD unused;
    DWORD size = GetFileVersionInfoSizeA(file, &unused);
    void *resource = malloc(size + 1);

    if (size == 0 || resource == NULL || !GetFileVersionInfoA(file, 0, size, resource))
        fail_msg("%s has no version resource (error %lu)", file, GetLastError());
    return resource;
}

static void assert_number(const char *file, DWORD type)
{
    void *resource = resource_of(file);
    VS_FIXEDFILEINFO *fixed;
    char number[40];
    UINT size;

    assert_true(VerQueryValueA(resource, "\\", (void **)&fixed, &size));
    snprintf(number, sizeof number, "%u.%u.%u", HIWORD(fixed->dwFileVersionMS),
             LOWORD(fixed->dwFileVersionMS), HIWORD(fixed->dwFileVersionLS));
    assert_string_equal(number, NTMS_TEST_VERSION);
    assert_int_equal(fixed->dwProductVersionMS, fixed->dwFileVersionMS);
    assert_int_equal(fixed->dwProductVersionLS, fixed->dwFileVersionLS);
    assert_int_equal(fixed->dwFileType, type);
    free(resource);
}

static void assert_text(const char *file, const char *name, const char *expected)
{
    void *resource = resource_of(file);
    char path[80];
    char *text;
    UINT size;

    snprintf(path, sizeof path, "\\StringFileInfo\\040904B0\\%s", name);
    if (!VerQueryValueA(resource, path, (void **)&text, &size))
        fail_msg("%s has no %s", file, name);
    if (strstr(text, expected) == NULL)
        fail_msg("%s of %s is \"%s\", without \"%s\"", name, file, text, expected);
    free(resource);
}

static void the_library_has_the_version_of_the_project(void **state)
{
    (void)state;
    assert_number(NTMS_TEST_LIBRARY, VFT_DLL);
    assert_text(NTMS_TEST_LIBRARY, "FileVersion", NTMS_TEST_VERSION);
    assert_text(NTMS_TEST_LIBRARY, "ProductVersion", NTMS_TEST_VERSION);
}

static void the_command_has_the_version_of_the_project(void **state)
{
    (void)state;
    assert_number(NTMS_TEST_RSM, VFT_APP);
    assert_text(NTMS_TEST_RSM, "FileVersion", NTMS_TEST_VERSION);
    assert_text(NTMS_TEST_RSM, "ProductVersion", NTMS_TEST_VERSION);
}

static void each_file_says_what_it_is_and_under_which_licence(void **state)
{
    (void)state;
    assert_text(NTMS_TEST_LIBRARY, "OriginalFilename", "ntmsapi.dll");
    assert_text(NTMS_TEST_LIBRARY, "FileDescription", "Removable Storage");
    assert_text(NTMS_TEST_LIBRARY, "LegalCopyright", "MIT License");
    assert_text(NTMS_TEST_RSM, "OriginalFilename", "rsm.exe");
    assert_text(NTMS_TEST_RSM, "FileDescription", "Removable Storage");
    assert_text(NTMS_TEST_RSM, "LegalCopyright", "MIT License");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_the_version_of_the_project),
        cmocka_unit_test(the_command_has_the_version_of_the_project),
        cmocka_unit_test(each_file_says_what_it_is_and_under_which_licence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
