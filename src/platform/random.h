/*
 * Random bytes from the operating system, good enough for identifiers nobody may guess.
 */
#ifndef RSM_PLATFORM_RANDOM_H
#define RSM_PLATFORM_RANDOM_H

#include "platform/error.h"

#include <stddef.h>

/* Fills all of it. After a failure (ERROR_GEN_FAILURE and others) the bytes are not to be used. */
rsm_error rsm_random_bytes(void *bytes_out, size_t size);

#endif
