/*
 * CleanNtmsDrive, and the functions about the cleaner's slot and the cleaner itself, without a library: what
 * they refuse, and in which order.
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

static void both_identifiers_are_needed_at_the_port(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID library = offline_library(session);
    NTMS_GUID operation = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER, InjectNtmsCleaner(session, NULL, &operation, 1, 0));
    assert_code(ERROR_INVALID_PARAMETER, InjectNtmsCleaner(session, &library, NULL, 1, 0));
    assert_code(ERROR_INVALID_PARAMETER, EjectNtmsCleaner(session, NULL, &operation, 0));
    assert_code(ERROR_INVALID_PARAMETER, EjectNtmsCleaner(session, &library, NULL, 0));
    assert_code(ERROR_INVALID_HANDLE, InjectNtmsCleaner(NULL, NULL, NULL, 0, 99));
    assert_code(ERROR_INVALID_HANDLE, EjectNtmsCleaner(INVALID_HANDLE_VALUE, NULL, NULL, 99));
}

static void actions_other_than_start_and_stop_come_before_the_library(void **state)
{
    static const DWORD actions[] = {NTMS_INJECT_RETRACT, NTMS_INJECT_STARTMANY, 4, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID operation = unknown_id();

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    InjectNtmsCleaner(session_of(state), &unknown, &operation, 1, actions[i]));
        assert_code(ERROR_INVALID_PARAMETER,
                    EjectNtmsCleaner(session_of(state), &unknown, &operation, actions[i]));
    }
}

static void no_cleaner_goes_to_what_is_no_library(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID operation = unknown_id();
    NTMS_GUID before = operation;
    NTMS_GUID computer;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &computer, 1), 1);
    for (DWORD action = NTMS_INJECT_START; action <= NTMS_INJECT_STOP; action++) {
        assert_code(ERROR_INVALID_LIBRARY,
                    InjectNtmsCleaner(session_of(state), &unknown, &operation, 1, action));
        assert_code(ERROR_INVALID_LIBRARY,
                    EjectNtmsCleaner(session_of(state), &computer, &operation, action));
    }
    assert_guid(before, operation);
}

static void nor_to_the_offline_library(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID operation = unknown_id();

    for (DWORD action = NTMS_INJECT_START; action <= NTMS_INJECT_STOP; action++) {
        assert_code(ERROR_LIBRARY_OFFLINE,
                    InjectNtmsCleaner(session_of(state), &library, &operation, 1, action));
        assert_code(ERROR_LIBRARY_OFFLINE,
                    EjectNtmsCleaner(session_of(state), &library, &operation, action));
    }
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
        IN_SESSION(both_identifiers_are_needed_at_the_port),
        IN_SESSION(actions_other_than_start_and_stop_come_before_the_library),
        IN_SESSION(no_cleaner_goes_to_what_is_no_library),
        IN_SESSION(nor_to_the_offline_library),
        IN_SESSION(what_is_no_drive_is_an_invalid_drive),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(what_is_no_slot_is_not_found),
        IN_SESSION(the_offline_library_has_no_cleaner),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
