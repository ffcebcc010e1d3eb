/*
 * Random bytes from RtlGenRandom, which advapi32 exports as SystemFunction036.
 */
#include "platform/random.h"

#include <ntsecapi.h>

#define MOST_AT_ONCE 0x10000000u

rsm_error rsm_random_bytes(void *bytes_out, size_t size)
{
    BYTE *bytes = bytes_out;

    while (size > 0) {
        ULONG count = size > MOST_AT_ONCE ? MOST_AT_ONCE : (ULONG)size;

        if (!RtlGenRandom(bytes, count))
            return ERROR_GEN_FAILURE;
        bytes += count;
        size -= count;
    }
    return ERROR_SUCCESS;
}
