/* Which lines of the log are wanted. */
#ifndef RSM_CLI_TRACE_FILTER_H
#define RSM_CLI_TRACE_FILTER_H

#include "cli/arguments.h"
#include "cli/trace_entry.h"

struct rsm_trace_filter {
    enum rsm_log_level level;              /* and what is worse */
    const struct rsm_arguments *arguments; /* /r may be given several times */
    bool has_process;
    uint32_t process;
    uint32_t thread;  /* 0 = all of the process */
    const char *text; /* a part of it, A-Z and a-z alike; NULL = any */
    int64_t since;    /* as rsm_clock_to_ms(); 0 = the beginning */
    bool is_any;      /* nothing is wanted in particular: what is no line of the log is, too */
};

/* From /l, /r, /p, /d and /s; now is the time of day, UTC.  ERROR_INVALID_PARAMETER, and a sentence in
 * problem_out. */
rsm_error rsm_trace_filter_make(const struct rsm_arguments *arguments, const SYSTEMTIME *now,
                                struct rsm_trace_filter *filter_out,
                                char problem_out[RSM_ARGUMENTS_PROBLEM]);

/* entry NULL: a line that is not of the log. */
bool rsm_trace_filter_wants(const struct rsm_trace_filter *filter,
                            const struct rsm_trace_entry *entry);

/*
 * A moment as people write it, in UTC: "14:05" or "14:05:30" (the last time that it was so late),
 * "2026-01-15", "2026-01-15 14:05" and with seconds (also with a T), or how long ago: "90s", "10m", "2h", "3d".
 * False for anything else.
 */
bool rsm_trace_since(const char *text, const SYSTEMTIME *now, int64_t *ms_out);

#endif
