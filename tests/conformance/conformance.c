/*
 * Helpers of the conformance tests.
 */
#include "conformance/conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define SET_ENVIRONMENT(name, value) SetEnvironmentVariableA(name, value)
#else
#define SET_ENVIRONMENT(name, value) setenv(name, value, 1)
#endif

enum { PATH_ROOM = 1024, LIBRARIES_MAX = 64, TYPES_MAX = 128 };

/* The folder is that of the test program alone; what an earlier run left in it goes. */
void conformance_begin(void)
{
    static const char *const files[] = {"ntms.db", "ntms.db-wal", "ntms.db-shm"};
    const char *folder = getenv("NTMS_DATA");
    char path[PATH_ROOM];

    if (folder == NULL || folder[0] == '\0')
        folder = "conformance-data";
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/NtmsData/%s", folder, files[i]);
        (void)remove(path);
    }
    (void)snprintf(path, sizeof path, "%s", folder);
    (void)SET_ENVIRONMENT("NTMS_DATA", path);
    (void)SET_ENVIRONMENT("NTMS_DEVICES", ";"); /* a list without an address */
}

HANDLE open_session(void)
{
    HANDLE session = OpenNtmsSessionW(NULL, u"Conformance", 0);

    if (session == INVALID_HANDLE_VALUE || session == NULL)
        fail_msg("OpenNtmsSessionW: %lu", (unsigned long)GetLastError());
    return session;
}

int with_session(void **state)
{
    HANDLE *session = malloc(sizeof *session);

    assert_non_null(session);
    *session = open_session();
    *state = session;
    return 0;
}

int without_session(void **state)
{
    HANDLE *session = *state;
    DWORD err = CloseNtmsSession(*session);

    free(session);
    return err == ERROR_SUCCESS ? 0 : -1;
}

HANDLE session_of(void **state)
{
    return *(HANDLE *)*state;
}

void conformance_assert_code(DWORD expected, DWORD actual, const char *expression, const char *file,
                             int line)
{
    if (actual == expected)
        return;
    print_error("%s\n    expected %lu, got %lu\n", expression, (unsigned long)expected,
                (unsigned long)actual);
    _fail(file, line);
}

DWORD list_objects(HANDLE session, NTMS_GUID *container, DWORD type, NTMS_GUID *ids, DWORD room)
{
    DWORD count = room;

    assert_success(EnumerateNtmsObject(session, container, ids, &count, type, NTMS_ENUM_DEFAULT));
    return count;
}

NTMS_GUID offline_library(HANDLE session)
{
    NTMS_GUID ids[LIBRARIES_MAX];
    DWORD count = list_objects(session, NULL, NTMS_LIBRARY, ids, LIBRARIES_MAX);

    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_LIBRARY};

        assert_success(GetNtmsObjectInformationW(session, &ids[i], &info));
        if (info.Info.Library.dwFlags == NTMS_LIBRARYFLAG_FIXEDOFFLINE)
            return ids[i];
    }
    fail_msg("there is no offline library");
    return ids[0];
}

NTMS_GUID media_type_of(HANDLE session, DWORD code)
{
    NTMS_GUID ids[TYPES_MAX];
    DWORD count = list_objects(session, NULL, NTMS_MEDIA_TYPE, ids, TYPES_MAX);

    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_MEDIA_TYPE};

        assert_success(GetNtmsObjectInformationW(session, &ids[i], &info));
        if (info.Info.MediaType.MediaType == code)
            return ids[i];
    }
    fail_msg("no media type has the code %lX", (unsigned long)code);
    return ids[0];
}

NTMS_GUID pool_for(HANDLE session, const WCHAR *path, DWORD code)
{
    NTMS_GUID type = media_type_of(session, code);
    NTMS_GUID id;

    assert_success(CreateNtmsMediaPoolW(session, path, &type, NTMS_OPEN_ALWAYS, NULL, &id));
    return id;
}

NTMS_GUID unknown_id(void)
{
    NTMS_GUID id = {0x01234567, 0x89ab, 0x4cde, {0x80, 1, 2, 3, 4, 5, 6, 7}};

    return id;
}
