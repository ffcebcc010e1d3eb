/*
 * rsm trace: the log that programs write where NTMS_LOG says (platform/log.h), chosen and in words.  The
 * interface knows no log; it needs no session, and so does not disturb what is looked for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/console.h"
#include "cli/run.h"
#include "cli/trace_filter.h"
#include "cli/trace_lines.h"
#include "cli/width.h"
#include "platform/clock.h"
#include "platform/paths.h"

enum {
    POLL_MS = 250,           /* how soon new lines, and Ctrl-C, are seen */
    LAST_MOST = 1000000,     /* 8 bytes for each are kept */
    DOCUMENT_ENTRIES = 10000 /* so many at most are in a document, as it is made in memory */
};

struct trace {
    struct rsm_run *run;
    const char *path;
    struct rsm_reading *reading;
    struct rsm_trace_lines lines;
    struct rsm_trace_filter filter;
    bool follows;
    size_t last;             /* so many are wanted; 0 = all */
    struct rsm_json entries; /* of the document */
    char line[RSM_TRACE_LINE];
};

/* ---- showing ---- */

static void add_command(struct rsm_json in, const struct rsm_trace_command *command)
{
    struct rsm_json object = rsm_json_object(in, "scsi");
    char cdb[2 * RSM_TRACE_CDB + 1] = "";

    for (size_t i = 0; i < command->length; i++)
        snprintf(cdb + 2 * i, 3, "%02X", command->cdb[i]);
    rsm_json_text(object, "cdb", cdb);
    rsm_json_text(object, "scsi_command", command->words);
    rsm_json_text(object, "answer", command->answer);
    rsm_json_seconds(object, "seconds", (double)command->took_ms / 1000.0);
    rsm_json_number(object, "bytes", command->bytes);
    rsm_json_text(object, "address", command->device);
}

static void show_command(const struct rsm_run *run, const char *head,
                         const struct rsm_trace_command *command)
{
    char cdb[3 * RSM_TRACE_CDB + 1] = "";

    for (size_t i = 0; i < command->length; i++)
        snprintf(cdb + 3 * i, 4, "%02X ", command->cdb[i]);
    cdb[3 * command->length - 1] = '\0';
    rsm_output_print(run->out, "%s%s: %s, %llu ms, %llu bytes  (%s)  [%s]\n", head, command->words,
                     command->answer, (unsigned long long)command->took_ms,
                     (unsigned long long)command->bytes, command->device, cdb);
}

static void show_entry(struct trace *trace, const struct rsm_trace_entry *entry,
                       struct rsm_json object)
{
    struct rsm_trace_command command;
    bool is_command = rsm_trace_entry_command(entry, &command);
    char time[48];
    char head[128];

    snprintf(time, sizeof time, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", entry->time.wYear,
             entry->time.wMonth, entry->time.wDay, entry->time.wHour, entry->time.wMinute,
             entry->time.wSecond, entry->time.wMilliseconds);
    rsm_json_text(object, "time", time);
    rsm_json_number(object, "process", entry->process);
    rsm_json_number(object, "thread", entry->thread);
    rsm_json_text(object, "level", rsm_trace_level_name(entry->level));
    rsm_json_text(object, "room", entry->room);
    rsm_json_text(object, "text", entry->text);
    snprintf(head, sizeof head, "%.10s %.12s  %u.%u  %-7s  %-8s  ", time, time + 11,
             (unsigned)entry->process, (unsigned)entry->thread, rsm_trace_level_name(entry->level),
             entry->room);
    if (is_command) {
        add_command(object, &command);
        show_command(trace->run, head, &command);
    } else {
        rsm_json_null(object, "scsi");
        rsm_output_print(trace->run->out, "%s%s\n", head, entry->text);
    }
}

static void show_line(struct trace *trace)
{
    struct rsm_trace_entry entry;
    bool is_entry = rsm_trace_entry_parse(trace->line, &entry);
    struct rsm_json object;

    if (!rsm_trace_filter_wants(&trace->filter, is_entry ? &entry : NULL))
        return;
    if (!is_entry) {
        rsm_width_clean(trace->line);
        rsm_output_print(trace->run->out, "%s\n", trace->line);
        return;
    }
    rsm_width_clean(entry.room);
    rsm_width_clean(trace->line + (entry.text - trace->line));
    object = trace->follows ? rsm_run_event_begin(trace->run, "entry")
                            : rsm_json_object(trace->entries, NULL);
    show_entry(trace, &entry, object);
    if (trace->follows)
        rsm_run_event_end(trace->run, object);
}

/* ---- reading ---- */

static bool is_over(const struct trace *trace)
{
    return trace->follows && rsm_console_was_interrupted();
}

/* All lines up to the end of the file.  What stands there without an end is shown when nobody waits for the
 * rest of it. */
static rsm_error show_lines(struct trace *trace)
{
    bool is_whole = true;
    rsm_error err = ERROR_SUCCESS;

    while (is_whole && err == ERROR_SUCCESS && !is_over(trace)) {
        err = rsm_trace_lines_next(&trace->lines, trace->line, &is_whole);
        if (err == ERROR_SUCCESS && (is_whole || !trace->follows))
            show_line(trace);
    }
    return err == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : err;
}

/* Where the last ones of those that are wanted begin, and how many more were wanted before. */
static rsm_error find_last(struct trace *trace, uint64_t *offset_out, uint64_t *before_out)
{
    uint64_t *offsets = malloc(trace->last * sizeof *offsets);
    uint64_t count = 0;
    bool is_whole = true;
    rsm_error err = offsets != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    while (is_whole && err == ERROR_SUCCESS && !is_over(trace)) {
        uint64_t at = trace->lines.offset;
        struct rsm_trace_entry entry;

        err = rsm_trace_lines_next(&trace->lines, trace->line, &is_whole);
        if (err == ERROR_SUCCESS &&
            rsm_trace_filter_wants(&trace->filter,
                                   rsm_trace_entry_parse(trace->line, &entry) ? &entry : NULL))
            offsets[count++ % trace->last] = at;
    }
    err = err == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : err;
    *before_out = count > trace->last ? count - trace->last : 0;
    if (err == ERROR_SUCCESS)
        *offset_out = count == 0            ? trace->lines.offset
                      : count < trace->last ? offsets[0]
                                            : offsets[count % trace->last];
    free(offsets);
    return err;
}

static rsm_error show_last(struct trace *trace)
{
    uint64_t offset = 0;
    uint64_t before = 0;
    rsm_error err = ERROR_SUCCESS;

    rsm_trace_lines_begin(&trace->lines, trace->reading, 0);
    if (trace->last > 0)
        err = find_last(trace, &offset, &before);
    if (err != ERROR_SUCCESS)
        return err;
    if (!trace->follows)
        rsm_json_number(trace->run->json, "left_out", before);
    rsm_trace_lines_begin(&trace->lines, trace->reading, offset);
    return show_lines(trace);
}

/* The file may have been put away, and another begun: it is opened anew each time. */
static rsm_error show_more(struct trace *trace)
{
    struct rsm_reading *again;
    uint64_t offset = trace->lines.offset;
    rsm_error err = rsm_reading_open(trace->path, &again);

    if (err != ERROR_SUCCESS)
        return err == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : err; /* between the two */
    rsm_reading_close(trace->reading);
    trace->reading = again;
    if (rsm_reading_size(again) < offset)
        offset = 0;
    rsm_trace_lines_begin(&trace->lines, again, offset);
    return show_lines(trace);
}

static rsm_error show(struct trace *trace)
{
    rsm_error err = show_last(trace);

    while (err == ERROR_SUCCESS && trace->follows && !rsm_console_was_interrupted()) {
        rsm_clock_sleep_ms(POLL_MS);
        err = show_more(trace);
    }
    return err;
}

static rsm_error show_file(struct trace *trace)
{
    rsm_error err = rsm_reading_open(trace->path, &trace->reading);

    if (err == ERROR_FILE_NOT_FOUND || err == ERROR_PATH_NOT_FOUND)
        return rsm_run_fail(trace->run, err,
                            "there is no log %s (yet: a program that has NTMS_LOG in its "
                            "environment makes it)",
                            trace->path);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(trace->run, err, "the log %s cannot be opened", trace->path);
    if (trace->follows) {
        trace->run->tells_events = true;
        rsm_console_catch_interrupt();
    } else {
        trace->entries = rsm_json_array(trace->run->json, "entries");
    }
    err = show(trace);
    rsm_reading_close(trace->reading);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(trace->run, err, "the log %s cannot be read any further", trace->path);
    return ERROR_SUCCESS;
}

/* ---- what is wanted ---- */

static rsm_error find_log(struct rsm_run *run, char path[RSM_PATHS_ROOM])
{
    rsm_error err;

    if (run->arguments.operand != NULL) {
        snprintf(path, RSM_PATHS_ROOM, "%s", run->arguments.operand);
        return ERROR_SUCCESS;
    }
    err = rsm_log_path(path, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        return err;
    (void)rsm_run_fail(run, ERROR_FILE_NOT_FOUND, "no log is named, here or by NTMS_LOG");
    rsm_output_print(run->err,
                     "     A program writes one where its environment says so: NTMS_LOG=FILE, or\n"
                     "     NTMS_LOG=FILE:trace with every call and every command to a device.\n"
                     "     Then: rsm trace FILE\n");
    return ERROR_FILE_NOT_FOUND;
}

static rsm_error take_last(struct trace *trace)
{
    const struct rsm_argument *last = rsm_arguments_find(&trace->run->arguments, "n");
    unsigned long number;
    char *end;

    if (trace->run->json.value != NULL && !trace->follows)
        trace->last = DOCUMENT_ENTRIES;
    if (last == NULL)
        return ERROR_SUCCESS;
    number = strtoul(last->text, &end, 10);
    if (*end != '\0' || number == 0 || number > LAST_MOST || last->text[0] == '-')
        return rsm_run_fail(trace->run, ERROR_INVALID_PARAMETER,
                            "\"%.40s\" is not a number of lines from 1 to %u", last->text,
                            (unsigned)LAST_MOST);
    trace->last = number;
    return ERROR_SUCCESS;
}

static rsm_error run_trace(struct rsm_run *run)
{
    struct trace *trace = calloc(1, sizeof *trace);
    char path[RSM_PATHS_ROOM];
    char problem[RSM_ARGUMENTS_PROBLEM];
    SYSTEMTIME now;
    rsm_error err;

    if (trace == NULL)
        return rsm_run_fail(run, ERROR_NOT_ENOUGH_MEMORY, "the log cannot be shown");
    trace->run = run;
    trace->path = path;
    trace->follows = rsm_arguments_has(&run->arguments, "follow");
    rsm_clock_utc(&now);
    err = rsm_trace_filter_make(&run->arguments, &now, &trace->filter, problem);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "%s", problem);
    if (err == ERROR_SUCCESS)
        err = take_last(trace);
    if (err == ERROR_SUCCESS)
        err = find_log(run, path);
    if (err == ERROR_SUCCESS)
        err = show_file(trace);
    free(trace);
    return err;
}

static const struct rsm_word trace_levels[] = {
    {.word = "error", .value = RSM_LOG_ERROR},
    {.word = "warning", .value = RSM_LOG_WARNING},
    {.word = "info", .value = RSM_LOG_INFO},
    {.word = "trace", .value = RSM_LOG_TRACE},
    {.word = NULL},
};

static const struct rsm_switch trace_switches[] = {
    {.name = "l",
     .value = RSM_VALUE_WORD,
     .words = trace_levels,
     .help = "lines of this level, and of worse"},
    {.name = "r",
     .value = RSM_VALUE_TEXT,
     .shown = "<room>",
     .may_repeat = true,
     .help = "of this part of Removable Storage: api, work, core, store, scsi or label"},
    {.name = "p",
     .value = RSM_VALUE_TEXT,
     .shown = "<process>",
     .help = "of this process, or as in 4711.4715 of one thread of it"},
    {.name = "d",
     .value = RSM_VALUE_TEXT,
     .shown = "<text>",
     .help = "with this text in them: a device, a library, a bar code ..."},
    {.name = "s",
     .value = RSM_VALUE_TEXT,
     .shown = "<since>",
     .help = "from then on, UTC: 14:05, 2026-01-15, 2026-01-15T14:05, or how long ago: 10m, 2h, "
             "3d"},
    {.name = "n", .value = RSM_VALUE_TEXT, .shown = "<count>", .help = "the last so many"},
    {.name = "follow", .help = "and those that come, until Ctrl-C"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_trace = {
    .name = "trace",
    .subject = RSM_SUBJECT_DATABASE,
    .summary = "Show what programs wrote in the log, and choose from it",
    .operand = "FILE",
    .switches = trace_switches,
    .details =
        "FILE is the log; without it that which NTMS_LOG names here. Programs write it "
        "where their environment has NTMS_LOG=FILE[:level]; trace is the level at which every "
        "call and every command to a device is written. A FILE that begins like a switch "
        "stands behind --: rsm trace /n50 -- /srv/ntms.log\n"
        "Commands to devices are shown in words, with their bytes behind them. Times are UTC.\n"
        "As a document there are the last 10,000 lines, unless /n says otherwise.",
    .has_facts = true,
    .run = run_trace,
};
