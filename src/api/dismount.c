/*
 * DismountNtmsMedia and DismountNtmsDrive.
 */
#include "work/dismount.h"
#include "api/call.h"
#include "ntmsapi.h"

DWORD WINAPI DismountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwCount,
                               DWORD dwOptions)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId == NULL || dwCount == 0))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_dismount_media(session, lpMediaId, dwCount, dwOptions);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI DismountNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpDriveId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_dismount_drive(session, lpDriveId);
    return rsm_call_end(__func__, session, err);
}
