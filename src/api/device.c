/*
 * DeleteNtmsLibrary and DeleteNtmsDrive.
 */
#include "api/call.h"
#include "core/devices.h"
#include "ntmsapi.h"

DWORD WINAPI DeleteNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpLibraryId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_devices_delete_library(session, lpLibraryId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI DeleteNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpDriveId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_devices_delete_drive(session, lpDriveId);
    return rsm_call_end(__func__, session, err);
}
