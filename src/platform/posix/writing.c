/*
 * Writing a new file.
 */
#define _DEFAULT_SOURCE

#include "platform/writing.h"

#include "os_error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { EVERYBODY_READS = 0666 }; /* as far as the user's mask lets them */

static int write_all(int file, const char *bytes, size_t length)
{
    size_t done = 0;

    while (done < length) {
        ssize_t written = write(file, bytes + done, length - done);

        if (written < 0 && errno != EINTR)
            return errno;
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0 || errno == EINVAL ? 0 : errno;
}

rsm_error rsm_writing_make(const char *path, const void *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, EVERYBODY_READS);
    int failure;

    if (file < 0) /* what is not there is the folder */
        return errno == ENOENT ? ERROR_PATH_NOT_FOUND : rsm_error_from_errno(errno);
    failure = write_all(file, bytes, length);
    if (close(file) != 0 && failure == 0)
        failure = errno;
    if (failure == 0)
        return ERROR_SUCCESS;
    unlink(path);
    return rsm_error_from_errno(failure);
}
