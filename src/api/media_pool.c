/*
 * CreateNtmsMediaPool, GetNtmsMediaPoolName, DeleteNtmsMediaPool and MoveToNtmsMediaPool.
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "core/pools.h"
#include "ntmsapi.h"
#include "platform/text.h"
#include "work/media_moves.h"

#include <string.h>

DWORD WINAPI CreateNtmsMediaPoolW(HANDLE hSession, LPCWSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpPoolName == NULL || lpPoolId == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_pools_open(session, lpPoolName, lpMediaType, dwAction, lpSecurityAttributes,
                             lpPoolId);
    return rsm_call_end(__func__, session, err);
}

/* What is cut off a path leaves one that is still too long, even if it is half a pair of surrogates. */
DWORD WINAPI CreateNtmsMediaPoolA(HANDLE hSession, LPCSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId)
{
    WCHAR path[NTMS_POOLHIERARCHY_LENGTH + 2];

    return CreateNtmsMediaPoolW(hSession,
                                rsm_text_aw_input(lpPoolName, path, sizeof path / sizeof path[0]),
                                lpMediaType, dwAction, lpSecurityAttributes, lpPoolId);
}

DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE hSession, LPNTMS_GUID lpPoolId, LPWSTR lpNameBuf,
                                   LPDWORD lpdwBufSize)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpPoolId == NULL || lpNameBuf == NULL || lpdwBufSize == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_pools_get_path(session, lpPoolId, lpNameBuf, lpdwBufSize);
    return rsm_call_end(__func__, session, err);
}

/* The path as ANSI text, if it fits; its length with the null in any case. */
static rsm_error narrow_path(const WCHAR *path, LPSTR name_out, DWORD *room)
{
    char text[3 * RSM_POOLS_PATH_ROOM];
    DWORD length;
    rsm_error err = ERROR_SUCCESS;

    (void)rsm_text_to_ansi(text, sizeof text, path, RSM_TEXT_TERMINATED);
    length = (DWORD)strlen(text) + 1;
    if (length > *room)
        err = ERROR_INSUFFICIENT_BUFFER;
    else
        memcpy(name_out, text, length);
    *room = length;
    return err;
}

DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE hSession, LPNTMS_GUID lpPoolId, LPSTR lpNameBuf,
                                   LPDWORD lpdwBufSize)
{
    WCHAR path[RSM_POOLS_PATH_ROOM];
    DWORD room = RSM_POOLS_PATH_ROOM;
    bool given = lpNameBuf != NULL && lpdwBufSize != NULL;
    DWORD err = GetNtmsMediaPoolNameW(hSession, lpPoolId, given ? path : NULL, &room);

    if (err != ERROR_SUCCESS)
        return err;
    err = narrow_path(path, lpNameBuf, lpdwBufSize);
    return err == ERROR_SUCCESS ? err : rsm_call_end(__func__, NULL, err);
}

DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpPoolId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpPoolId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_pools_delete(session, lpPoolId);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && (lpMediaId == NULL || lpPoolId == NULL))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_media_moves_to_pool(session, lpMediaId, lpPoolId);
    return rsm_call_end(__func__, session, err);
}
