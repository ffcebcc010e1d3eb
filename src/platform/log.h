/*
 * The trace that tells a person what happened: one line per fact, in a file that several
 * processes may share. Off unless the environment variable NTMS_LOG says path[:level]; levels are
 * error, warning, info (when none is given) and trace.
 *
 *     2024-11-20 12:04:05.123Z 4711.4715 info    scsi     move medium slot 1 -> drive 1
 *
 * that is: UTC, process.thread, level, room, text. Control characters are written as \n, \x1B and
 * so on, so that a name from outside cannot pretend to be a line. A line has at most 2,000 bytes
 * and says "..." where it was cut. Never put a password in it.
 */
#ifndef RSM_PLATFORM_LOG_H
#define RSM_PLATFORM_LOG_H

#include "os_compiler.h"

#include <stdbool.h>
#include <stddef.h>

#include "platform/error.h"

enum rsm_log_level { RSM_LOG_ERROR, RSM_LOG_WARNING, RSM_LOG_INFO, RSM_LOG_TRACE };

/*
 * Writes one line. `room` is the folder that speaks: "api", "work", "core", "store", "scsi",
 * "label". Never fails the caller: a full disk loses the line. Leaves errno and GetLastError as
 * they were. Callable from any thread and under any lock, since its own lock calls nothing.
 */
void rsm_log(enum rsm_log_level level, const char *room, const char *format, ...) RSM_PRINTF(3, 4);

/* False when a line of this level would go nowhere; ask before work that only serves the log. */
bool rsm_log_enabled(enum rsm_log_level level);

/*
 * Opens the log as "path[:level]" says, or as NTMS_LOG says when `setting` is NULL; an empty one
 * switches the log off. Done by itself at the first line, so only needed for another destination.
 * A word of letters after the last colon is the level; if there is no such level it is info and the
 * log says so. Any other colon, as in C:\x, belongs to the path. A file that cannot be opened
 * leaves the log off.
 */
void rsm_log_open(const char *setting);

/*
 * The path that NTMS_LOG names, without the level. ERROR_NOT_FOUND when it names none,
 * ERROR_INSUFFICIENT_BUFFER when it is longer than the room.
 */
rsm_error rsm_log_path(char *path_out, size_t room);

/* Closes the file. The next line opens the log anew from NTMS_LOG. */
void rsm_log_close(void);

/*
 * For tests: every line of every level goes to sink(context, level, line) instead of the file,
 * without the time, the numbers and the line end ("scsi: move medium ..."). One call at a time;
 * the sink must not log. NULL takes it away again.
 */
void rsm_log_set_sink(void (*sink)(void *context, enum rsm_log_level level, const char *line),
                      void *context);

#endif
