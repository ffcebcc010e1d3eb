/*
 * Names of the user and the computer, as Windows knows them. A thread that acts for a client
 * speaks with the client's name, so the thread's token is asked before the process's.
 */
#include "platform/identity.h"

#include "os_wide.h"
#include "platform/text.h"

#define NAME_ROOM 256

/* The user of a token, with room for the longest identifier behind the structure. */
union token_user {
    TOKEN_USER user;
    BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
};

static rsm_error open_token(HANDLE *token_out)
{
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token_out) ||
        OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token_out))
        return ERROR_SUCCESS;
    return rsm_wide_last_error();
}

static rsm_error get_token_user(union token_user *user_out)
{
    rsm_error error = ERROR_SUCCESS;
    DWORD size;
    HANDLE token;

    error = open_token(&token);
    if (error)
        return error;
    if (!GetTokenInformation(token, TokenUser, user_out, sizeof *user_out, &size))
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
    union token_user user;
    SID_NAME_USE use;
    rsm_error error = get_token_user(&user);

    rsm_text_copy(user_out, room, NULL);
    if (error)
        return error;
    if (!LookupAccountSidW(NULL, user.user.User.Sid, name, &name_room, domain, &domain_room, &use))
        return rsm_wide_last_error();
    put_together(user_out, room, domain, name);
    return ERROR_SUCCESS;
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
