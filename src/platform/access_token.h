/*
 * What the system says of the caller's rights: the user of the calling thread when it acts for a
 * client, else that of the process.  Where the system does not decide, everybody may do everything.
 * None of these blocks, or touches the thread's last error.
 */
#ifndef RSM_PLATFORM_ACCESS_TOKEN_H
#define RSM_PLATFORM_ACCESS_TOKEN_H

#include "platform/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether there is anything to ask. */
bool rsm_access_token_decides(void);

/* Whether the caller is that user, or in that group and the group counts; sid is an identifier as
 * bytes.  False when the system cannot tell. */
bool rsm_access_token_holds(const void *sid);

/* What the generic rights mean. */
struct rsm_generic_rights {
    uint32_t read;
    uint32_t write;
    uint32_t execute;
    uint32_t all;
};

/*
 * Whether a descriptor (self-relative, with owner and group) grants all of a mask to the caller.
 * ACCESS_SYSTEM_SECURITY is granted by the privilege SE_SECURITY_NAME alone.  ERROR_ACCESS_DENIED, also
 * when the system cannot tell.
 */
rsm_error rsm_access_token_check(void *descriptor, const struct rsm_generic_rights *generic,
                                 uint32_t mask);

#endif
