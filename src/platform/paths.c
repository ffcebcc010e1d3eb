/*
 * The part of paths.h that is the same everywhere: joining, the order in which the data folder is
 * looked for, and making folders from the top down.
 */
#include "platform/paths.h"

#include "os_paths.h"
#include "platform/paths_os.h"

#include <string.h>

#define DATA_FOLDER_VARIABLE "NTMS_DATA"
#define DATA_FOLDER_NAME     "NtmsData"

static bool is_separator(char c)
{
    return c != 0 && strchr(RSM_PATHS_SEPARATORS, c) != NULL;
}

rsm_error rsm_paths_join(const char *folder, const char *name, char *path_out, size_t room)
{
    size_t folder_length = strlen(folder);
    size_t name_length = strlen(name);
    bool separate = folder_length > 0 && !is_separator(folder[folder_length - 1]);

    if (room > 0)
        path_out[0] = 0;
    if (folder_length >= room || name_length + separate >= room - folder_length)
        return ERROR_FILENAME_EXCED_RANGE;
    memcpy(path_out, folder, folder_length);
    if (separate)
        path_out[folder_length++] = RSM_PATHS_SEPARATOR;
    memcpy(path_out + folder_length, name, name_length + 1);
    return ERROR_SUCCESS;
}

rsm_error rsm_paths_data_folder(char *path_out, size_t room)
{
    char parent[RSM_PATHS_ROOM];
    char absolute[RSM_PATHS_ROOM];
    rsm_error error = rsm_paths_environment(DATA_FOLDER_VARIABLE, parent, sizeof parent);

    if (room > 0)
        path_out[0] = 0;
    if (error == ERROR_NOT_FOUND)
        error = rsm_paths_os_default_parent(parent, sizeof parent);
    if (error == ERROR_INSUFFICIENT_BUFFER)
        error = ERROR_FILENAME_EXCED_RANGE;
    if (!error)
        error = rsm_paths_os_absolute(parent, absolute, sizeof absolute);
    if (!error)
        error = rsm_paths_join(absolute, DATA_FOLDER_NAME, path_out, room);
    return error;
}

rsm_error rsm_paths_absolute(const char *path, char *path_out, size_t room)
{
    return rsm_paths_os_absolute(path, path_out, room);
}

/* Success when the folder is there afterwards, whoever made it. */
static rsm_error make_or_find(const char *path)
{
    rsm_error error;

    if (rsm_paths_os_is_folder(path))
        return ERROR_SUCCESS;
    error = rsm_paths_os_make_one_folder(path);
    if (error != ERROR_ALREADY_EXISTS)
        return error;
    return rsm_paths_os_is_folder(path) ? ERROR_SUCCESS : ERROR_DIRECTORY;
}

/*
 * Tries each folder above, from the top. Failures before one that is there do not matter, and
 * behind one that failed the others are only missing.
 */
static rsm_error make_those_above(char *path)
{
    rsm_error error = ERROR_SUCCESS;

    for (size_t i = 1; path[i]; i++) {
        char separator = path[i];
        rsm_error one;

        if (!is_separator(separator) || is_separator(path[i - 1]))
            continue;
        path[i] = 0;
        one = make_or_find(path);
        path[i] = separator;
        if (one != ERROR_PATH_NOT_FOUND)
            error = one;
    }
    return error;
}

rsm_error rsm_paths_make_folder(const char *path)
{
    char copy[RSM_PATHS_ROOM];
    size_t length = strlen(path);
    rsm_error error = make_or_find(path);
    rsm_error above;

    if (error != ERROR_PATH_NOT_FOUND || length == 0)
        return error;
    if (length >= sizeof copy)
        return ERROR_FILENAME_EXCED_RANGE;
    memcpy(copy, path, length + 1);
    above = make_those_above(copy);
    error = make_or_find(path);
    return error == ERROR_PATH_NOT_FOUND && above ? above : error;
}
