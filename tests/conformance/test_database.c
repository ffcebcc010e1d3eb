/*
 * ExportNtmsDatabase and ImportNtmsDatabase without a library.
 */
#include "conformance/conformance.h"

static void a_wrong_session_is_refused(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, ExportNtmsDatabase(NULL));
    assert_code(ERROR_INVALID_HANDLE, ExportNtmsDatabase(INVALID_HANDLE_VALUE));
    assert_code(ERROR_INVALID_HANDLE, ImportNtmsDatabase(NULL));
    assert_code(ERROR_INVALID_HANDLE, ImportNtmsDatabase(INVALID_HANDLE_VALUE));
}

static void a_copy_can_be_written_again_and_again(void **state)
{
    assert_success(ExportNtmsDatabase(session_of(state)));
    assert_success(ExportNtmsDatabase(session_of(state)));
}

static void a_copy_can_be_imported_and_the_session_goes_on(void **state)
{
    NTMS_GUID before = offline_library(session_of(state));
    NTMS_GUID after;

    assert_success(ExportNtmsDatabase(session_of(state)));
    assert_success(ImportNtmsDatabase(session_of(state)));
    assert_success(ImportNtmsDatabase(session_of(state)));

    after = offline_library(session_of(state));
    assert_guid(before, after);
}

static void the_next_session_works_with_the_copy(void **state)
{
    HANDLE session = open_session();
    NTMS_GUID before = offline_library(session);
    NTMS_GUID after;

    (void)state;
    assert_success(ExportNtmsDatabase(session));
    assert_success(ImportNtmsDatabase(session));
    assert_success(CloseNtmsSession(session));

    session = open_session();
    after = offline_library(session);
    assert_guid(before, after);
    assert_success(CloseNtmsSession(session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_is_refused),
        IN_SESSION(a_copy_can_be_written_again_and_again),
        IN_SESSION(a_copy_can_be_imported_and_the_session_goes_on),
        cmocka_unit_test(the_next_session_works_with_the_copy),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
