/*
 * Help, held against the text that people have read and approved: tests/data/cli/help.txt.  It is
 * what "rsm help", "rsm help attach" and so on print, one after the other.
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
#include "cli/width.h"

static struct capture capture;

static void print_everything(void)
{
    capture_begin(&capture, 0);
    rsm_help_print_all(&capture.output);
    for (const struct rsm_subcommand *s = rsm_subcommands; s->name != NULL; s++)
        rsm_help_print(s, &capture.output);
}

static void help_is_as_approved(void **state)
{
    static char approved[sizeof capture.text];
    FILE *file = fopen(NTMS_TEST_DATA "/cli/help.txt", "rb");
    size_t length;

    (void)state;
    assert_non_null(file);
    length = fread(approved, 1, sizeof approved - 1, file);
    fclose(file);
    approved[length] = '\0';
    print_everything();
    assert_string_equal(capture.text, approved);
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
        cmocka_unit_test(help_is_as_approved),
        cmocka_unit_test(no_line_of_help_is_wider_than_a_terminal),
        cmocka_unit_test(subcommands_are_found_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
