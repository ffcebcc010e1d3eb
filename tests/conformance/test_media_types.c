/*
 * AddNtmsMediaType and DeleteNtmsMediaType where no device is; odd inputs first.
 */
#include "conformance/conformance.h"

typedef DWORD WINAPI change(HANDLE session, LPNTMS_GUID media_type, LPNTMS_GUID library);

static change *const both[] = {AddNtmsMediaType, DeleteNtmsMediaType};

static NTMS_GUID media_type(void **state)
{
    NTMS_GUID ids[256];

    assert_true(list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, ids, 256) > 0);
    return ids[0];
}

/* covers ERROR_INVALID_HANDLE of AddNtmsMediaType, DeleteNtmsMediaType */
static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_code(ERROR_INVALID_HANDLE, both[i](NULL, NULL, NULL));
}

/* covers ERROR_INVALID_PARAMETER of AddNtmsMediaType, DeleteNtmsMediaType */
static void null_pointers_are_refused(void **state)
{
    NTMS_GUID type = media_type(state);
    NTMS_GUID library = offline_library(session_of(state));

    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_INVALID_PARAMETER, both[i](session_of(state), NULL, &library));
        assert_code(ERROR_INVALID_PARAMETER, both[i](session_of(state), &type, NULL));
    }
}

static void what_is_no_media_type_is_an_invalid_medium(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;

    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_INVALID_MEDIA, both[i](session_of(state), &unknown, &library));
        assert_code(ERROR_INVALID_MEDIA, both[i](session_of(state), &none, &library));
        assert_code(ERROR_INVALID_MEDIA, both[i](session_of(state), &library, &library));
    }
}

static void what_is_no_library_is_an_invalid_library(void **state)
{
    NTMS_GUID type = media_type(state);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;

    for (size_t i = 0; i < 2; i++) {
        assert_code(ERROR_INVALID_LIBRARY, both[i](session_of(state), &type, &unknown));
        assert_code(ERROR_INVALID_LIBRARY, both[i](session_of(state), &type, &none));
        assert_code(ERROR_INVALID_LIBRARY, both[i](session_of(state), &type, &type));
    }
}

static void the_offline_library_takes_no_media_type(void **state)
{
    NTMS_GUID type = media_type(state);
    NTMS_GUID library = offline_library(session_of(state));

    assert_code(ERROR_LIBRARY_OFFLINE, AddNtmsMediaType(session_of(state), &type, &library));
    assert_code(ERROR_INVALID_MEDIA, DeleteNtmsMediaType(session_of(state), &type, &library));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(what_is_no_media_type_is_an_invalid_medium),
        IN_SESSION(what_is_no_library_is_an_invalid_library),
        IN_SESSION(the_offline_library_takes_no_media_type),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
