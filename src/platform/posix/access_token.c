/*
 * No descriptors are asked here: the rights of the data folder are what protects it.
 */
#include "platform/access_token.h"

bool rsm_access_token_decides(void)
{
    return false;
}

bool rsm_access_token_holds(const void *sid)
{
    (void)sid;
    return true;
}

rsm_error rsm_access_token_check(void *descriptor, const struct rsm_generic_rights *generic,
                                 uint32_t mask)
{
    (void)descriptor;
    (void)generic;
    (void)mask;
    return ERROR_SUCCESS;
}
