/*
 * CleanNtmsDrive, ReserveNtmsCleanerSlot and ReleaseNtmsCleanerSlot without a library: what they refuse, and
 * in which order.
 */
#include "conformance/conformance.h"

static void null_identifiers_are_refused(void **state)
{
    NTMS_GUID unknown = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER, CleanNtmsDrive(session_of(state), NULL));
    assert_code(ERROR_INVALID_PARAMETER, ReserveNtmsCleanerSlot(session_of(state), NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER, ReserveNtmsCleanerSlot(session_of(state), NULL, &unknown));
    assert_code(ERROR_INVALID_PARAMETER, ReserveNtmsCleanerSlot(session_of(state), &unknown, NULL));
    assert_code(ERROR_INVALID_PARAMETER, ReleaseNtmsCleanerSlot(session_of(state), NULL));
}

static void a_wrong_session_comes_before_a_null_identifier(void **state)
{
    HANDLE closed = open_session();

    (void)state;
    assert_success(CloseNtmsSession(closed));
    assert_code(ERROR_INVALID_HANDLE, CleanNtmsDrive(closed, NULL));
    assert_code(ERROR_INVALID_HANDLE, CleanNtmsDrive(INVALID_HANDLE_VALUE, NULL));
    assert_code(ERROR_INVALID_HANDLE, ReserveNtmsCleanerSlot(closed, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, ReserveNtmsCleanerSlot(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, ReleaseNtmsCleanerSlot(closed, NULL));
    assert_code(ERROR_INVALID_HANDLE, ReleaseNtmsCleanerSlot(&closed, NULL));
}

static void what_is_no_drive_is_an_invalid_drive(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));

    assert_code(ERROR_INVALID_DRIVE, CleanNtmsDrive(session_of(state), &unknown));
    assert_code(ERROR_INVALID_DRIVE, CleanNtmsDrive(session_of(state), &none));
    assert_code(ERROR_INVALID_DRIVE, CleanNtmsDrive(session_of(state), &library));
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID computer;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &computer, 1), 1);
    assert_code(ERROR_INVALID_LIBRARY,
                ReserveNtmsCleanerSlot(session_of(state), &unknown, &unknown));
    assert_code(ERROR_INVALID_LIBRARY,
                ReserveNtmsCleanerSlot(session_of(state), &computer, &unknown));
    assert_code(ERROR_INVALID_LIBRARY, ReleaseNtmsCleanerSlot(session_of(state), &none));
    assert_code(ERROR_INVALID_LIBRARY, ReleaseNtmsCleanerSlot(session_of(state), &computer));
}

static void what_is_no_slot_is_not_found(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID unknown = unknown_id();

    assert_code(ERROR_OBJECT_NOT_FOUND,
                ReserveNtmsCleanerSlot(session_of(state), &library, &unknown));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                ReserveNtmsCleanerSlot(session_of(state), &library, &library));
}

static void the_offline_library_has_no_cleaner(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID request;

    assert_code(ERROR_LIBRARY_OFFLINE, ReleaseNtmsCleanerSlot(session_of(state), &library));
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_LIBREQUEST, &request, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(null_identifiers_are_refused),
        IN_SESSION(a_wrong_session_comes_before_a_null_identifier),
        IN_SESSION(what_is_no_drive_is_an_invalid_drive),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(what_is_no_slot_is_not_found),
        IN_SESSION(the_offline_library_has_no_cleaner),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
