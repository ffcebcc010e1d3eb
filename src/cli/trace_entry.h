/*
 * A line of the log (platform/log.h) taken apart, and the SCSI commands in it in words.  Whatever is in the
 * file: nothing of it is trusted.
 */
#ifndef RSM_CLI_TRACE_ENTRY_H
#define RSM_CLI_TRACE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "ntmsapi.h"
#include "platform/log.h"

enum { RSM_TRACE_ROOM = 17, RSM_TRACE_CDB = 16, RSM_TRACE_WORDS = 96, RSM_TRACE_ANSWER = 512 };

struct rsm_trace_entry {
    SYSTEMTIME time; /* UTC */
    int64_t ms;      /* the same, as rsm_clock_to_ms() */
    uint32_t process;
    uint32_t thread;
    enum rsm_log_level level;
    char room[RSM_TRACE_ROOM];
    const char *text; /* in the line */
};

/* False for what is no line of the log. */
bool rsm_trace_entry_parse(const char *line, struct rsm_trace_entry *entry_out);

/* "error", "warning", "info" or "trace". */
const char *rsm_trace_level_name(enum rsm_log_level level);

/* A command that was sent to a device, and the answer. */
struct rsm_trace_command {
    uint8_t cdb[RSM_TRACE_CDB];
    size_t length;
    char words[RSM_TRACE_WORDS];   /* "MOVE MEDIUM from 1025 to 257" */
    char answer[RSM_TRACE_ANSWER]; /* "good", "illegal request: ... (5/20/00)" */
    uint64_t took_ms;
    uint64_t bytes;
    char device[RSM_TRACE_ANSWER];
};

/* False when the entry is not about one. */
bool rsm_trace_entry_command(const struct rsm_trace_entry *entry,
                             struct rsm_trace_command *command_out);

#endif
