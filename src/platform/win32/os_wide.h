/*
 * What the files of this folder share: UTF-8 paths to the wide ones Windows takes, and last
 * errors that are never 0. For this folder alone.
 */
#ifndef RSM_PLATFORM_OS_WIDE_H
#define RSM_PLATFORM_OS_WIDE_H

#include "platform/error.h"
#include "platform/paths.h"

/* Why the call before failed. Some forget to say; that is ERROR_GEN_FAILURE. */
rsm_error rsm_wide_last_error(void);

/* ERROR_FILENAME_EXCED_RANGE when it does not fit. */
rsm_error rsm_wide_path(const char *path, WCHAR path_out[RSM_PATHS_ROOM]);

#endif
