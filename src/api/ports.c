/*
 * EjectNtmsMedia and InjectNtmsMedia.
 */
#include "api/call.h"
#include "ntmsapi.h"
#include "work/eject.h"
#include "work/inject.h"

static rsm_error eject(struct rsm_session *session, const NTMS_GUID *medium, NTMS_GUID *operation,
                       DWORD action)
{
    switch (action) {
    case NTMS_EJECT_START:
    case NTMS_EJECT_FORCE:
        return rsm_eject_start(session, medium, action == NTMS_EJECT_FORCE, operation);
    case NTMS_EJECT_STOP:
        return rsm_eject_stop(session, operation);
    case NTMS_EJECT_QUEUE:
        return rsm_eject_put_aside(session, medium);
    default: /* those for disks in stand-alone drives among them */
        return ERROR_INVALID_PARAMETER;
    }
}

DWORD WINAPI EjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpEjectOperation,
                            DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpEjectOperation == NULL && dwAction != NTMS_EJECT_QUEUE)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = eject(session, lpMediaId, lpEjectOperation, dwAction);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI InjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpLibraryId,
                             LPNTMS_GUID lpInjectOperation, DWORD dwAction)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpLibraryId == NULL || lpInjectOperation == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_inject_media(session, lpLibraryId, lpInjectOperation, dwAction);
    return rsm_call_end(__func__, session, err);
}
