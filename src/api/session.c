/*
 * OpenNtmsSession and CloseNtmsSession.  Starting and stopping what serves the sessions is
 * work/system.c's.
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "ntmsapi.h"
#include "work/system.h"

/* More than any computer's name has, so that a longer one is still malformed when it was cut. */
enum { SERVER_ROOM = 512 };

static HANDLE open_session(const char *function, const WCHAR *server, const WCHAR *application)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    rsm_error err = rsm_system_open_session(server, application, &handle);

    return rsm_call_end_handle(function, NULL, err, handle);
}

/* dwOptions is reserved; [MS-RSMP] says that it is ignored. */
HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions)
{
    (void)dwOptions;
    return open_session(__func__, lpServer, lpApplication);
}

HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions)
{
    WCHAR server[SERVER_ROOM];
    WCHAR application[NTMS_APPLICATIONNAME_LENGTH];

    (void)dwOptions;
    return open_session(__func__, rsm_text_aw_input(lpServer, server, SERVER_ROOM),
                        rsm_text_aw_input(lpApplication, application, NTMS_APPLICATIONNAME_LENGTH));
}

/* Holds no reference meanwhile: closing waits until nobody has one. */
DWORD WINAPI CloseNtmsSession(HANDLE hSession)
{
    return rsm_call_end(__func__, NULL, rsm_system_close_session(hSession));
}
