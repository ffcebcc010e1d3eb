/*
 * The token that tells this process from all others; names and numbers are in posix/ and win32/.
 */
#include "platform/identity.h"

#include "platform/random.h"
#include "platform/thread.h"

#include <stdio.h>
#include <string.h>

#define TOKEN_BYTES ((RSM_IDENTITY_TOKEN_ROOM - 1) / 2)

static struct {
    struct rsm_mutex lock; /* guards the rest; taken last, calls nothing but the system */
    bool made;
    uint32_t process; /* whose token it is: a forked child must make its own */
    char token[RSM_IDENTITY_TOKEN_ROOM];
} identity = {RSM_MUTEX_INIT, false, 0, ""};

static rsm_error make_token(void)
{
    unsigned char bytes[TOKEN_BYTES];
    rsm_error error = rsm_random_bytes(bytes, sizeof bytes);

    if (error)
        return error;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(identity.token + 2 * i, 3, "%02x", (unsigned)bytes[i]);
    identity.process = rsm_identity_process();
    identity.made = true;
    return ERROR_SUCCESS;
}

rsm_error rsm_identity_process_token(char token_out[RSM_IDENTITY_TOKEN_ROOM])
{
    rsm_error error = ERROR_SUCCESS;

    token_out[0] = 0;
    rsm_mutex_lock(&identity.lock);
    if (!identity.made || identity.process != rsm_identity_process())
        error = make_token();
    if (!error)
        memcpy(token_out, identity.token, sizeof identity.token);
    rsm_mutex_unlock(&identity.lock);
    return error;
}
