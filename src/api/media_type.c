/*
 * AddNtmsMediaType and DeleteNtmsMediaType.
 */
#include "api/call.h"
#include "core/related_types.h"
#include "ntmsapi.h"

DWORD WINAPI AddNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaTypeId == NULL || lpLibId == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_related_types_add(session, lpMediaTypeId, lpLibId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaTypeId == NULL || lpLibId == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_related_types_delete(session, lpMediaTypeId, lpLibId);
    return rsm_call_end(__func__, session, err);
}
