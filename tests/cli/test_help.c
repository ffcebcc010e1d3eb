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
        cmocka_unit_test(no_line_of_help_is_wider_than_a_terminal),
        cmocka_unit_test(subcommands_are_found_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
