/*
 * The file under the log, in posix/log_file.c and win32/log_file.c. For log.c alone, which locks.
 */
#ifndef RSM_PLATFORM_LOG_FILE_H
#define RSM_PLATFORM_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens for appending, makes it when missing. *file_out is a descriptor or a handle. */
bool rsm_log_file_open(const char *path, intptr_t *file_out);

/* Adds one line as a whole at the end, whatever other processes write there. Failure is ignored. */
void rsm_log_file_write(intptr_t file, const char *line, size_t length);

void rsm_log_file_close(intptr_t file);

#endif
