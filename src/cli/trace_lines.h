/*
 * The lines of a file that may be large and may grow: read piece by piece, in bounded memory.
 */
#ifndef RSM_CLI_TRACE_LINES_H
#define RSM_CLI_TRACE_LINES_H

#include <stdbool.h>

#include "platform/reading.h"

enum {
    RSM_TRACE_LINE = 4096, /* a longer line is cut, and "..." put at its end */
    RSM_TRACE_PIECE = 64 * 1024
};

struct rsm_trace_lines {
    struct rsm_reading *reading;
    uint64_t offset; /* of the next line */
    uint64_t start;  /* of the piece */
    size_t count;    /* bytes in the piece */
    char piece[RSM_TRACE_PIECE];
};

/* The file stays the caller's. */
void rsm_trace_lines_begin(struct rsm_trace_lines *lines, struct rsm_reading *reading,
                           uint64_t offset);

/*
 * The next line, without its end; a NUL in it is a question mark.  *is_whole_out is false for what
 * stands at the end of the file without a line end: it is given, but lines->offset stays before it.
 * ERROR_NO_MORE_ITEMS at the end; errors of reading.
 */
rsm_error rsm_trace_lines_next(struct rsm_trace_lines *lines, char line_out[RSM_TRACE_LINE],
                               bool *is_whole_out);

#endif
