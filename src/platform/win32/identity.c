/*
 * Names of the user and the computer, as Windows knows them. A thread that acts for a client
 * speaks with the client's name, so the thread's token is asked before the process's.
 */
#include "platform/identity.h"

#include "os_wide.h"
#include "platform/text.h"

#include <string.h>

#define NAME_ROOM 256

/* The user or the group of a token, with room for the longest identifier behind the structure. */
union token_sid {
    TOKEN_USER user;
    TOKEN_PRIMARY_GROUP group;
    BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
};

static rsm_error open_token(HANDLE *token_out)
{
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token_out) ||
        OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token_out))
        return ERROR_SUCCESS;
    return rsm_wide_last_error();
}

static rsm_error get_token_sid(TOKEN_INFORMATION_CLASS which, union token_sid *sid_out)
{
    rsm_error error = ERROR_SUCCESS;
    DWORD size;
    HANDLE token;

    error = open_token(&token);
    if (error)
        return error;
    if (!GetTokenInformation(token, which, sid_out, sizeof *sid_out, &size))
        error = rsm_wide_last_error();
    CloseHandle(token);
    return error;
}

/* "DOMAIN\user", cut when longer. */
static void put_together(WCHAR *user_out, size_t room, const WCHAR *domain, const WCHAR *name)
{
    size_t used;

    rsm_text_copy(user_out, room, domain);
    used = rsm_text_length(user_out, room);
    if (used > 0 && rsm_text_copy(user_out + used, room - used, L"\\"))
        used++;
    rsm_text_copy(user_out + used, room - used, name);
}

rsm_error rsm_identity_user(WCHAR *user_out, size_t room)
{
    WCHAR name[NAME_ROOM];
    WCHAR domain[NAME_ROOM];
    DWORD name_room = NAME_ROOM;
    DWORD domain_room = NAME_ROOM;
    union token_sid user;
    SID_NAME_USE use;
    rsm_error error = get_token_sid(TokenUser, &user);

    rsm_text_copy(user_out, room, NULL);
    if (error)
        return error;
    if (!LookupAccountSidW(NULL, user.user.User.Sid, name, &name_room, domain, &domain_room, &use))
        return rsm_wide_last_error();
    put_together(user_out, room, domain, name);
    return ERROR_SUCCESS;
}

static rsm_error copy_sid(unsigned char *sid_out, PSID sid)
{
    memset(sid_out, 0, RSM_IDENTITY_SID_ROOM);
    return CopySid(RSM_IDENTITY_SID_ROOM, sid_out, sid) ? ERROR_SUCCESS : rsm_wide_last_error();
}

rsm_error rsm_identity_sids(unsigned char user_out[RSM_IDENTITY_SID_ROOM],
                            unsigned char group_out[RSM_IDENTITY_SID_ROOM])
{
    union token_sid user, group;
    rsm_error error = get_token_sid(TokenUser, &user);

    if (!error)
        error = get_token_sid(TokenPrimaryGroup, &group);
    if (!error)
        error = copy_sid(user_out, user.user.User.Sid);
    if (!error)
        error = copy_sid(group_out, group.group.PrimaryGroup);
    return error;
}

rsm_error rsm_identity_computer(WCHAR *computer_out, size_t room)
{
    WCHAR name[NAME_ROOM];
    DWORD name_room = NAME_ROOM;

    rsm_text_copy(computer_out, room, NULL);
    if (!GetComputerNameW(name, &name_room))
        return rsm_wide_last_error();
    rsm_text_copy(computer_out, room, name);
    return ERROR_SUCCESS;
}

uint32_t rsm_identity_process(void)
{
    return GetCurrentProcessId();
}
