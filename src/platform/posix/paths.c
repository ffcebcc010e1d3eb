/*
 * Folders and files of POSIX. Names are bytes and taken to be UTF-8.
 */
#define _DEFAULT_SOURCE

#include "platform/paths.h"

#include "os_error.h"
#include "platform/paths_os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWNER_ONLY 0700

rsm_error rsm_paths_environment(const char *name, char *value_out, size_t room)
{
    const char *value = getenv(name);
    size_t length = value ? strlen(value) : 0;

    if (room > 0)
        value_out[0] = 0;
    if (length == 0)
        return ERROR_NOT_FOUND;
    if (length >= room)
        return ERROR_INSUFFICIENT_BUFFER;
    memcpy(value_out, value, length + 1);
    return ERROR_SUCCESS;
}

rsm_error rsm_paths_os_default_parent(char *path_out, size_t room)
{
    char home[RSM_PATHS_ROOM];
    rsm_error error = rsm_paths_environment("XDG_STATE_HOME", path_out, room);

    /* The base directory specification wants a relative one to be ignored. */
    if (error == ERROR_INSUFFICIENT_BUFFER || (!error && path_out[0] == '/'))
        return error;
    error = rsm_paths_environment("HOME", home, sizeof home);
    if (error)
        return error == ERROR_NOT_FOUND ? ERROR_PATH_NOT_FOUND : error;
    return rsm_paths_join(home, ".local/state", path_out, room);
}

rsm_error rsm_paths_os_absolute(const char *path, char *path_out, size_t room)
{
    char current[RSM_PATHS_ROOM];

    if (path[0] == '/')
        return rsm_paths_join("", path, path_out, room);
    if (!getcwd(current, sizeof current))
        return errno == ERANGE ? ERROR_FILENAME_EXCED_RANGE : rsm_error_from_errno(errno);
    return rsm_paths_join(current, path, path_out, room);
}

bool rsm_paths_os_is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

rsm_error rsm_paths_os_make_one_folder(const char *path)
{
    if (mkdir(path, OWNER_ONLY) == 0)
        return ERROR_SUCCESS;
    return errno == ENOENT ? ERROR_PATH_NOT_FOUND : rsm_error_from_errno(errno);
}

bool rsm_paths_exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

rsm_error rsm_paths_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 ? ERROR_SUCCESS : rsm_error_from_errno(errno);
}

rsm_error rsm_paths_remove(const char *path)
{
    return unlink(path) == 0 ? ERROR_SUCCESS : rsm_error_from_errno(errno);
}

static bool is_plain_file(DIR *folder, const char *name)
{
    struct stat status;

    return fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

/* The next plain file, or NULL at the end. */
static const char *next_file(DIR *folder)
{
    struct dirent *entry;

    while ((entry = readdir(folder)) != NULL)
        if (is_plain_file(folder, entry->d_name))
            return entry->d_name;
    return NULL;
}

rsm_error rsm_paths_list(const char *folder, size_t limit,
                         bool (*visit)(void *context, const char *name), void *context)
{
    DIR *open_folder = opendir(folder);
    rsm_error error = ERROR_SUCCESS;
    const char *name;
    size_t shown = 0;

    if (!open_folder)
        return errno == ENOENT ? ERROR_PATH_NOT_FOUND : rsm_error_from_errno(errno);
    while ((name = next_file(open_folder)) != NULL) {
        if (shown++ == limit) {
            error = ERROR_MORE_DATA;
            break;
        }
        if (!visit(context, name))
            break;
    }
    closedir(open_folder);
    return error;
}
