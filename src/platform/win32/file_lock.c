/*
 * File locks with LockFileEx: they belong to the handle, so two handles of one process exclude
 * each other. The handle does not share the right to delete, so a lock's file cannot go away
 * while it is open.
 */
#include "platform/file_lock.h"

#include "os_wide.h"

#include <stdlib.h>

struct rsm_file_lock {
    HANDLE file;
};

static rsm_error open_file(const char *path, HANDLE *file_out)
{
    WCHAR wide[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(path, wide);

    if (error)
        return error;
    *file_out = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                            NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    return *file_out == INVALID_HANDLE_VALUE ? rsm_wide_last_error() : ERROR_SUCCESS;
}

static rsm_error lock_file(HANDLE file)
{
    OVERLAPPED from_start = {0};
    rsm_error error;

    if (LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, MAXDWORD, MAXDWORD,
                   &from_start))
        return ERROR_SUCCESS;
    error = rsm_wide_last_error();
    return error == ERROR_IO_PENDING ? ERROR_LOCK_VIOLATION : error;
}

rsm_error rsm_file_lock_try(const char *path, struct rsm_file_lock **lock_out)
{
    struct rsm_file_lock *lock = malloc(sizeof *lock);
    rsm_error error;

    *lock_out = NULL;
    if (!lock)
        return ERROR_NOT_ENOUGH_MEMORY;
    error = open_file(path, &lock->file);
    if (error) {
        free(lock);
        return error;
    }
    error = lock_file(lock->file);
    if (error) {
        CloseHandle(lock->file);
        free(lock);
        return error;
    }
    *lock_out = lock;
    return ERROR_SUCCESS;
}

/* Closing alone would free the lock too, but only when the system finds the time. */
void rsm_file_lock_release(struct rsm_file_lock *lock)
{
    OVERLAPPED from_start = {0};

    if (!lock)
        return;
    UnlockFileEx(lock->file, 0, MAXDWORD, MAXDWORD, &from_start);
    CloseHandle(lock->file);
    free(lock);
}
