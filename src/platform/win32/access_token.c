/*
 * Rights by the caller's token.  AccessCheck and CheckTokenMembership want a token that stands for
 * somebody: that of the thread is one, that of the process is copied into one.
 */
#include "platform/access_token.h"

#include "os_wide.h"
#include "platform/log.h"

#include <string.h>

bool rsm_access_token_decides(void)
{
    return true;
}

static rsm_error copy_of_process_token(HANDLE *token_out)
{
    rsm_error error = ERROR_SUCCESS;
    HANDLE token;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &token))
        return rsm_wide_last_error();
    if (!DuplicateToken(token, SecurityIdentification, token_out))
        error = rsm_wide_last_error();
    CloseHandle(token);
    return error;
}

/* A thread whose token cannot be opened gets no rights: it must not be taken for the process. */
static rsm_error open_token(HANDLE *token_out)
{
    rsm_error error = ERROR_SUCCESS;

    if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token_out)) {
        error = rsm_wide_last_error();
        if (error == ERROR_NO_TOKEN)
            error = copy_of_process_token(token_out);
    }
    if (error != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "platform",
                "the caller's access token cannot be opened (error %lu): no right is granted",
                (unsigned long)error);
    return error;
}

static bool is_member(const void *sid)
{
    BYTE copy[SECURITY_MAX_SID_SIZE]; /* Windows takes no constant one */
    BOOL member = FALSE;
    HANDLE token;

    if (open_token(&token) != ERROR_SUCCESS)
        return false;
    memcpy(copy, sid, GetSidLengthRequired(((const BYTE *)sid)[1]));
    if (!CheckTokenMembership(token, copy, &member))
        member = FALSE;
    CloseHandle(token);
    return member;
}

/* What the check says of the privileges that were used; nobody wants to know, but it needs room. */
union privileges {
    PRIVILEGE_SET set;
    BYTE bytes[sizeof(PRIVILEGE_SET) + 8 * sizeof(LUID_AND_ATTRIBUTES)];
};

static bool is_allowed(void *descriptor, const struct rsm_generic_rights *generic, uint32_t mask)
{
    GENERIC_MAPPING mapping = {generic->read, generic->write, generic->execute, generic->all};
    union privileges used;
    DWORD used_size = sizeof used;
    DWORD granted = 0;
    BOOL allowed = FALSE;
    HANDLE token;

    if (open_token(&token) != ERROR_SUCCESS)
        return false;
    if (!AccessCheck(descriptor, token, mask, &mapping, &used.set, &used_size, &granted,
                     &allowed)) {
        allowed = FALSE;
        if (GetLastError() != ERROR_PRIVILEGE_NOT_HELD)
            rsm_log(RSM_LOG_ERROR, "platform",
                    "Windows cannot check a right (error %lu): it is not granted", GetLastError());
    }
    CloseHandle(token);
    return allowed;
}

/* A call that succeeds leaves the caller's last error as it was, and asking for a token that a thread
 * does not have is no failure. */
bool rsm_access_token_holds(const void *sid)
{
    DWORD last_error = GetLastError();
    bool holds = is_member(sid);

    SetLastError(last_error);
    return holds;
}

rsm_error rsm_access_token_check(void *descriptor, const struct rsm_generic_rights *generic,
                                 uint32_t mask)
{
    DWORD last_error = GetLastError();
    bool allowed = is_allowed(descriptor, generic, mask);

    SetLastError(last_error);
    return allowed ? ERROR_SUCCESS : ERROR_ACCESS_DENIED;
}
