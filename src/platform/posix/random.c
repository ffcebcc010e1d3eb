/*
 * Random bytes from the kernel.
 */
#define _DEFAULT_SOURCE

#include "platform/random.h"

#include "os_error.h"

#include <errno.h>
#include <sys/random.h>

rsm_error rsm_random_bytes(void *bytes_out, size_t size)
{
    unsigned char *bytes = bytes_out;
    size_t filled = 0;

    while (filled < size) {
        ssize_t count = getrandom(bytes + filled, size - filled, 0);

        if (count < 0 && errno != EINTR)
            return rsm_error_from_errno(errno);
        if (count > 0)
            filled += (size_t)count;
    }
    return ERROR_SUCCESS;
}
