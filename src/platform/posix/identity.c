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
