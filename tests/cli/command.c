/*
 * Calls of rsm.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/display.h"
#include "cli/run.h"

struct capture out;
struct capture err;

/* Where an answer goes that is acted upon. */
struct acting {
    void (*act)(void *context, const char *written);
    void *context;
};

static rsm_error run_line(const char *line, const struct rsm_output *output)
{
    static char text[512];
    char *words[16];
    size_t count = 0;

    assert_in_range(strlen(line), 0, sizeof text - 1);
    strcpy(text, line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        for (char *c = word; *c != '\0'; c++)
            *c = *c == '~' ? ' ' : *c;
        assert_in_range(count, 0, sizeof words / sizeof words[0] - 1);
        words[count++] = word;
    }
    return rsm_run_words(count, words, output, &err.output);
}

rsm_error rsm_with_width(const char *line, size_t width)
{
    capture_begin(&out, width);
    capture_begin(&err, width);
    return run_line(line, &out.output);
}

static void keep_and_act(void *context, const char *text, size_t length)
{
    const struct acting *acting = context;
    char written[2048];

    out.output.write(out.output.context, text, length);
    snprintf(written, sizeof written, "%.*s", (int)length, text);
    acting->act(acting->context, written);
}

rsm_error rsm_acting(const char *line, void (*act)(void *context, const char *written),
                     void *context)
{
    struct acting acting = {act, context};
    const struct rsm_output output = {.write = keep_and_act, .context = &acting};

    capture_begin(&out, 0);
    capture_begin(&err, 0);
    return run_line(line, &output);
}

rsm_error rsm(const char *line)
{
    return rsm_with_width(line, 0);
}

rsm_error rsm_of_and(const char *words, const GUID *id, const char *more)
{
    char line[400];
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(id, guid);
    snprintf(line, sizeof line, "%s%s%s%s", words, guid, more != NULL ? " " : "",
             more != NULL ? more : "");
    return rsm(line);
}

rsm_error rsm_of(const char *words, const GUID *id)
{
    return rsm_of_and(words, id, NULL);
}

void assert_has(const char *expected, const struct capture *capture, const char *file, int line)
{
    if (strstr(capture->text, expected) != NULL)
        return;
    print_error("expected to find\n%s\nin\n%s\n", expected, capture->text);
    _fail(file, line);
}
