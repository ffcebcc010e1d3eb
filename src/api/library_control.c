/*
 * InventoryNtmsLibrary, IdentifyNtmsSlot and AccessNtmsLibraryDoor.
 */
#include "api/call.h"
#include "ntmsapi.h"
#include "work/door.h"
#include "work/identify.h"
#include "work/inventory.h"

DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpLibraryId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_inventory_queue(session, lpLibraryId, dwAction);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI IdentifyNtmsSlot(HANDLE hSession, LPNTMS_GUID lpSlotId, DWORD dwOption)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpSlotId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_identify_slot(session, lpSlotId, dwOption);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI AccessNtmsLibraryDoor(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpLibraryId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_door_queue(session, lpLibraryId, dwAction);
    return rsm_call_end(__func__, session, err);
}
