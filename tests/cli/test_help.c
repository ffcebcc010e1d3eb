/*
 * Help, held against the text that people have read and approved: tests/data/cli/help/all.txt is
 * what "rsm help" prints, attach.txt what "rsm help attach" does, and so on.
 */
#include "cli/help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/subcommands.h"
#include "cli/width.h"

static struct capture capture;

static void assert_approved(const char *name)
{
    static char approved[sizeof capture.text];
    char path[512];
    FILE *file;
    size_t length;

    snprintf(path, sizeof path, "%s/cli/help/%s.txt", NTMS_TEST_DATA, name);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s is missing; the help is\n%s", path, capture.text);
    length = fread(approved, 1, sizeof approved - 1, file);
    fclose(file);
    approved[length] = '\0';
    assert_string_equal(capture.text, approved);
}

static void help_of_every_subcommand_is_as_approved(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        capture_begin(&capture, 0);
        rsm_help_print(*s, &capture.output);
        assert_approved((*s)->name);
    }
}

static void help_of_all_is_as_approved(void **state)
{
    (void)state;
    capture_begin(&capture, 0);
    rsm_help_print_all(&capture.output);
    assert_approved("all");
}

static void no_paragraph_is_too_long_to_be_shown(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        const char *text = (*s)->details;

        while (text != NULL && *text != '\0') {
            size_t length = strcspn(text, "\n");

            assert_in_range(length, 0, RSM_HELP_PARAGRAPH - 1);
            text += length + (text[length] != '\0' ? 1 : 0);
        }
    }
}

static void paragraphs_are_parted_by_one_empty_line_and_literal_ones_follow(void **state)
{
    static const struct rsm_subcommand subcommand = {
        .name = "x", .summary = "Do it", .details = "One.\nTwo:\n  a\n  b\n\nThree.\n"};

    (void)state;
    capture_begin(&capture, 0);
    rsm_help_print(&subcommand, &capture.output);
    assert_string_equal(capture.text, "\nrsm x\n\nDo it.\n\nOne.\n\nTwo:\n  a\n  b\n\nThree.\n\n");
}

static void print_everything(void)
{
    capture_begin(&capture, 0);
    rsm_help_print_all(&capture.output);
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++)
        rsm_help_print(*s, &capture.output);
}

static void no_line_of_help_is_wider_than_a_terminal(void **state)
{
    (void)state;
    print_everything();
    for (char *line = strtok(capture.text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        assert_in_range(rsm_width_of(line), 1, 79);
}

/* ---- usage ---- */

static const struct rsm_word actions[] = {{.word = "start"}, {.word = "stop"}, {.word = NULL}};

static const struct rsm_switch switches[] = {
    {.name = "pg", .value = RSM_VALUE_GUID, .shown = "<guid>", .group = "medium"},
    {.name = "pf", .value = RSM_VALUE_TEXT, .shown = "<name>", .group = "medium"},
    {.name = "sf", .value = RSM_VALUE_TEXT, .shown = "<name>"},
    {.name = "lf", .value = RSM_VALUE_TEXT, .shown = "<name>"},
    {.name = "a", .value = RSM_VALUE_WORD, .words = actions},
    {.name = "o", .value = RSM_VALUE_WORD, .words = actions, .may_repeat = true},
    {.name = "b"},
    {.name = NULL},
};

static void each_way_of_using_a_command_is_shown_with_all_other_switches(void **state)
{
    static const struct rsm_subcommand subcommand = {
        .name = "eject",
        .usage = "{/pg<guid> | /pf<name>}\n/sf<name> /lf<name>",
        .switches = switches,
        .has_facts = true,
    };

    (void)state;
    capture_begin(&capture, 0);
    rsm_help_print_usage(&subcommand, 2, &capture.output);
    assert_string_equal(
        capture.text,
        "  rsm eject {/pg<guid> | /pf<name>} [/a{start|stop}] [/o{start|stop}]... [/b]\n"
        "            [/json]\n"
        "  rsm eject /sf<name> /lf<name> [/a{start|stop}] [/o{start|stop}]... [/b]\n"
        "            [/json]\n");
}

static void a_usage_line_is_broken_between_brackets(void **state)
{
    static const struct rsm_subcommand subcommand = {
        .name = "eject", .operand = "SOMETHING", .switches = switches};

    (void)state;
    capture_begin(&capture, 0);
    rsm_help_print_usage(&subcommand, 0, &capture.output);
    assert_string_equal(capture.text,
                        "rsm eject [SOMETHING] [/pg<guid> | /pf<name>] [/sf<name>] [/lf<name>]\n"
                        "          [/a{start|stop}] [/o{start|stop}]... [/b]\n");
}

static bool is_switch_of(const struct rsm_subcommand *subcommand, const char *text)
{
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        size_t length = strlen(s->name);

        if (strncmp(text, s->name, length) == 0 && (text[length] < 'a' || text[length] > 'z'))
            return true;
    }
    return false;
}

static void usage_by_hand_names_only_switches_that_there_are(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        for (const char *at = (*s)->usage; at != NULL && (at = strchr(at, '/')) != NULL;) {
            at++;
            if (!is_switch_of(*s, at))
                fail_msg("rsm %s has no switch /%s", (*s)->name, at);
        }
    }
}

/* ---- the list ---- */

static void subcommands_stand_by_subject(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; s[0] != NULL && s[1] != NULL; s++)
        assert_in_range(s[1]->subject, s[0]->subject, RSM_SUBJECT_COUNT - 1);
}

static void switches_of_a_group_stand_together(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        for (const struct rsm_switch *a = (*s)->switches; a != NULL && a->name != NULL; a++) {
            for (const struct rsm_switch *b = a + 1; b->name != NULL; b++) {
                if (a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0 &&
                    (b[-1].group == NULL || strcmp(b[-1].group, a->group) != 0))
                    fail_msg("rsm %s: /%s stands apart from /%s", (*s)->name, b->name, a->name);
            }
        }
    }
}

static void subcommands_are_found_in_any_case(void **state)
{
    (void)state;
    assert_ptr_equal(rsm_subcommand_find("VIEW"), rsm_subcommand_find("view"));
    assert_non_null(rsm_subcommand_find("view"));
    assert_null(rsm_subcommand_find("vie"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_of_every_subcommand_is_as_approved),
        cmocka_unit_test(help_of_all_is_as_approved),
        cmocka_unit_test(no_paragraph_is_too_long_to_be_shown),
        cmocka_unit_test(paragraphs_are_parted_by_one_empty_line_and_literal_ones_follow),
        cmocka_unit_test(no_line_of_help_is_wider_than_a_terminal),
        cmocka_unit_test(each_way_of_using_a_command_is_shown_with_all_other_switches),
        cmocka_unit_test(a_usage_line_is_broken_between_brackets),
        cmocka_unit_test(usage_by_hand_names_only_switches_that_there_are),
        cmocka_unit_test(subcommands_stand_by_subject),
        cmocka_unit_test(switches_of_a_group_stand_together),
        cmocka_unit_test(subcommands_are_found_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
