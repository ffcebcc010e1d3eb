/*
 * Writing a file that a person wants: posix/writing.c and win32/writing.c.
 */
#ifndef RSM_PLATFORM_WRITING_H
#define RSM_PLATFORM_WRITING_H

#include <stddef.h>

#include "platform/error.h"

/* Make a file of these bytes, which are on the disk when this returns.  ERROR_ALREADY_EXISTS, ERROR_PATH_NOT_FOUND,
 * ERROR_ACCESS_DENIED, ERROR_DISK_FULL and others; a file that was begun is removed. */
rsm_error rsm_writing_make(const char *path, const void *bytes, size_t length);

#endif
