/*
 * GetNtmsObjectSecurity and SetNtmsObjectSecurity.
 */
#include "core/security.h"

#include "api/call.h"
#include "ntmsapi.h"

/* No room at all may be told as NULL: so a caller asks how much it needs. */
DWORD WINAPI GetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION RequestedInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor, DWORD nLength,
                                   LPDWORD lpnLengthNeeded)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpnLengthNeeded == NULL ||
                                 (lpSecurityDescriptor == NULL && nLength > 0)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_security_get(session, lpObjectId, dwType, RequestedInformation,
                               lpSecurityDescriptor, nLength, lpnLengthNeeded);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpSecurityDescriptor == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_security_set(session, lpObjectId, dwType, SecurityInformation,
                               lpSecurityDescriptor);
    return rsm_call_end(__func__, session, err);
}
