/*
 * MountNtmsMedia.
 */
#include "work/mount.h"
#include "api/call.h"
#include "ntmsapi.h"
#include "work/mount_async.h"

/* The block that a program which does not wait wants to be kept true, or NULL. */
static NTMS_ASYNC_IO *block_of(DWORD options, const NTMS_MOUNT_INFORMATION *information)
{
    if ((options & NTMS_MOUNT_NOWAIT) == 0 || information == NULL ||
        information->dwSize < sizeof *information)
        return NULL;
    return information->lpReserved;
}

DWORD WINAPI MountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpDriveId,
                            DWORD dwCount, DWORD dwOptions, int dwPriority, DWORD dwTimeout,
                            LPNTMS_MOUNT_INFORMATION lpMountInformation)
{
    const struct rsm_mount_wish wish = {
        .media = lpMediaId,
        .drives = (dwOptions & NTMS_MOUNT_SPECIFIC_DRIVE) != 0 ? lpDriveId : NULL,
        .count = dwCount,
        .options = dwOptions,
        .priority = dwPriority,
        .timeout_ms = dwTimeout,
    };
    NTMS_ASYNC_IO *block = block_of(dwOptions, lpMountInformation);
    struct rsm_session *session;
    GUID batch;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId == NULL || lpDriveId == NULL || dwCount == 0))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_mount_media(session, &wish, lpDriveId, &batch);
    if (err == ERROR_SUCCESS && block != NULL)
        err = rsm_mount_async_begin(hSession, &batch, block);
    return rsm_call_end(__func__, session, err);
}
