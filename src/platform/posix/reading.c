/*
 * Reading a file with pread.
 */
#define _DEFAULT_SOURCE
#define _FILE_OFFSET_BITS 64

#include "platform/reading.h"

#include "os_error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct rsm_reading {
    int file;
};

rsm_error rsm_reading_open(const char *path, struct rsm_reading **reading_out)
{
    struct rsm_reading *reading = malloc(sizeof *reading);

    *reading_out = NULL;
    if (!reading)
        return ERROR_NOT_ENOUGH_MEMORY;
    reading->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (reading->file < 0) {
        rsm_error error = rsm_error_from_errno(errno);

        free(reading);
        return error;
    }
    *reading_out = reading;
    return ERROR_SUCCESS;
}

rsm_error rsm_reading_at(struct rsm_reading *reading, uint64_t offset, void *bytes_out, size_t room,
                         size_t *count_out)
{
    ssize_t count;

    do
        count = pread(reading->file, bytes_out, room, (off_t)offset);
    while (count < 0 && errno == EINTR);
    *count_out = count > 0 ? (size_t)count : 0;
    return count < 0 ? rsm_error_from_errno(errno) : ERROR_SUCCESS;
}

uint64_t rsm_reading_size(struct rsm_reading *reading)
{
    struct stat status;

    return fstat(reading->file, &status) == 0 && status.st_size > 0 ? (uint64_t)status.st_size : 0;
}

void rsm_reading_close(struct rsm_reading *reading)
{
    if (reading)
        close(reading->file);
    free(reading);
}
