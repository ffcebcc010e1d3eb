/*
 * rsm called with the words of a line.
 */
#include "cli/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/run.h"

struct capture out;
struct capture err;

static struct {
    void (*act)(void *context, const char *written);
    void *context;
    char line[1024];
} acting;

static rsm_error run(const char *line, const struct rsm_output *output)
{
    static char text[2048];
    char *words[16];
    size_t count = 0;

    assert_in_range(strlen(line), 0, sizeof text - 1);
    strcpy(text, line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        for (char *c = word; *c != '\0'; c++)
            *c = *c == '~' ? ' ' : *c;
        words[count++] = word;
    }
    return rsm_run_words(count, words, output, &err.output);
}

rsm_error rsm(const char *line)
{
    capture_begin(&out, 0);
    capture_begin(&err, 0);
    return run(line, &out.output);
}

static void write_and_act(void *context, const char *text, size_t length)
{
    (void)context;
    out.output.write(out.output.context, text, length);
    if (length >= sizeof acting.line)
        length = sizeof acting.line - 1;
    memcpy(acting.line, text, length);
    acting.line[length] = '\0';
    acting.act(acting.context, acting.line);
}

rsm_error rsm_acting(const char *line, void (*act)(void *context, const char *written),
                     void *context)
{
    static const struct rsm_output output = {.write = write_and_act};

    capture_begin(&out, 0);
    capture_begin(&err, 0);
    acting.act = act;
    acting.context = context;
    return run(line, &output);
}

void assert_has(const char *expected, const struct capture *capture)
{
    if (strstr(capture->text, expected) == NULL)
        assert_string_equal(expected, capture->text); /* shows both */
}
