/*
 * AllocateNtmsMedia and DeallocateNtmsMedia.
 */
#include "api/call.h"
#include "model/guid.h"
#include "ntmsapi.h"
#include "work/allocate.h"

static bool is_information_accepted(const NTMS_ALLOCATION_INFORMATION *information)
{
    return information == NULL ||
           (information->dwSize >= sizeof *information && information->lpReserved == NULL);
}

/* On failure the medium is the null GUID, but for the one that NTMS_ALLOCATE_NEXT came with. */
DWORD WINAPI AllocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaPool, LPNTMS_GUID lpPartition,
                               LPNTMS_GUID lpMediaId, DWORD dwOptions, DWORD dwTimeout,
                               LPNTMS_ALLOCATION_INFORMATION lpAllocateInformation)
{
    struct rsm_allocate_wish wish = {
        .side = lpPartition, .owner = lpMediaId, .options = dwOptions, .timeout_ms = dwTimeout};
    struct rsm_allocation allocation;
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaPool == NULL || lpMediaId == NULL ||
                                 !is_information_accepted(lpAllocateInformation)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS) {
        wish.pool = *lpMediaPool;
        err = rsm_allocate_media(session, &wish, &allocation);
        if (err == ERROR_SUCCESS)
            *lpMediaId = allocation.owner;
        else if ((dwOptions & NTMS_ALLOCATE_NEXT) == 0)
            *lpMediaId = rsm_guid_null;
    }
    if (err == ERROR_SUCCESS && lpAllocateInformation != NULL)
        lpAllocateInformation->AllocatedFrom = allocation.from;
    return rsm_call_end(__func__, session, err);
}

/* dwOptions is reserved; [MS-RSMP] says that it is ignored. */
DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwOptions)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    (void)dwOptions;
    if (err == ERROR_SUCCESS && lpMediaId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_allocate_give_back(session, lpMediaId);
    return rsm_call_end(__func__, session, err);
}
