/*
 * Lines of the log taken apart.  The names of commands are those of scsi/, which wrote them; what they ask for
 * follows SPC-4, SSC-3 and SMC-3.
 */
#include "cli/trace_entry.h"

#include <stdio.h>
#include <string.h>

#include "platform/clock.h"
#include "scsi/command.h"

static const char *const level_names[] = {"error", "warning", "info", "trace"};

const char *rsm_trace_level_name(enum rsm_log_level level)
{
    return level_names[level];
}

static bool parse_level(const char *word, enum rsm_log_level *level_out)
{
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
        if (strcmp(word, level_names[i]) == 0) {
            *level_out = (enum rsm_log_level)i;
            return true;
        }
    }
    return false;
}

bool rsm_trace_entry_parse(const char *line, struct rsm_trace_entry *entry_out)
{
    unsigned date[7]; /* of few digits, so that nothing overflows */
    unsigned long process, thread;
    char level[8];
    int text = 0;

    if (sscanf(line, "%4u-%2u-%2u %2u:%2u:%2u.%3uZ %9lu.%9lu %7s %16s %n", &date[0], &date[1],
               &date[2], &date[3], &date[4], &date[5], &date[6], &process, &thread, level,
               entry_out->room, &text) != 11 ||
        text == 0 || !parse_level(level, &entry_out->level))
        return false;
    entry_out->time = (SYSTEMTIME){.wYear = (WORD)date[0],
                                   .wMonth = (WORD)date[1],
                                   .wDay = (WORD)date[2],
                                   .wHour = (WORD)date[3],
                                   .wMinute = (WORD)date[4],
                                   .wSecond = (WORD)date[5],
                                   .wMilliseconds = (WORD)date[6]};
    entry_out->ms = rsm_clock_to_ms(&entry_out->time);
    entry_out->process = (uint32_t)process;
    entry_out->thread = (uint32_t)thread;
    entry_out->text = line + text;
    return entry_out->ms != 0;
}

/* ---- commands in words ---- */

static unsigned two_bytes(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static unsigned three_bytes(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 16 | two_bytes(bytes + 1);
}

static void say_element_status(const uint8_t *cdb, char *words, size_t room)
{
    static const char *const kinds[] = {"elements", "arms", "slots", "ports", "drives"};
    unsigned kind = cdb[1] & 0x0F;

    snprintf(words, room, " of %s from %u, at most %u%s%s", kind <= 4 ? kinds[kind] : "elements",
             two_bytes(cdb + 2), two_bytes(cdb + 4), (cdb[1] & 0x10) != 0 ? ", bar codes" : "",
             (cdb[6] & 0x01) != 0 ? ", identities" : "");
}

static void say_space(const uint8_t *cdb, char *words, size_t room)
{
    static const char *const what[] = {"blocks", "filemarks", "filemarks in a row",
                                       "to the end of data"};
    unsigned count = three_bytes(cdb + 2);
    bool back = (count & 0x800000) != 0;
    unsigned code = cdb[1] & 0x07;

    if (code == 3)
        snprintf(words, room, " %s", what[3]);
    else
        snprintf(words, room, " %u %s%s", back ? 0x1000000 - count : count,
                 code < 3 ? what[code] : "marks", back ? " back" : "");
}

/* What the command asks for, behind its name. */
static void say_details(const uint8_t *cdb, char *words, size_t room)
{
    switch (cdb[0]) {
    case 0x08:
    case 0x0A:
        snprintf(words, room, " %u %s", three_bytes(cdb + 2),
                 (cdb[1] & 0x01) != 0 ? "blocks" : "bytes");
        break;
    case 0x10:
        snprintf(words, room, " %u", three_bytes(cdb + 2));
        break;
    case 0x11:
        say_space(cdb, words, room);
        break;
    case 0x12:
        if ((cdb[1] & 0x01) != 0)
            snprintf(words, room, " page %02Xh", cdb[2]);
        break;
    case 0x1A:
    case 0x4D:
    case 0x5A:
        snprintf(words, room, " page %02Xh", cdb[2] & 0x3F);
        break;
    case 0x1B:
        snprintf(words, room, ": %s", (cdb[4] & 0x01) != 0 ? "load" : "unload");
        break;
    case 0x1E:
        snprintf(words, room, ": %s", (cdb[4] & 0x03) != 0 ? "prevent" : "allow");
        break;
    case 0xA5:
        snprintf(words, room, " from %u to %u", two_bytes(cdb + 4), two_bytes(cdb + 6));
        break;
    case 0xB8:
        say_element_status(cdb, words, room);
        break;
    default:
        break;
    }
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "1A 08 1D 00 FC 00 ", up to what is no byte any more. */
static const char *take_bytes(const char *text, struct rsm_trace_command *command)
{
    command->length = 0;
    while (command->length < RSM_TRACE_CDB && digit(text[0]) >= 0 && digit(text[1]) >= 0 &&
           text[2] == ' ') {
        command->cdb[command->length++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
        text += 3;
    }
    return text;
}

static void copy(char *to, size_t room, const char *from, size_t length)
{
    snprintf(to, room, "%.*s", (int)(length < room ? length : room - 1), from);
}

/* The last ", " of the first so many characters. */
static const char *last_comma(const char *text, size_t length)
{
    while (length > 1) {
        length--;
        if (text[length - 1] == ',' && text[length] == ' ')
            return text + length - 1;
    }
    return NULL;
}

/* "good, 0 ms, 24 bytes  (iscsi://...)" */
static bool take_answer(const char *text, struct rsm_trace_command *command)
{
    const char *device = strstr(text, " bytes  (");
    const char *bytes;
    const char *took;
    unsigned long long number[2];

    if (device == NULL)
        return false;
    bytes = last_comma(text, (size_t)(device - text));
    took = bytes != NULL ? last_comma(text, (size_t)(bytes - text)) : NULL;
    if (took == NULL || sscanf(took, ", %15llu ms, %15llu bytes", &number[0], &number[1]) != 2)
        return false;
    command->took_ms = number[0];
    command->bytes = number[1];
    copy(command->answer, sizeof command->answer, text, (size_t)(took - text));
    device += strlen(" bytes  (");
    copy(command->device, sizeof command->device, device, strlen(device));
    if (command->device[0] != '\0' && command->device[strlen(command->device) - 1] == ')')
        command->device[strlen(command->device) - 1] = '\0';
    return true;
}

bool rsm_trace_entry_command(const struct rsm_trace_entry *entry,
                             struct rsm_trace_command *command_out)
{
    const char *text = entry->text;
    uint8_t cdb[RSM_TRACE_CDB] = {0};
    size_t length;

    if (strcmp(entry->room, "scsi") != 0 || entry->level != RSM_LOG_TRACE)
        return false;
    text += strcspn(text, " "); /* the transport's name */
    if (strncmp(text, "  ", 2) != 0)
        return false;
    text = take_bytes(text + 2, command_out);
    if (command_out->length < 6 || *text != ' ' || !take_answer(text + 1, command_out))
        return false;
    memcpy(cdb, command_out->cdb, command_out->length);
    snprintf(command_out->words, sizeof command_out->words, "%s", rsm_command_name(cdb[0]));
    if (strcmp(command_out->words, "unknown") == 0)
        snprintf(command_out->words, sizeof command_out->words, "command %02Xh", cdb[0]);
    length = strlen(command_out->words);
    if (command_out->length >= (cdb[0] >= 0xA0 ? 12u : 6u)) /* SPC-4: commands of 12 bytes */
        say_details(cdb, command_out->words + length, sizeof command_out->words - length);
    return true;
}
