/*
 * InventoryNtmsLibrary and IdentifyNtmsSlot without a library: what they refuse, and in which order.
 */
#include "conformance/conformance.h"

static void null_identifiers_are_refused(void **state)
{
    assert_code(ERROR_INVALID_PARAMETER,
                InventoryNtmsLibrary(session_of(state), NULL, NTMS_INVENTORY_FAST));
    assert_code(ERROR_INVALID_PARAMETER,
                IdentifyNtmsSlot(session_of(state), NULL, NTMS_DISMOUNT_IMMEDIATE));
}

static void a_wrong_session_comes_before_a_null_identifier(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, InventoryNtmsLibrary(NULL, NULL, 99));
    assert_code(ERROR_INVALID_HANDLE, IdentifyNtmsSlot(NULL, NULL, 99));
}

static void actions_out_of_range_come_before_the_object(void **state)
{
    static const DWORD actions[] = {NTMS_INVENTORY_MAX, NTMS_INVENTORY_MAX + 1, 0xFFFFFFFF};
    static const DWORD options[] = {3, 4, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();

    for (size_t i = 0; i < 3; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    InventoryNtmsLibrary(session_of(state), &unknown, actions[i]));
        assert_code(ERROR_INVALID_PARAMETER,
                    IdentifyNtmsSlot(session_of(state), &unknown, options[i]));
    }
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID computer;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &computer, 1), 1);
    for (DWORD action = NTMS_INVENTORY_NONE; action < NTMS_INVENTORY_MAX; action++) {
        assert_code(ERROR_INVALID_LIBRARY,
                    InventoryNtmsLibrary(session_of(state), &unknown, action));
        assert_code(ERROR_INVALID_LIBRARY, InventoryNtmsLibrary(session_of(state), &none, action));
        assert_code(ERROR_INVALID_LIBRARY,
                    InventoryNtmsLibrary(session_of(state), &computer, action));
    }
}

static void the_offline_library_cannot_be_inventoried(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID request;

    for (DWORD action = NTMS_INVENTORY_NONE; action < NTMS_INVENTORY_MAX; action++)
        assert_code(ERROR_INVALID_LIBRARY,
                    InventoryNtmsLibrary(session_of(state), &library, action));
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_LIBREQUEST, &request, 1), 0);
}

static void what_is_no_slot_is_not_found(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session_of(state));

    for (DWORD option = 0; option <= NTMS_DISMOUNT_IMMEDIATE; option++) {
        assert_code(ERROR_OBJECT_NOT_FOUND, IdentifyNtmsSlot(session_of(state), &unknown, option));
        assert_code(ERROR_OBJECT_NOT_FOUND, IdentifyNtmsSlot(session_of(state), &library, option));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(null_identifiers_are_refused),
        IN_SESSION(a_wrong_session_comes_before_a_null_identifier),
        IN_SESSION(actions_out_of_range_come_before_the_object),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(the_offline_library_cannot_be_inventoried),
        IN_SESSION(what_is_no_slot_is_not_found),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
