/*
 * DeleteNtmsLibrary and DeleteNtmsDrive where no device is; odd inputs first.
 */
#include "conformance/conformance.h"

static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsLibrary(NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsDrive(NULL, NULL));
}

static void null_pointers_are_refused(void **state)
{
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsLibrary(session_of(state), NULL));
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsDrive(session_of(state), NULL));
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID computer;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &computer, 1), 1);
    assert_code(ERROR_INVALID_LIBRARY, DeleteNtmsLibrary(session_of(state), &unknown));
    assert_code(ERROR_INVALID_LIBRARY, DeleteNtmsLibrary(session_of(state), &none));
    assert_code(ERROR_INVALID_LIBRARY, DeleteNtmsLibrary(session_of(state), &computer));
}

static void the_offline_library_stays(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID after;

    assert_code(ERROR_INVALID_LIBRARY, DeleteNtmsLibrary(session_of(state), &library));
    after = offline_library(session_of(state));
    assert_guid(library, after);
}

static void what_is_no_drive_is_an_invalid_drive(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));

    assert_code(ERROR_INVALID_DRIVE, DeleteNtmsDrive(session_of(state), &unknown));
    assert_code(ERROR_INVALID_DRIVE, DeleteNtmsDrive(session_of(state), &none));
    assert_code(ERROR_INVALID_DRIVE, DeleteNtmsDrive(session_of(state), &library));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(the_offline_library_stays),
        IN_SESSION(what_is_no_drive_is_an_invalid_drive),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
