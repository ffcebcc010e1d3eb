/*
 * The cleaning cartridge of a library: ReserveNtmsCleanerSlot, ReleaseNtmsCleanerSlot, InjectNtmsCleaner,
 * EjectNtmsCleaner and CleanNtmsDrive.
 */
#include "api/call.h"
#include "ntmsapi.h"
#include "work/clean.h"
#include "work/cleaner_port.h"
#include "work/cleaner_slot.h"

DWORD WINAPI ReserveNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpSlot)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpLibrary == NULL || lpSlot == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_slot_reserve(session, lpLibrary, lpSlot);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI ReleaseNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpLibrary == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_slot_release(session, lpLibrary);
    return rsm_call_end(__func__, session, err);
}

/* How many uses are left is what the caller says, not what he hears. */
DWORD WINAPI InjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary,
                               LPNTMS_GUID lpInjectOperation, DWORD dwNumberOfCleansLeft,
                               DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpLibrary == NULL || lpInjectOperation == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_port_inject(session, lpLibrary, lpInjectOperation, dwNumberOfCleansLeft,
                                      dwAction);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI EjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpEjectOperation,
                              DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpLibrary == NULL || lpEjectOperation == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_port_eject(session, lpLibrary, lpEjectOperation, dwAction);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI CleanNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpDriveId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_clean_queue(session, lpDriveId);
    return rsm_call_end(__func__, session, err);
}
