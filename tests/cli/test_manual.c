/*
 * The manual pages: rsm(1) tells of each command and switch, its examples are understood, and ntmsapi(3) tells
 * of each function that is exported and of no other.
 */
#include "cli/manual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/help.h"
#include "cli/subcommands.h"
#include "support/asserts.h"

enum { EXPORTS = 75 };

static struct capture page;

static void write_page(void)
{
    capture_begin(&page, 0);
    rsm_manual_print(&page.output);
}

/* What the page says of one command, from its name to the next. */
static const char *part_of(const char *name)
{
    static char part[sizeof page.text];
    char head[60];
    const char *begin;
    const char *end;

    snprintf(head, sizeof head, "\n\\fBrsm %s\\fR ", name);
    begin = strstr(page.text, head);
    if (begin == NULL)
        fail_msg("rsm(1) does not tell of %s", name);
    end = strstr(begin, "\n.RE\n");
    assert_non_null(end);
    snprintf(part, sizeof part, "%.*s", (int)(end - begin), begin);
    return part;
}

static void rsm_1_tells_of_each_command_and_switch(void **state)
{
    (void)state;
    write_page();
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        const char *part = part_of((*s)->name);

        assert_non_null(strstr(part, (*s)->summary));
        for (const struct rsm_switch *w = (*s)->switches; w != NULL && w->name != NULL; w++) {
            char tag[60];

            snprintf(tag, sizeof tag, "\n.TP 4\n\\fB/%s\\fR", w->name);
            if (strstr(part, tag) == NULL)
                fail_msg("rsm(1) does not tell of rsm %s /%s", (*s)->name, w->name);
        }
    }
}

static void rsm_1_tells_of_each_variable(void **state)
{
    (void)state;
    write_page();
    for (const struct rsm_help_variable *v = rsm_help_variables; v->name != NULL; v++) {
        char tag[60];

        snprintf(tag, sizeof tag, "\n.TP\n.B %s\n", v->name);
        assert_non_null(strstr(page.text, tag));
    }
}

static void no_line_of_rsm_1_is_taken_for_a_request_by_mistake(void **state)
{
    static const char *const requests[] = {".TH ", ".SH ", ".SS ", ".PP",  ".HP ", ".TP",
                                           ".RS ", ".RE",  ".PD",  ".B ",  ".I ",  ".BR ",
                                           ".br",  ".nf",  ".fi",  ".ad ", ".nh",  ".\\\""};

    (void)state;
    write_page();
    for (char *line = strtok(page.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        bool is_known = line[0] != '.' && line[0] != '\'';

        for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
            is_known = is_known || strncmp(line, requests[i], strlen(requests[i])) == 0;
        if (!is_known)
            fail_msg("%s", line);
    }
}

/* Take a line apart as a shell does, with its quotes. */
static size_t split(char *line, char **words, size_t room)
{
    size_t count = 0;
    bool is_quoted = false;
    char *to = line;

    words[count++] = to;
    for (char *from = line; *from != '\0'; from++) {
        if (*from == '"') {
            is_quoted = !is_quoted;
        } else if (*from == ' ' && !is_quoted) {
            *to++ = '\0';
            assert_in_range(count, 1, room - 1);
            words[count++] = to;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return count;
}

static void the_examples_of_rsm_1_are_understood(void **state)
{
    (void)state;
    for (const struct rsm_manual_example *e = rsm_manual_examples; e->words != NULL; e++) {
        static struct rsm_arguments arguments;
        char problem[RSM_ARGUMENTS_PROBLEM];
        const struct rsm_subcommand *subcommand;
        char line[200];
        char *words[10];
        size_t count;

        snprintf(line, sizeof line, "%s", e->words);
        count = split(line, words, 10);
        subcommand = rsm_subcommand_find(words[0]);
        if (subcommand == NULL)
            fail_msg("rsm %s", e->words);
        if (rsm_arguments_parse(subcommand, count - 1, words + 1, &arguments, problem) !=
            ERROR_SUCCESS)
            fail_msg("rsm %s: %s", e->words, problem);
    }
}

/* ---- ntmsapi(3) ---- */

static const char *read_file(const char *name)
{
    static char text[2][64 * 1024];
    static size_t next;
    char *into = text[next++ % 2];
    char path[512];
    FILE *file;
    size_t length;

    snprintf(path, sizeof path, "%s/../../%s", NTMS_TEST_DATA, name);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s is missing", path);
    length = fread(into, 1, sizeof text[0] - 1, file);
    fclose(file);
    into[length] = '\0';
    return into;
}

/* How often a name stands in the tags of the functions: ".BR NAME" or ".BR OTHER ", " NAME". */
static size_t count_tags(const char *functions, const char *name)
{
    size_t length = strlen(name);
    size_t count = 0;

    for (const char *at = functions; (at = strstr(at, name)) != NULL; at += length) {
        const char *line = at;

        while (line > functions && line[-1] != '\n')
            line--;
        if (strncmp(line, ".BR ", 4) == 0 && at[-1] == ' ' &&
            (at[length] == '\n' || at[length] == ' '))
            count++;
    }
    return count;
}

static const char *functions_of_the_page(void)
{
    static char functions[64 * 1024];
    const char *text = read_file("docs/ntmsapi.3.in");
    const char *begin = strstr(text, "\n.SH FUNCTIONS\n");
    const char *end = strstr(text, "\n.SH DEVICES\n");

    assert_non_null(begin);
    assert_non_null(end);
    snprintf(functions, sizeof functions, "%.*s", (int)(end - begin), begin);
    return functions;
}

static void ntmsapi_3_tells_once_of_each_function_that_is_exported(void **state)
{
    const char *functions = functions_of_the_page();
    const char *exports = strstr(read_file("def/ntmsapi.def"), "EXPORTS");
    size_t count = 0;
    char name[60];

    (void)state;
    assert_non_null(exports);
    while ((exports = strchr(exports, '\n')) != NULL &&
           sscanf(exports, " %59[A-Za-z]@", name) == 1) {
        if (count_tags(functions, name) != 1)
            fail_msg("ntmsapi(3) tells %zu times of %s", count_tags(functions, name), name);
        count++;
        exports++;
    }
    assert_int_equal(count, EXPORTS);
}

static void ntmsapi_3_tells_of_no_other_function(void **state)
{
    size_t count = 0;

    (void)state;
    for (const char *at = functions_of_the_page(); (at = strstr(at, "\n.BR ")) != NULL; at++)
        count += strcspn(at + 1, ",") < strcspn(at + 1, "\n") ? 2 : 1;
    assert_int_equal(count, EXPORTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rsm_1_tells_of_each_command_and_switch),
        cmocka_unit_test(rsm_1_tells_of_each_variable),
        cmocka_unit_test(no_line_of_rsm_1_is_taken_for_a_request_by_mistake),
        cmocka_unit_test(the_examples_of_rsm_1_are_understood),
        cmocka_unit_test(ntmsapi_3_tells_once_of_each_function_that_is_exported),
        cmocka_unit_test(ntmsapi_3_tells_of_no_other_function),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
