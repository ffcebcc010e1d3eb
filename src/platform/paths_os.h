/*
 * What paths.c asks of posix/paths.c and win32/paths.c beside their share of paths.h. For paths.c
 * alone.
 */
#ifndef RSM_PLATFORM_PATHS_OS_H
#define RSM_PLATFORM_PATHS_OS_H

#include "platform/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The parent of the data folder when NTMS_DATA does not name it; codes as rsm_paths_data_folder. */
rsm_error rsm_paths_os_default_parent(char *path_out, size_t room);

/* The path as seen from anywhere. ERROR_FILENAME_EXCED_RANGE when it does not fit. */
rsm_error rsm_paths_os_absolute(const char *path, char *path_out, size_t room);

bool rsm_paths_os_is_folder(const char *path);

/* ERROR_PATH_NOT_FOUND: the one above is missing; ERROR_ALREADY_EXISTS: the name is taken. */
rsm_error rsm_paths_os_make_one_folder(const char *path);

#endif
