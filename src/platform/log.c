/*
 * The log: where it goes, what a line looks like, and that it disturbs nobody. The file itself is
 * log_file.h. Its lock is taken last and calls nothing but the system (and a test's sink).
 */
#include "platform/log.h"

#include "os_log.h"
#include "platform/clock.h"
#include "platform/error.h"
#include "platform/identity.h"
#include "platform/log_file.h"
#include "platform/paths.h"
#include "platform/text.h"
#include "platform/thread.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LOG_VARIABLE  "NTMS_LOG"
#define LEVEL_COUNT   4
#define LOG_OFF       (-1) /* as a level: below all */
#define LOG_UNSETTLED (-2) /* nobody has asked yet where the log goes */
#define LINE_ROOM     2000 /* bytes of a line with its end, as log.h promises */
#define TEXT_ROOM     2048 /* more than a line, so that what printf cuts is cut from the line too */
#define CUT_MARK      "..."

static const char *const level_words[LEVEL_COUNT] = {"error", "warning", "info", "trace"};

/* The lowest of the lines that go somewhere; written under the lock, read without it. */
static atomic_int highest_level = LOG_UNSETTLED;

static struct {
    struct rsm_mutex lock; /* guards the rest; while it is held no other lock is taken */
    int file_level;        /* LOG_UNSETTLED, LOG_OFF, or the file is open for lines up to this */
    intptr_t file;
    void (*sink)(void *context, enum rsm_log_level level, const char *line);
    void *sink_context;
} destination = {RSM_MUTEX_INIT, LOG_UNSETTLED, 0, NULL, NULL};

/* A line under construction. */
struct line {
    size_t length;
    bool cut;
    char bytes[LINE_ROOM];
};

/* ---- where it goes ---- */

static bool is_word(const char *text)
{
    size_t letters = 0;

    for (; text[letters]; letters++) {
        char c = text[letters];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            return false;
    }
    return letters > 0;
}

/* Takes the level off the end of the setting. The unknown word, if it is one, else NULL. */
static const char *split_setting(char *setting, int *level_out)
{
    char *colon = strrchr(setting, ':');

    *level_out = RSM_LOG_INFO;
    if (!colon || colon == setting + 1 || !is_word(colon + 1))
        return NULL;
    *colon = 0;
    for (int level = 0; level < LEVEL_COUNT; level++)
        if (rsm_text_same_word(colon + 1, level_words[level])) {
            *level_out = level;
            return NULL;
        }
    return colon + 1;
}

static void settle_highest_level(void)
{
    atomic_store(&highest_level, destination.sink ? RSM_LOG_TRACE : destination.file_level);
}

static void close_file(void)
{
    if (destination.file_level >= 0)
        rsm_log_file_close(destination.file);
    destination.file_level = LOG_UNSETTLED;
}

static void open_path(const char *path, int level)
{
    destination.file_level = LOG_OFF;
    if (path[0] && rsm_log_file_open(path, &destination.file))
        destination.file_level = level;
}

/* Opens what the setting says unless that is settled and `again` is false. */
static void settle_destination(const char *setting, bool again)
{
    char copy[RSM_PATHS_ROOM] = "";
    const char *unknown_word;
    int level;

    if (!setting)
        rsm_paths_environment(LOG_VARIABLE, copy, sizeof copy);
    else if (strlen(setting) < sizeof copy)
        memcpy(copy, setting, strlen(setting) + 1);
    unknown_word = split_setting(copy, &level);

    rsm_mutex_lock(&destination.lock);
    if (again || destination.file_level == LOG_UNSETTLED) {
        close_file();
        open_path(copy, level);
        settle_highest_level();
    } else {
        unknown_word = NULL;
    }
    rsm_mutex_unlock(&destination.lock);

    if (unknown_word)
        rsm_log(RSM_LOG_WARNING, "platform",
                LOG_VARIABLE ": there is no level \"%s\", so it is info", unknown_word);
}

/* ---- what a line looks like ---- */

static bool add(struct line *line, size_t limit, const char *bytes, size_t count)
{
    if (count > limit - line->length)
        return false;
    memcpy(line->bytes + line->length, bytes, count);
    line->length += count;
    return true;
}

/* The bytes as they are, or made visible when they would not print as themselves. */
static bool add_escaped(struct line *line, size_t limit, const char *bytes, size_t count)
{
    static const char names[] = "\n\\n\r\\r\t\\t";
    char escaped[4 * 4 + 1];

    for (size_t i = 0; i < sizeof names - 1; i += 3)
        if (bytes[0] == names[i])
            return add(line, limit, names + i + 1, 2);
    for (size_t i = 0; i < count; i++)
        snprintf(escaped + 4 * i, 5, "\\x%02X", (unsigned)(unsigned char)bytes[i]);
    return add(line, limit, escaped, 4 * count);
}

static bool is_printable(uint32_t character, const char *bytes)
{
    if (character < 0x20 || (character >= 0x7F && character < 0xA0))
        return false;
    return character != 0xFFFDu || (unsigned char)bytes[0] == 0xEF;
}

static void add_text(struct line *line, size_t limit, const char *text)
{
    size_t length = strlen(text);
    size_t used = 0;

    while (used < length && !line->cut) {
        const char *bytes = text + used;
        uint32_t character;
        size_t count = rsm_text_decode_utf8(bytes, length - used, &character);

        line->cut = !(is_printable(character, bytes) ? add(line, limit, bytes, count)
                                                     : add_escaped(line, limit, bytes, count));
        used += count;
    }
}

static void make_line(struct line *line, const char *prefix, const char *text, const char *end)
{
    size_t end_length = strlen(end);
    size_t limit = LINE_ROOM - 1 - (sizeof CUT_MARK - 1) - end_length;

    line->length = 0;
    line->cut = false;
    add(line, limit, prefix, strlen(prefix));
    add_text(line, limit, text);
    if (line->cut)
        add(line, LINE_ROOM, CUT_MARK, sizeof CUT_MARK - 1);
    add(line, LINE_ROOM, end, end_length);
    line->bytes[line->length] = 0;
}

static void make_file_line(struct line *line, enum rsm_log_level level, const char *room,
                           const char *text)
{
    SYSTEMTIME now;
    char prefix[128];

    rsm_clock_utc(&now);
    snprintf(prefix, sizeof prefix, "%04u-%02u-%02u %02u:%02u:%02u.%03uZ %lu.%lu %-7s %-8.16s ",
             now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond,
             now.wMilliseconds, (unsigned long)rsm_identity_process(),
             (unsigned long)rsm_thread_id(), level_words[level], room);
    make_line(line, prefix, text, RSM_LOG_LINE_END);
}

static void make_sink_line(struct line *line, const char *room, const char *text)
{
    char prefix[32];

    snprintf(prefix, sizeof prefix, "%.16s: ", room);
    make_line(line, prefix, text, "");
}

/* ---- writing ---- */

static bool has_sink(void)
{
    bool present;

    rsm_mutex_lock(&destination.lock);
    present = destination.sink != NULL;
    rsm_mutex_unlock(&destination.lock);
    return present;
}

static void write_line(enum rsm_log_level level, const char *room, const char *text)
{
    struct line line;
    bool to_sink = has_sink();

    if (to_sink)
        make_sink_line(&line, room, text);
    else
        make_file_line(&line, level, room, text);

    rsm_mutex_lock(&destination.lock);
    if (to_sink && destination.sink)
        destination.sink(destination.sink_context, level, line.bytes);
    else if (!to_sink && (int)level <= destination.file_level)
        rsm_log_file_write(destination.file, line.bytes, line.length);
    rsm_mutex_unlock(&destination.lock);
}

bool rsm_log_enabled(enum rsm_log_level level)
{
    if (atomic_load(&highest_level) == LOG_UNSETTLED)
        settle_destination(NULL, false);
    return (int)level <= atomic_load(&highest_level);
}

void rsm_log(enum rsm_log_level level, const char *room, const char *format, ...)
{
    int saved_errno = errno;
    DWORD saved_error = GetLastError();
    char text[TEXT_ROOM];
    va_list arguments;

    if (rsm_log_enabled(level)) {
        va_start(arguments, format);
        if (vsnprintf(text, sizeof text, format, arguments) < 0)
            text[0] = 0;
        va_end(arguments);
        write_line(level, room, text);
    }
    SetLastError(saved_error);
    errno = saved_errno;
}

void rsm_log_open(const char *setting)
{
    settle_destination(setting, true);
}

rsm_error rsm_log_path(char *path_out, size_t room)
{
    rsm_error error = rsm_paths_environment(LOG_VARIABLE, path_out, room);
    int level;

    if (!error)
        (void)split_setting(path_out, &level);
    return !error && !path_out[0] ? ERROR_NOT_FOUND : error;
}

void rsm_log_close(void)
{
    rsm_mutex_lock(&destination.lock);
    close_file();
    settle_highest_level();
    rsm_mutex_unlock(&destination.lock);
}

void rsm_log_set_sink(void (*sink)(void *context, enum rsm_log_level level, const char *line),
                      void *context)
{
    rsm_mutex_lock(&destination.lock);
    destination.sink = sink;
    destination.sink_context = context;
    settle_highest_level();
    rsm_mutex_unlock(&destination.lock);
}
