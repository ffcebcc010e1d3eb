/*
 * The log's file with O_APPEND: the system puts each write at the end, whoever else writes.
 */
#define _DEFAULT_SOURCE

#include "platform/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define OWNER_ONLY 0600

bool rsm_log_file_open(const char *path, intptr_t *file_out)
{
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, OWNER_ONLY);

    *file_out = file;
    return file >= 0;
}

void rsm_log_file_write(intptr_t file, const char *line, size_t length)
{
    ssize_t written;

    do
        written = write((int)file, line, length);
    while (written < 0 && errno == EINTR);
}

void rsm_log_file_close(intptr_t file)
{
    close((int)file);
}
