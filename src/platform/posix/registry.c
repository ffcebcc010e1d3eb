/*
 * There is no registry here.
 */
#include "platform/registry.h"

rsm_error rsm_registry_number(const char *name, uint32_t *number_out)
{
    (void)name;
    (void)number_out;
    return ERROR_NOT_FOUND;
}
