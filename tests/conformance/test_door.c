/*
 * AccessNtmsLibraryDoor without a library: what it refuses, and in which order.
 */
#include "conformance/conformance.h"

static void a_wrong_session_comes_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, AccessNtmsLibraryDoor(NULL, NULL, 99));
    assert_code(ERROR_INVALID_HANDLE,
                AccessNtmsLibraryDoor(INVALID_HANDLE_VALUE, NULL, NTMS_INVENTORY_FAST));
}

static void a_null_identifier_is_refused(void **state)
{
    for (DWORD action = NTMS_INVENTORY_NONE; action < NTMS_INVENTORY_MAX; action++)
        assert_code(ERROR_INVALID_PARAMETER,
                    AccessNtmsLibraryDoor(session_of(state), NULL, action));
}

/* To stop is nothing that could be done when the door is closed. */
static void actions_that_are_no_inventory_come_before_the_object(void **state)
{
    static const DWORD actions[] = {NTMS_INVENTORY_STOP, NTMS_INVENTORY_MAX, NTMS_INVENTORY_MAX + 1,
                                    0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    AccessNtmsLibraryDoor(session_of(state), &unknown, actions[i]));
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID computer;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &computer, 1), 1);
    for (DWORD action = NTMS_INVENTORY_NONE; action < NTMS_INVENTORY_STOP; action++) {
        assert_code(ERROR_INVALID_LIBRARY,
                    AccessNtmsLibraryDoor(session_of(state), &unknown, action));
        assert_code(ERROR_INVALID_LIBRARY, AccessNtmsLibraryDoor(session_of(state), &none, action));
        assert_code(ERROR_INVALID_LIBRARY,
                    AccessNtmsLibraryDoor(session_of(state), &computer, action));
    }
}

static void the_offline_library_has_no_door_to_open(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID request;

    for (DWORD action = NTMS_INVENTORY_NONE; action < NTMS_INVENTORY_STOP; action++)
        assert_code(ERROR_LIBRARY_OFFLINE,
                    AccessNtmsLibraryDoor(session_of(state), &library, action));
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_LIBREQUEST, &request, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_first),
        IN_SESSION(a_null_identifier_is_refused),
        IN_SESSION(actions_that_are_no_inventory_come_before_the_object),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(the_offline_library_has_no_door_to_open),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
