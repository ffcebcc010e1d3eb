#include "support/hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { REQUEST_ROOM = 1024 };

/* ---- questions ---- */

static uint16_t control_port(void)
{
    const char *where = getenv("NTMS_TEST_HOSTILE");
    const char *colon = where != NULL ? strrchr(where, ':') : NULL;

    if (colon == NULL)
        fail_msg("NTMS_TEST_HOSTILE is not set: run this test with tests/support/with-hostile.sh");
    return (uint16_t)strtoul(colon + 1, NULL, 10);
}

/* What follows "ok ", to the line "." or to the end of the first line; malloc'd. */
static char *ask(const char *request)
{
    char *answer = hostile_exchange(control_port(), request);
    char *end;

    if (answer == NULL)
        fail_msg("the hostile library does not answer to: %.200s", request);
    end = strstr(answer, "\n.\n");
    if (end == NULL || strncmp(answer, "ok", 2) != 0)
        fail_msg("%.200s: %s", request, answer);
    end[1] = '\0';
    memmove(answer, answer + 2, strlen(answer + 2) + 1);
    return answer;
}

static char *ask_of(const char *question, const char *target, const char *rest)
{
    char request[REQUEST_ROOM];
    int length = snprintf(request, sizeof request, "%s %s%s%s\n", question, target,
                          *rest != '\0' ? " " : "", rest);

    assert_in_range(length, 1, sizeof request - 1);
    return ask(request);
}

static size_t ask_number(const char *question, const char *target, const char *rest)
{
    char *answer = ask_of(question, target, rest);
    size_t number = strtoul(answer, NULL, 10);

    free(answer);
    return number;
}

/* ---- scenarios ---- */

static const char *play(const char *request)
{
    char *answer = ask(request);

    answer[strcspn(answer, "\n")] = '\0';
    memmove(answer, answer + 1, strlen(answer)); /* the blank */
    return answer;
}

const char *hostile_play(const char *scenario)
{
    char request[REQUEST_ROOM];

    snprintf(request, sizeof request, "play %s\n", scenario);
    return play(request);
}

const char *hostile_draw(const char *name, const char *lines)
{
    size_t room = strlen(lines) + strlen(name) + 16;
    char *request = malloc(room);
    const char *address;

    assert_non_null(request);
    snprintf(request, room, "draw %s\n%s\n.\n", name, lines);
    address = play(request);
    free(request);
    return address;
}

void hostile_stop(const char *target)
{
    if (target == NULL)
        return;
    free(ask_of("stop", target, ""));
    free((void *)(uintptr_t)target);
}

void hostile_do(const char *target, const char *line)
{
    free(ask_of("do", target, line));
}

size_t hostile_count(const char *target, const char *command)
{
    return ask_number("count", target, command);
}

size_t hostile_sessions(const char *target)
{
    return ask_number("sessions", target, "");
}

/* ---- truth and log ---- */

/* Lines become an array of entries, read by parse(); the caller frees it. */
static void *read_lines(char *answer, size_t entry_size,
                        bool (*parse)(const char *line, void *entry), size_t *count_out)
{
    char *line = answer + strcspn(answer, "\n") + 1; /* behind "ok" */
    size_t room = 1;
    char *entries;

    for (const char *at = line; (at = strchr(at, '\n')) != NULL; at++)
        room++;
    entries = calloc(room, entry_size);
    assert_non_null(entries);
    *count_out = 0;
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");

        line[length] = '\0';
        if (!parse(line, entries + *count_out * entry_size))
            fail_msg("cannot be read: %s", line);
        ++*count_out;
        line += length + 1;
    }
    free(answer);
    return entries;
}

static bool parse_place(const char *line, void *entry)
{
    struct hostile_place *place = entry;
    char content[8];

    if (sscanf(line, "%7s %u %u %7s %63s %15s %23s %63s %63[^\n]", place->kind, &place->number,
               &place->address, content, place->tag, place->cartridge, place->from, place->serial,
               place->label) != 9)
        return false;
    place->full = strcmp(content, "full") == 0;
    return true;
}

struct hostile_place *hostile_truth(const char *target, size_t *count_out)
{
    return read_lines(ask_of("truth", target, ""), sizeof(struct hostile_place), parse_place,
                      count_out);
}

struct hostile_place hostile_place(const char *target, const char *kind, unsigned number)
{
    size_t count;
    struct hostile_place *places = hostile_truth(target, &count);
    struct hostile_place found;
    bool is_there = false;

    memset(&found, 0, sizeof found);
    for (size_t i = 0; i < count && !is_there; i++) {
        found = places[i];
        is_there = strcmp(found.kind, kind) == 0 && found.number == number;
    }
    free(places);
    if (!is_there)
        fail_msg("there is no %s %u", kind, number);
    return found;
}

static bool parse_command(const char *line, void *entry)
{
    struct hostile_command *command = entry;
    char cdb[33];

    if (sscanf(line, "%lu %u %u %32s %39s %15s %15s %lu", &command->ms, &command->nexus,
               &command->lun, cdb, command->name, command->status, command->sense,
               &command->bytes) != 8)
        return false;
    for (size_t i = 0; i < strlen(cdb) / 2; i++) {
        unsigned byte;

        if (sscanf(cdb + i * 2, "%2x", &byte) != 1)
            return false;
        command->cdb[i] = (uint8_t)byte;
    }
    return true;
}

struct hostile_command *hostile_log(const char *target, size_t *count_out)
{
    return read_lines(ask_of("log", target, ""), sizeof(struct hostile_command), parse_command,
                      count_out);
}
