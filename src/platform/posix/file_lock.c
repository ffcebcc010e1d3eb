/*
 * File locks of open file descriptions (fcntl() with F_OFD_SETLK): they belong to the open file, so
 * two descriptors of one process exclude each other; and they exclude the locks of programs for
 * Windows that work on the same folder, which Wine takes with fcntl().  flock() would do only the one.
 */
#define _GNU_SOURCE /* F_OFD_SETLK */

#include "platform/file_lock.h"

#include "os_error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWNER_ONLY   0600
#define MOST_REOPENS 100

struct rsm_file_lock {
    int file;
};

static rsm_error open_file(const char *path, int *file_out)
{
    *file_out = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, OWNER_ONLY);
    if (*file_out >= 0)
        return ERROR_SUCCESS;
    return errno == ENOENT ? ERROR_PATH_NOT_FOUND : rsm_error_from_errno(errno);
}

static rsm_error lock_file(int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int result;

    do
        result = fcntl(file, F_OFD_SETLK, &whole);
    while (result != 0 && errno == EINTR);
    if (result == 0)
        return ERROR_SUCCESS;
    return errno == EAGAIN || errno == EACCES ? ERROR_LOCK_VIOLATION : rsm_error_from_errno(errno);
}

/* False when the file was removed between opening and locking: others would lock another one. */
static bool is_still_at(const char *path, int file)
{
    struct stat opened;
    struct stat present;

    return fstat(file, &opened) == 0 && stat(path, &present) == 0 &&
           opened.st_dev == present.st_dev && opened.st_ino == present.st_ino;
}

static rsm_error open_and_lock(const char *path, int *file_out)
{
    for (int i = 0; i < MOST_REOPENS; i++) {
        rsm_error error = open_file(path, file_out);

        if (error)
            return error;
        error = lock_file(*file_out);
        if (!error && is_still_at(path, *file_out))
            return ERROR_SUCCESS;
        close(*file_out);
        if (error)
            return error;
    }
    return ERROR_LOCK_VIOLATION;
}

rsm_error rsm_file_lock_try(const char *path, struct rsm_file_lock **lock_out)
{
    struct rsm_file_lock *lock = malloc(sizeof *lock);
    rsm_error error;

    *lock_out = NULL;
    if (!lock)
        return ERROR_NOT_ENOUGH_MEMORY;
    error = open_and_lock(path, &lock->file);
    if (error)
        free(lock);
    else
        *lock_out = lock;
    return error;
}

void rsm_file_lock_release(struct rsm_file_lock *lock)
{
    if (!lock)
        return;
    close(lock->file);
    free(lock);
}
