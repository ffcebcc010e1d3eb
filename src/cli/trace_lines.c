/*
 * Lines of a file.
 */
#include "cli/trace_lines.h"

#include <string.h>

static const char cut[] = "...";

void rsm_trace_lines_begin(struct rsm_trace_lines *lines, struct rsm_reading *reading,
                           uint64_t offset)
{
    lines->reading = reading;
    lines->offset = offset;
    lines->start = offset;
    lines->count = 0;
}

/* The bytes of the file from `at` on, as many as are at hand; none at its end. */
static rsm_error look(struct rsm_trace_lines *lines, uint64_t at, const char **bytes_out,
                      size_t *count_out)
{
    rsm_error err = ERROR_SUCCESS;

    if (at < lines->start || at >= lines->start + lines->count) {
        lines->start = at;
        err = rsm_reading_at(lines->reading, at, lines->piece, sizeof lines->piece, &lines->count);
        if (err != ERROR_SUCCESS)
            lines->count = 0;
    }
    *bytes_out = lines->piece + (at - lines->start);
    *count_out = lines->count - (size_t)(at - lines->start);
    return err;
}

static void append(char line[RSM_TRACE_LINE], size_t *length, const char *bytes, size_t count)
{
    size_t most = RSM_TRACE_LINE - sizeof cut;

    for (size_t i = 0; i < count && *length < most; i++)
        line[(*length)++] = bytes[i] != '\0' ? bytes[i] : '?';
    line[*length] = '\0';
}

/* The log ends its lines as the system does. */
static void take_return_off(char *line)
{
    size_t length = strlen(line);

    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
}

rsm_error rsm_trace_lines_next(struct rsm_trace_lines *lines, char line_out[RSM_TRACE_LINE],
                               bool *is_whole_out)
{
    uint64_t at = lines->offset;
    size_t length = 0;
    size_t count;
    const char *bytes;
    const char *end = NULL;
    rsm_error err;

    line_out[0] = '\0';
    while ((err = look(lines, at, &bytes, &count)) == ERROR_SUCCESS && count > 0 && end == NULL) {
        end = memchr(bytes, '\n', count);
        if (end != NULL)
            count = (size_t)(end - bytes);
        append(line_out, &length, bytes, count);
        at += count + (end != NULL ? 1 : 0);
    }
    *is_whole_out = end != NULL;
    if (err != ERROR_SUCCESS)
        return err;
    if (end == NULL && at == lines->offset)
        return ERROR_NO_MORE_ITEMS;
    take_return_off(line_out);
    if (at - lines->offset > RSM_TRACE_LINE - sizeof cut + 2)
        strcat(line_out, cut);
    if (end != NULL)
        lines->offset = at;
    return ERROR_SUCCESS;
}
