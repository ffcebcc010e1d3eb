/*
 * Reading a file that others write meanwhile, at any place of it: posix/reading.c and win32/reading.c.
 */
#ifndef RSM_PLATFORM_READING_H
#define RSM_PLATFORM_READING_H

#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

struct rsm_reading;

/* Open a file to read; others may write, rename and remove it.  ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
 * ERROR_ACCESS_DENIED and others. */
rsm_error rsm_reading_open(const char *path, struct rsm_reading **reading_out);

/* At most `room` bytes from the offset on; *count_out is 0 at the end of the file. */
rsm_error rsm_reading_at(struct rsm_reading *reading, uint64_t offset, void *bytes_out, size_t room,
                         size_t *count_out);

/* Bytes of the file now; 0 when that cannot be told. */
uint64_t rsm_reading_size(struct rsm_reading *reading);

/* Accepts NULL. */
void rsm_reading_close(struct rsm_reading *reading);

#endif
