/*
 * What an administrator set for the machine. Only Windows has such a place.
 */
#ifndef RSM_PLATFORM_REGISTRY_H
#define RSM_PLATFORM_REGISTRY_H

#include "platform/error.h"

#include <stdint.h>

/*
 * The number (REG_DWORD) of that name under HKLM\SYSTEM\CurrentControlSet\Control\NTMS, in the 64-bit view,
 * so that x86 and x64 programs meet. ERROR_NOT_FOUND when there is none, ERROR_INVALID_DATA when it
 * is no number.
 */
rsm_error rsm_registry_number(const char *name, uint32_t *number_out);

#endif
