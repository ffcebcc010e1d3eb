/*
 * CancelNtmsLibraryRequest, GetNtmsRequestOrder, SetNtmsRequestOrder and DeleteNtmsRequests.
 */
#include "api/call.h"
#include "ntmsapi.h"
#include "work/requests.h"

DWORD WINAPI CancelNtmsLibraryRequest(HANDLE hSession, LPNTMS_GUID lpRequestId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_requests_cancel(session, lpRequestId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI GetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, LPDWORD lpdwOrderNumber)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpRequestId == NULL || lpdwOrderNumber == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_requests_get_order(session, lpRequestId, lpdwOrderNumber);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwOrderNumber)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_requests_set_order(session, lpRequestId, dwOrderNumber);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI DeleteNtmsRequests(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwType,
                                DWORD dwCount)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_requests_delete(session, lpRequestId, dwCount, dwType);
    return rsm_call_end(__func__, session, err);
}
