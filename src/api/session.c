/*
 * OpenNtmsSessionA and W, CloseNtmsSession (their function pages; spec "functions 1", section 1).
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "ntmsapi.h"
#include "platform/text.h"
#include "work/system.h"

enum { SERVER_ROOM = 256 }; /* the longest DNS name, with its end mark */

static HANDLE open_session(const char *function, const WCHAR *server, const WCHAR *application)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    rsm_error err = rsm_system_open_session(server, application, &handle);

    return rsm_call_end_handle(function, NULL, err, handle);
}

HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions)
{
    (void)dwOptions; /* reserved */
    return open_session(__func__, lpServer, lpApplication);
}

HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions)
{
    WCHAR server[SERVER_ROOM];
    WCHAR application[NTMS_APPLICATIONNAME_LENGTH];

    (void)dwOptions;
    if (!rsm_text_from_ansi(server, SERVER_ROOM, lpServer, RSM_TEXT_TERMINATED))
        return rsm_call_end_handle(__func__, NULL, ERROR_INVALID_COMPUTERNAME, NULL);
    return open_session(__func__, server,
                        rsm_text_aw_input(lpApplication, application, NTMS_APPLICATIONNAME_LENGTH));
}

DWORD WINAPI CloseNtmsSession(HANDLE hSession)
{
    return rsm_call_end(__func__, NULL, rsm_system_close_session(hSession));
}
