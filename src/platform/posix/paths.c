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

#define OWNER_ONLY      0700
#define OWNER_ONLY_FILE 0600

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

/* A second name, and then without the first: only the second can fail because of somebody's file. */
rsm_error rsm_paths_rename_new(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return rsm_paths_remove(from);
    if (errno == EEXIST || rsm_paths_exists(to))
        return ERROR_ALREADY_EXISTS;
    return rsm_paths_rename(from, to); /* no second names there; or it says what is wrong */
}

void rsm_paths_settle(const char *folder)
{
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (opened < 0)
        return;
    (void)fsync(opened);
    close(opened);
}

rsm_error rsm_paths_make_file(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, OWNER_ONLY_FILE);

    if (file < 0)
        return rsm_error_from_errno(errno);
    close(file);
    return ERROR_SUCCESS;
}

bool rsm_paths_same(const char *path, const char *other)
{
    struct stat one, two;

    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
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
