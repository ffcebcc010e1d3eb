/*
 * GetNtmsUIOptions and SetNtmsUIOptions, A and W.
 */
#include "core/ui_options.h"
#include "api/call.h"
#include "api/text_aw.h"
#include "ntmsapi.h"
#include "platform/text.h"

#include <stdlib.h>
#include <string.h>

/* More than any name has, so that a longer one is still too long when it was cut; and what one name
 * becomes in the ANSI code page at most. */
enum { NAME_ROOM = 512, ANSI_ROOM = 1024 };

/* Writes a list, as far as there is room for it; the number of its characters with all NULs. */
typedef size_t writer(const WCHAR *list, size_t length, void *to, size_t room);

static size_t write_wide(const WCHAR *list, size_t length, void *to, size_t room)
{
    if (length > 0 && length <= room)
        memcpy(to, list, length * sizeof *list);
    return length;
}

static size_t write_ansi(const WCHAR *list, size_t length, void *to, size_t room)
{
    char text[ANSI_ROOM];
    char *out = to;
    size_t written = 0;

    if (length == 0)
        return 0;
    for (; *list != 0; list += rsm_text_length(list, NAME_ROOM) + 1) {
        size_t size;

        (void)rsm_text_to_ansi(text, sizeof text, list, RSM_TEXT_TERMINATED);
        size = strlen(text) + 1;
        if (written + size <= room)
            memcpy(out + written, text, size);
        written += size;
    }
    if (written < room)
        out[written] = '\0';
    return written + 1;
}

static DWORD get_options(const char *function, HANDLE handle, const GUID *object, DWORD type,
                         void *destination, LPDWORD size, writer *write)
{
    WCHAR *list = NULL;
    size_t length;
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(function, handle, &session);

    if (err == ERROR_SUCCESS && (destination == NULL || size == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_ui_options_get(session, object, type, &list, &length);
    if (err == ERROR_SUCCESS) {
        size_t needed = write(list, length, destination, *size);

        if (needed > *size)
            err = ERROR_INSUFFICIENT_BUFFER;
        *size = (DWORD)needed;
    }
    free(list);
    return rsm_call_end(function, session, err);
}

DWORD WINAPI GetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPWSTR lpszDestination, LPDWORD lpdwBufSize)
{
    return get_options(__func__, hSession, lpObjectId, dwType, lpszDestination, lpdwBufSize,
                       write_wide);
}

DWORD WINAPI GetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPSTR lpszDestination, LPDWORD lpdwBufSize)
{
    return get_options(__func__, hSession, lpObjectId, dwType, lpszDestination, lpdwBufSize,
                       write_ansi);
}

DWORD WINAPI SetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCWSTR lpszDestination)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_ui_options_set(session, lpObjectId, dwType, dwOperation, lpszDestination);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCSTR lpszDestination)
{
    WCHAR destination[NAME_ROOM];

    return SetNtmsUIOptionsW(hSession, lpObjectId, dwType, dwOperation,
                             rsm_text_aw_input(lpszDestination, destination, NAME_ROOM));
}
