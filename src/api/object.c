/*
 * EnumerateNtmsObject, GetNtmsObjectInformation, SetNtmsObjectInformation, and EnableNtmsObject with
 * DisableNtmsObject.  Which sizes of structures are accepted is decided here (object model, section
 * 3.1); the rest is core's and work's.
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "core/objects.h"
#include "core/objects_set.h"
#include "model/object_types.h"
#include "ntmsapi.h"
#include "work/enable.h"

#include <stddef.h>
#include <string.h>

DWORD WINAPI EnumerateNtmsObject(HANDLE hSession, const LPNTMS_GUID lpContainerId,
                                 LPNTMS_GUID lpList, LPDWORD lpdwListSize, DWORD dwType,
                                 DWORD dwOptions)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpdwListSize == NULL || (lpList == NULL && *lpdwListSize > 0)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err =
            rsm_objects_enumerate(session, lpContainerId, dwType, dwOptions, lpList, lpdwListSize);
    return rsm_call_end(__func__, session, err);
}

/* What is told apart by the form of the structure, A or W. */
struct form {
    DWORD (*least_size)(DWORD type);
    DWORD old_size; /* of the first published layout, which nobody may pass any more */
};

static const struct form form_a = {rsm_object_type_size_a, sizeof(NTMS_I1_OBJECTINFORMATIONA)};
static const struct form form_w = {rsm_object_type_size_w, sizeof(NTMS_I1_OBJECTINFORMATIONW)};

/*
 * A size that a caller may pass with that kind; with NTMS_UNKNOWN the kind is found out later and
 * the size looked at again.  type is read only when the structure has room for it.
 */
static bool is_size_accepted(const struct form *form, DWORD size, const DWORD *type)
{
    if (size < offsetof(NTMS_OBJECTINFORMATIONW, Created) || size == form->old_size)
        return false;
    if (*type == NTMS_UNKNOWN)
        return true;
    return rsm_object_type_is_valid(*type) && size >= form->least_size(*type);
}

/* The part of a caller's structure that there is. */
static size_t smaller(DWORD size, size_t whole)
{
    return size < whole ? size : whole;
}

DWORD WINAPI GetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo)
{
    NTMS_OBJECTINFORMATIONW information;
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpInfo == NULL ||
                                 !is_size_accepted(&form_w, lpInfo->dwSize, &lpInfo->dwType)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_objects_get(session, lpObjectId, lpInfo->dwType, &information);
    if (err == ERROR_SUCCESS && !is_size_accepted(&form_w, lpInfo->dwSize, &information.dwType))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS) {
        DWORD size = lpInfo->dwSize;

        information.dwSize = size;
        memcpy(lpInfo, &information, smaller(size, sizeof information));
    }
    return rsm_call_end(__func__, session, err);
}

/* What W refuses anyway is handed on as NULL, so that the checks and their order are W's. */
DWORD WINAPI GetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo)
{
    bool accepted = lpInfo != NULL && is_size_accepted(&form_a, lpInfo->dwSize, &lpInfo->dwType);
    NTMS_OBJECTINFORMATIONW wide = {.dwSize = sizeof wide,
                                    .dwType = accepted ? lpInfo->dwType : NTMS_UNKNOWN};
    NTMS_OBJECTINFORMATIONA narrow;
    rsm_error err = GetNtmsObjectInformationW(hSession, lpObjectId, accepted ? &wide : NULL);

    if (err == ERROR_SUCCESS && !is_size_accepted(&form_a, lpInfo->dwSize, &wide.dwType))
        return rsm_call_end(__func__, NULL, ERROR_INVALID_PARAMETER);
    if (err == ERROR_SUCCESS) {
        DWORD size = lpInfo->dwSize;

        rsm_text_aw_information(&wide, &narrow);
        narrow.dwSize = size;
        memcpy(lpInfo, &narrow, smaller(size, sizeof narrow));
    }
    return err;
}

/* ---- setting ---- */

DWORD WINAPI SetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = 0};
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpInfo == NULL ||
                                 !is_size_accepted(&form_w, lpInfo->dwSize, &lpInfo->dwType)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS) {
        memcpy(&information, lpInfo, smaller(lpInfo->dwSize, sizeof information));
        err = rsm_objects_set(session, lpObjectId, &information);
    }
    return rsm_call_end(__func__, session, err);
}

/* What W refuses anyway is handed on as NULL, so that the checks and their order are W's. */
DWORD WINAPI SetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo)
{
    NTMS_OBJECTINFORMATIONA narrow = {.dwSize = 0};
    NTMS_OBJECTINFORMATIONW wide;

    if (lpInfo == NULL || !is_size_accepted(&form_a, lpInfo->dwSize, &lpInfo->dwType))
        return SetNtmsObjectInformationW(hSession, lpObjectId, NULL);
    memcpy(&narrow, lpInfo, smaller(lpInfo->dwSize, sizeof narrow));
    rsm_text_aw_wide_information(&narrow, &wide);
    return SetNtmsObjectInformationW(hSession, lpObjectId, &wide);
}

/* ---- enabling ---- */

static DWORD enable_object(const char *function, HANDLE handle, DWORD type, const GUID *id,
                           bool enable)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(function, handle, &session);

    if (err == ERROR_SUCCESS && id == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_enable_queue(session, type, id, enable);
    return rsm_call_end(function, session, err);
}

DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId)
{
    return enable_object(__func__, hSession, dwType, lpObjectId, true);
}

DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId)
{
    return enable_object(__func__, hSession, dwType, lpObjectId, false);
}
