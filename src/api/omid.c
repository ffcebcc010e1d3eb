/*
 * UpdateNtmsOmidInfo.
 */
#include "work/omid.h"
#include "api/call.h"
#include "ntmsapi.h"

DWORD WINAPI UpdateNtmsOmidInfo(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD labelType,
                                DWORD numberOfBytes, LPVOID lpBuffer)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId == NULL || lpBuffer == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_omid_update(session, lpMediaId, labelType, numberOfBytes, lpBuffer);
    return rsm_call_end(__func__, session, err);
}
