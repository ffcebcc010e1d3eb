/*
 * Names of the user and the computer, as POSIX knows them.
 */
#define _DEFAULT_SOURCE

#include "platform/identity.h"

#include "os_error.h"
#include "platform/text.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define ACCOUNT_ROOM 4096
#define HOST_ROOM    256

rsm_error rsm_identity_user(WCHAR *user_out, size_t room)
{
    char strings[ACCOUNT_ROOM];
    struct passwd account;
    struct passwd *found = NULL;

    getpwuid_r(geteuid(), &account, strings, sizeof strings, &found);
    if (found)
        rsm_text_from_utf8(user_out, room, found->pw_name, RSM_TEXT_TERMINATED);
    else /* an account without a name, as in containers */
        rsm_text_format(user_out, room, "uid %lu", (unsigned long)geteuid());
    return ERROR_SUCCESS;
}

/* S-1-22-<kind>-<number>: revision, parts, authority, then the parts with their low byte first. */
static void make_sid(unsigned char *sid_out, unsigned char kind, uint32_t number)
{
    memset(sid_out, 0, RSM_IDENTITY_SID_ROOM);
    sid_out[0] = 1;
    sid_out[1] = 2;
    sid_out[7] = 22;
    sid_out[8] = kind;
    for (unsigned i = 0; i < 4; i++)
        sid_out[12 + i] = (unsigned char)(number >> 8 * i);
}

rsm_error rsm_identity_sids(unsigned char user_out[RSM_IDENTITY_SID_ROOM],
                            unsigned char group_out[RSM_IDENTITY_SID_ROOM])
{
    make_sid(user_out, 1, (uint32_t)geteuid());
    make_sid(group_out, 2, (uint32_t)getegid());
    return ERROR_SUCCESS;
}

rsm_error rsm_identity_computer(WCHAR *computer_out, size_t room)
{
    char host[HOST_ROOM] = "";

    rsm_text_copy(computer_out, room, NULL);
    if (gethostname(host, sizeof host) != 0)
        return rsm_error_from_errno(errno);
    host[sizeof host - 1] = 0;
    rsm_text_from_utf8(computer_out, room, host, strcspn(host, "."));
    return ERROR_SUCCESS;
}

uint32_t rsm_identity_process(void)
{
    return (uint32_t)getpid();
}
