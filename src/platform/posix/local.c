/*
 * The C library's memory, of which there is one here.
 */
#include "platform/local.h"

#include <stdlib.h>

void *rsm_local_allocate(size_t size)
{
    return malloc(size);
}

void rsm_local_free(void *memory)
{
    free(memory);
}
