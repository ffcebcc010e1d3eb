/*
 * Choosing lines of the log.
 */
#include "cli/trace_filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/clock.h"
#include "platform/text.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* ---- moments ---- */

/* "10m" */
static bool parse_ago(const char *text, int64_t now, int64_t *ms_out)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60 * 1000}, {'h', 60 * 60 * 1000}, {'d', DAY_MS}};
    unsigned number;
    char letter;
    int end = 0;

    if (sscanf(text, "%7u%c%n", &number, &letter, &end) != 2 || text[end] != '\0' ||
        text[0] == '-' || text[0] == '+')
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (letter == units[i].letter || letter == units[i].letter - 'a' + 'A') {
            *ms_out = now - number * units[i].ms;
            return true;
        }
    }
    return false;
}

/* "14:05:30", the whole text. */
static bool parse_time(const char *text, SYSTEMTIME *date)
{
    unsigned hour, minute;
    unsigned second = 0;
    int end = 0;

    if (sscanf(text, "%2u:%2u%n", &hour, &minute, &end) != 2)
        return false;
    if (text[end] == ':') {
        text += end;
        end = 0;
        if (sscanf(text, ":%2u%n", &second, &end) != 1)
            return false;
    }
    if (text[end] != '\0' && strcmp(text + end, "Z") != 0)
        return false;
    date->wHour = (WORD)hour;
    date->wMinute = (WORD)minute;
    date->wSecond = (WORD)second;
    return true;
}

static bool parse_date(const char *text, int64_t *ms_out)
{
    unsigned year, month, day;
    SYSTEMTIME date = {0};
    int end = 0;

    if (sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3)
        return false;
    date.wYear = (WORD)year;
    date.wMonth = (WORD)month;
    date.wDay = (WORD)day;
    if (text[end] == 'T' || text[end] == ' ') {
        if (!parse_time(text + end + 1, &date))
            return false;
    } else if (text[end] != '\0') {
        return false;
    }
    *ms_out = rsm_clock_to_ms(&date);
    return *ms_out != 0;
}

bool rsm_trace_since(const char *text, const SYSTEMTIME *now, int64_t *ms_out)
{
    int64_t now_ms = rsm_clock_to_ms(now);
    SYSTEMTIME today = *now;

    today.wSecond = 0;
    today.wMilliseconds = 0;
    if (parse_ago(text, now_ms, ms_out) || parse_date(text, ms_out))
        return true;
    if (!parse_time(text, &today))
        return false;
    *ms_out = rsm_clock_to_ms(&today);
    if (*ms_out == 0)
        return false;
    if (*ms_out > now_ms)
        *ms_out -= DAY_MS;
    return true;
}

/* ---- the filter ---- */

/* "4711" or "4711.4715" */
static bool parse_process(const char *text, struct rsm_trace_filter *filter)
{
    char *end;

    filter->process = (uint32_t)strtoul(text, &end, 10);
    filter->thread = 0;
    if (end != text && *end == '.') {
        text = end + 1;
        filter->thread = (uint32_t)strtoul(text, &end, 10);
    }
    filter->has_process = end != text && *end == '\0';
    return filter->has_process;
}

rsm_error rsm_trace_filter_make(const struct rsm_arguments *arguments, const SYSTEMTIME *now,
                                struct rsm_trace_filter *filter_out,
                                char problem_out[RSM_ARGUMENTS_PROBLEM])
{
    const struct rsm_argument *level = rsm_arguments_find(arguments, "l");
    const struct rsm_argument *process = rsm_arguments_find(arguments, "p");
    const struct rsm_argument *text = rsm_arguments_find(arguments, "d");
    const struct rsm_argument *since = rsm_arguments_find(arguments, "s");

    memset(filter_out, 0, sizeof *filter_out);
    filter_out->arguments = arguments;
    filter_out->level = level != NULL ? (enum rsm_log_level)level->number : RSM_LOG_TRACE;
    filter_out->text = text != NULL ? text->text : NULL;
    filter_out->is_any = level == NULL && process == NULL && text == NULL && since == NULL &&
                         !rsm_arguments_has(arguments, "r");
    if (process != NULL && !parse_process(process->text, filter_out)) {
        snprintf(problem_out, RSM_ARGUMENTS_PROBLEM,
                 "\"%.40s\" is not the number of a process, nor of one with a thread, as in "
                 "4711.4715",
                 process->text);
        return ERROR_INVALID_PARAMETER;
    }
    if (since != NULL && !rsm_trace_since(since->text, now, &filter_out->since)) {
        snprintf(problem_out, RSM_ARGUMENTS_PROBLEM,
                 "\"%.40s\" is no moment: write 14:05, 2026-01-15, 2026-01-15T14:05, or how long "
                 "ago, as in 10m, 2h or 3d",
                 since->text);
        return ERROR_INVALID_PARAMETER;
    }
    return ERROR_SUCCESS;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;

        while (part[i] != '\0' && lower(text[i]) == lower(part[i]))
            i++;
        if (part[i] == '\0')
            return true;
    }
    return false;
}

static bool wants_room(const struct rsm_trace_filter *filter, const char *room)
{
    bool any = true;

    for (size_t i = 0; i < filter->arguments->count; i++) {
        if (strcmp(filter->arguments->given[i].which->name, "r") != 0)
            continue;
        if (rsm_text_same_word(filter->arguments->given[i].text, room))
            return true;
        any = false;
    }
    return any;
}

bool rsm_trace_filter_wants(const struct rsm_trace_filter *filter,
                            const struct rsm_trace_entry *entry)
{
    if (entry == NULL)
        return filter->is_any;
    return entry->level <= filter->level && entry->ms >= filter->since &&
           (!filter->has_process || filter->process == entry->process) &&
           (filter->thread == 0 || filter->thread == entry->thread) &&
           wants_room(filter, entry->room) &&
           (filter->text == NULL || contains(entry->text, filter->text));
}
