/*
 * BeginNtmsDeviceChangeDetection, SetNtmsDeviceChangeDetection and EndNtmsDeviceChangeDetection.
 */
#include "api/call.h"
#include "ntmsapi.h"
#include "work/detection.h"

DWORD WINAPI BeginNtmsDeviceChangeDetection(HANDLE hSession, LPHANDLE lpDetectHandle)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpDetectHandle == NULL)
        err = ERROR_INVALID_HANDLE;
    if (err == ERROR_SUCCESS)
        err = rsm_detection_begin(session, lpDetectHandle);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle,
                                          LPNTMS_GUID lpRequestId, DWORD dwType, DWORD dwCount)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_detection_set(session, DetectHandle, lpRequestId, dwType, dwCount);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI EndNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_detection_end(session, DetectHandle);
    return rsm_call_end(__func__, session, err);
}
