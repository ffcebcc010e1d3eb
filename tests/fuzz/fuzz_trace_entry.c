/*
 * Lines of a log that anybody may have written: each is taken apart or left as it is, and nothing that comes of it
 * is longer than its room.
 */
#include "cli/trace_entry.h"
#include "demand.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_trace_command command;
    struct rsm_trace_entry entry;
    char *line = malloc(size + 1);

    if (line == NULL)
        return 0;
    memcpy(line, data, size);
    line[size] = '\0';
    if (rsm_trace_entry_parse(line, &entry)) {
        demand(entry.text >= line && entry.text <= line + strlen(line));
        demand(strlen(entry.room) < RSM_TRACE_ROOM && entry.level <= RSM_LOG_TRACE);
        if (rsm_trace_entry_command(&entry, &command)) {
            demand(command.length >= 6 && command.length <= RSM_TRACE_CDB);
            demand(strlen(command.words) < RSM_TRACE_WORDS);
            demand(strlen(command.answer) < RSM_TRACE_ANSWER);
            demand(strlen(command.device) < RSM_TRACE_ANSWER);
        }
    }
    free(line);
    return 0;
}
