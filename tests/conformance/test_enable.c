/*
 * EnableNtmsObject and DisableNtmsObject where no device is; odd inputs first.
 */
#include "conformance/conformance.h"

typedef DWORD WINAPI change(HANDLE session, DWORD type, LPNTMS_GUID id);

static change *const both[] = {EnableNtmsObject, DisableNtmsObject};

/* covers ERROR_INVALID_HANDLE of EnableNtmsObject, DisableNtmsObject */
static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_INVALID_HANDLE, both[i](NULL, 0, NULL));
        assert_code(ERROR_INVALID_HANDLE, both[i](INVALID_HANDLE_VALUE, NTMS_DRIVE, NULL));
    }
}

/* covers ERROR_INVALID_PARAMETER of EnableNtmsObject, DisableNtmsObject */
static void a_null_pointer_is_refused(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_INVALID_PARAMETER, both[i](session_of(state), NTMS_DRIVE, NULL));
        assert_code(ERROR_INVALID_PARAMETER, both[i](session_of(state), NTMS_LIBRARY, NULL));
    }
}

static void other_kinds_are_refused_before_the_object_is_looked_for(void **state)
{
    NTMS_GUID unknown = unknown_id();

    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES + 2; type++) {
        if (type == NTMS_LIBRARY || type == NTMS_DRIVE || type == NTMS_PHYSICAL_MEDIA)
            continue;
        for (size_t i = 0; i < 2; i++)
            assert_code(ERROR_INVALID_PARAMETER, both[i](session_of(state), type, &unknown));
    }
}

/* covers ERROR_OBJECT_NOT_FOUND of EnableNtmsObject, DisableNtmsObject */
static void unknown_objects_and_those_of_another_kind_are_not_found(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));

    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_OBJECT_NOT_FOUND, both[i](session_of(state), NTMS_DRIVE, &unknown));
        assert_code(ERROR_OBJECT_NOT_FOUND, both[i](session_of(state), NTMS_LIBRARY, &none));
        assert_code(ERROR_OBJECT_NOT_FOUND,
                    both[i](session_of(state), NTMS_PHYSICAL_MEDIA, &library));
    }
}

/* covers ERROR_LIBRARY_OFFLINE of EnableNtmsObject, DisableNtmsObject */
static void the_offline_library_is_refused(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));

    for (size_t i = 0; i < 2; i++)
        assert_code(ERROR_LIBRARY_OFFLINE, both[i](session_of(state), NTMS_LIBRARY, &library));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(a_null_pointer_is_refused),
        IN_SESSION(other_kinds_are_refused_before_the_object_is_looked_for),
        IN_SESSION(unknown_objects_and_those_of_another_kind_are_not_found),
        IN_SESSION(the_offline_library_is_refused),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
