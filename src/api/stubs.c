/*
 * The exports that need the work room, until it is there: each refuses.
 */
#include "api/call.h"
#include "ntmsapi.h"

HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions)
{
    (void)lpServer;
    (void)lpApplication;
    (void)dwOptions;
    return rsm_call_end_handle(__func__, NULL, ERROR_CALL_NOT_IMPLEMENTED, NULL);
}

HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions)
{
    (void)lpServer;
    (void)lpApplication;
    (void)dwOptions;
    return rsm_call_end_handle(__func__, NULL, ERROR_CALL_NOT_IMPLEMENTED, NULL);
}

DWORD WINAPI CloseNtmsSession(HANDLE hSession)
{
    (void)hSession;
    return rsm_call_end(__func__, NULL, ERROR_INVALID_HANDLE);
}

DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction)
{
    (void)hSession;
    (void)lpLibraryId;
    (void)dwAction;
    return rsm_call_end(__func__, NULL, ERROR_INVALID_HANDLE);
}

DWORD WINAPI IdentifyNtmsSlot(HANDLE hSession, LPNTMS_GUID lpSlotId, DWORD dwOption)
{
    (void)hSession;
    (void)lpSlotId;
    (void)dwOption;
    return rsm_call_end(__func__, NULL, ERROR_INVALID_HANDLE);
}
