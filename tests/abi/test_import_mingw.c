/*
 * A program that knows nothing of this project: the toolchain's own header and import library.  It
 * is answered by our library, whether bound when linked or when running.
 */
#include <windows.h>

#include <ntmsapi.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void a_linked_call_is_answered(void **state)
{
    (void)state;
    assert_int_equal(CloseNtmsSession(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsSession(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
}

static void a_call_bound_while_running_is_answered(void **state)
{
    typedef DWORD(WINAPI * close_session)(HANDLE);
    HMODULE library = LoadLibraryA("ntmsapi.dll");
    close_session close;

    (void)state;
    assert_non_null(library);
    close = (close_session)(void (*)(void))GetProcAddress(library, "CloseNtmsSession");
    assert_true(close != NULL);
    assert_int_equal(close(NULL), ERROR_INVALID_HANDLE);
    FreeLibrary(library);
}

static void a_call_with_many_arguments_leaves_the_stack_as_it_was(void **state)
{
    NTMS_GUID list = NTMS_NULLGUID;
    DWORD size = 1;

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            EnumerateNtmsObject(NULL, NULL, &list, &size, NTMS_LIBRARY, NTMS_ENUM_DEFAULT),
            ERROR_INVALID_HANDLE);
    assert_int_equal(size, 1);
    assert_true(NTMS_IS_NULLGUID(list));
}

static void the_answer_comes_from_the_library_beside_the_program(void **state)
{
    char program[MAX_PATH];
    char library[MAX_PATH];
    DWORD length;

    (void)state;
    length = GetModuleFileNameA(NULL, program, MAX_PATH);
    assert_in_range(length, 1, MAX_PATH - 1);
    length = GetModuleFileNameA(GetModuleHandleA("ntmsapi.dll"), library, MAX_PATH);
    assert_in_range(length, 1, MAX_PATH - 1);
    *strrchr(program, '\\') = '\0';
    *strrchr(library, '\\') = '\0';
    assert_int_equal(lstrcmpiA(program, library), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linked_call_is_answered),
        cmocka_unit_test(a_call_bound_while_running_is_answered),
        cmocka_unit_test(a_call_with_many_arguments_leaves_the_stack_as_it_was),
        cmocka_unit_test(the_answer_comes_from_the_library_beside_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
