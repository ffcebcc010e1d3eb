/*
 * LocalAlloc, fixed: the address is the memory.
 */
#include "platform/local.h"

#include <windows.h>

void *rsm_local_allocate(size_t size)
{
    return LocalAlloc(LMEM_FIXED, size);
}

void rsm_local_free(void *memory)
{
    (void)LocalFree(memory);
}
