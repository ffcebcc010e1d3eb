/*
 * DecommissionNtmsMedia, SetNtmsMediaComplete, SwapNtmsMedia, ChangeNtmsMediaType, DeleteNtmsMedia and
 * CreateNtmsMedia.  Which sizes of the structure of a medium are accepted is decided here (its function
 * page, and section 3.1 of the object model).
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "core/media_states.h"
#include "core/offline_media.h"
#include "model/object_types.h"
#include "ntmsapi.h"
#include "work/media_moves.h"

#include <string.h>

DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpMediaId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_media_states_decommission(session, lpMediaId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession, LPNTMS_GUID lpMediaId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpMediaId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_media_states_complete(session, lpMediaId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1, LPNTMS_GUID lpMediaId2)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId1 == NULL || lpMediaId2 == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_media_states_swap(session, lpMediaId1, lpMediaId2);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId == NULL || lpPoolId == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_media_moves_change_type(session, lpMediaId, lpPoolId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpMediaId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_offline_media_delete(session, lpMediaId);
    return rsm_call_end(__func__, session, err);
}

/* ---- CreateNtmsMedia ---- */

/* Either all of the structure, or as much as that kind needs. */
static bool is_medium_accepted_w(const NTMS_OBJECTINFORMATIONW *medium)
{
    return (medium->dwSize == sizeof *medium ||
            medium->dwSize == rsm_object_type_size_w(NTMS_PHYSICAL_MEDIA)) &&
           medium->dwType == NTMS_PHYSICAL_MEDIA;
}

static bool is_medium_accepted_a(const NTMS_OBJECTINFORMATIONA *medium)
{
    return (medium->dwSize == sizeof *medium ||
            medium->dwSize == rsm_object_type_size_a(NTMS_PHYSICAL_MEDIA)) &&
           medium->dwType == NTMS_PHYSICAL_MEDIA;
}

DWORD WINAPI CreateNtmsMediaW(HANDLE hSession, LPNTMS_OBJECTINFORMATIONW lpMedia,
                              LPNTMS_OBJECTINFORMATIONW lpList, DWORD dwOptions)
{
    NTMS_OBJECTINFORMATIONW medium;
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS &&
        (lpMedia == NULL || lpList == NULL || !is_medium_accepted_w(lpMedia)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS) {
        memset(&medium, 0, sizeof medium);
        memcpy(&medium, lpMedia, lpMedia->dwSize);
        err = rsm_offline_media_create(session, &medium, lpList, dwOptions);
    }
    if (err == ERROR_SUCCESS) {
        medium.dwSize = lpMedia->dwSize;
        memcpy(lpMedia, &medium, medium.dwSize);
    }
    return rsm_call_end(__func__, session, err);
}

/* The sides in their W form; one that W refuses anyway keeps its kind and loses its size. */
static void widen_sides(const NTMS_OBJECTINFORMATIONA *list, DWORD count,
                        NTMS_OBJECTINFORMATIONW *wide_out)
{
    for (DWORD i = 0; i < count; i++) {
        bool accepted = list[i].dwSize == sizeof list[i] && list[i].dwType == NTMS_PARTITION;

        if (accepted)
            rsm_text_aw_wide_information(&list[i], &wide_out[i]);
        else
            memset(&wide_out[i], 0, sizeof wide_out[i]);
    }
}

/* What W refuses anyway is handed on as NULL, so that the checks and their order are W's. */
DWORD WINAPI CreateNtmsMediaA(HANDLE hSession, LPNTMS_OBJECTINFORMATIONA lpMedia,
                              LPNTMS_OBJECTINFORMATIONA lpList, DWORD dwOptions)
{
    NTMS_OBJECTINFORMATIONA narrow = {.dwSize = 0};
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW sides[RSM_OFFLINE_MEDIA_SIDES_MAX];
    DWORD count;
    DWORD err;

    if (lpMedia == NULL || lpList == NULL || !is_medium_accepted_a(lpMedia))
        return CreateNtmsMediaW(hSession, NULL, NULL, dwOptions);
    memcpy(&narrow, lpMedia, lpMedia->dwSize);
    rsm_text_aw_wide_information(&narrow, &medium);
    count = medium.Info.PhysicalMedia.dwNumberOfPartitions;
    if (count > RSM_OFFLINE_MEDIA_SIDES_MAX)
        count = 0; /* W reads none of them, too */
    widen_sides(lpList, count, sides);

    err = CreateNtmsMediaW(hSession, &medium, sides, dwOptions);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_text_aw_information(&medium, &narrow);
    narrow.dwSize = lpMedia->dwSize;
    memcpy(lpMedia, &narrow, narrow.dwSize);
    for (DWORD i = 0; i < count; i++)
        rsm_text_aw_information(&sides[i], &lpList[i]);
    return err;
}
