/*
 * GetNtmsObjectAttribute and SetNtmsObjectAttribute.  A and W differ in the form of the name alone;
 * the data are bytes and never converted.
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "core/attributes.h"
#include "ntmsapi.h"

/* More than a name may have, so that a longer one is still too long when it was cut. */
enum { NAME_ROOM = NTMS_MAXATTR_NAMELEN + 2 };

DWORD WINAPI GetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpAttributeName == NULL ||
                                 lpAttributeData == NULL || lpAttributeSize == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_attributes_get(session, lpObjectId, dwType, lpAttributeName, lpAttributeData,
                                 lpAttributeSize);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI GetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize)
{
    WCHAR name[NAME_ROOM];

    return GetNtmsObjectAttributeW(hSession, lpObjectId, dwType,
                                   rsm_text_aw_input(lpAttributeName, name, NAME_ROOM),
                                   lpAttributeData, lpAttributeSize);
}

/* dwType is not looked at: [MS-RSMP] says that a wrong one is ignored. */
DWORD WINAPI SetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD AttributeSize)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    (void)dwType;
    if (err == ERROR_SUCCESS && (lpObjectId == NULL || lpAttributeName == NULL ||
                                 (lpAttributeData == NULL && AttributeSize > 0)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_attributes_set(session, lpObjectId, lpAttributeName, lpAttributeData,
                                 AttributeSize);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI SetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD AttributeSize)
{
    WCHAR name[NAME_ROOM];

    return SetNtmsObjectAttributeW(hSession, lpObjectId, dwType,
                                   rsm_text_aw_input(lpAttributeName, name, NAME_ROOM),
                                   lpAttributeData, AttributeSize);
}
