/*
 * The table printer.
 */
#include "cli/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "support/asserts.h"

static const struct rsm_column columns[] = {
    {"Slot", RSM_RIGHT, 0, false},
    {"State", RSM_LEFT, 0, false},
    {"Label", RSM_LEFT, 5, false},
    {"Application", RSM_LEFT, 6, true},
};

static struct capture capture;

/* A table of three rows on a terminal of that width. */
static void print(const char *label, const char *application, size_t width)
{
    static const char *const states[] = {"full", "empty", "full"};
    struct rsm_table table;

    rsm_table_begin(&table, columns, 4);
    for (unsigned i = 0; i < 3; i++) {
        rsm_table_add(&table, "%u", 9 + i);
        rsm_table_add(&table, "%s", states[i]);
        rsm_table_add(&table, "%s", i == 0 ? label : "");
        rsm_table_add(&table, "%s", application);
    }
    capture_begin(&capture, width);
    assert_success(rsm_table_print(&table, &capture.output));
    rsm_table_end(&table);
}

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
    (void)state;
    print("ANSI VOL001", "rsm", 0);
    assert_string_equal(capture.text,
                        "  Slot  State  Label        Application\n"
                        "  ----  -----  -----------  -----------\n"
                        "     9  full   ANSI VOL001  rsm\n"
                        "    10  empty               rsm\n"
                        "    11  full                rsm\n");
}

static void a_column_with_nothing_in_it_is_left_out(void **state)
{
    (void)state;
    print("", "rsm", 0);
    assert_string_equal(capture.text,
                        "  Slot  State  Application\n"
                        "  ----  -----  -----------\n"
                        "     9  full   rsm\n"
                        "    10  empty  rsm\n"
                        "    11  full   rsm\n");
}

static void no_line_ends_in_blanks(void **state)
{
    (void)state;
    print("X", "", 0);
    assert_null(strstr(capture.text, " \n"));
}

static void a_narrow_terminal_narrows_what_may_be(void **state)
{
    (void)state;
    print("ANSI VOL001", "rsm", 35);
    assert_string_equal(capture.text,
                        "  Slot  State  Label      Applic...\n"
                        "  ----  -----  ---------  ---------\n"
                        "     9  full   ANSI V...  rsm\n"
                        "    10  empty             rsm\n"
                        "    11  full              rsm\n");
}

static void a_narrower_one_drops_what_may_go(void **state)
{
    (void)state;
    print("ANSI VOL001", "rsm", 22);
    assert_string_equal(capture.text,
                        "  Slot  State  Label\n"
                        "  ----  -----  -------\n"
                        "     9  full   ANSI...\n"
                        "    10  empty\n"
                        "    11  full\n");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    (void)state;
    for (size_t width = 20; width < 60; width++) {
        print("ANSI VOL001", "rsm", width);
        for (char *line = strtok(capture.text, "\n"); line != NULL; line = strtok(NULL, "\n"))
            assert_in_range(strlen(line), 1, width);
    }
}

static void what_cannot_be_narrowed_is_printed_anyway(void **state)
{
    (void)state;
    print("ANSI VOL001", "rsm", 1);
    assert_non_null(strstr(capture.text, "     9  full   AN...\n"));
}

static void columns_of_wide_characters_stay_aligned(void **state)
{
    (void)state;
    print("\xE6\x9D\xB1\xE4\xBA\xAC", "rsm", 0);
    assert_non_null(strstr(capture.text,
                           "     9  full   \xE6\x9D\xB1\xE4\xBA\xAC   rsm\n"
                           "    10  empty         rsm\n"));
}

static void a_label_cannot_command_the_terminal(void **state)
{
    (void)state;
    print("\033[31m", "rsm", 0);
    assert_null(strchr(capture.text, '\033'));
}

static void a_cell_may_be_longer_than_any_line(void **state)
{
    char label[4000];

    (void)state;
    memset(label, 'x', sizeof label - 1);
    label[sizeof label - 1] = '\0';
    print(label, "rsm", 40);
    assert_non_null(strstr(capture.text, "xxx...  rsm\n"));
}

/* ---- notes ---- */

static void print_noted(const char *note, const char *other, size_t width)
{
    struct rsm_table table;

    rsm_table_begin(&table, columns, 2);
    rsm_table_add(&table, "1");
    rsm_table_add(&table, "full");
    rsm_table_note(&table, "%s", note);
    if (other != NULL)
        rsm_table_note(&table, "%s", other);
    rsm_table_add(&table, "2");
    rsm_table_add(&table, "empty");
    capture_begin(&capture, width);
    assert_success(rsm_table_print(&table, &capture.output));
    rsm_table_end(&table);
}

static void notes_stand_below_their_row_and_widen_no_column(void **state)
{
    (void)state;
    print_noted("it was put there by hand", "and nobody knows why", 0);
    assert_string_equal(capture.text,
                        "  Slot  State\n"
                        "  ----  -----\n"
                        "     1  full\n"
                        "    it was put there by hand\n"
                        "    and nobody knows why\n"
                        "     2  empty\n");
}

static void a_note_is_broken_at_blanks_and_never_cut(void **state)
{
    (void)state;
    print_noted("it was put there by hand, extraordinarily", NULL, 16);
    assert_non_null(strstr(capture.text,
                           "    it was put\n"
                           "    there by\n"
                           "    hand,\n"
                           "    extraordinarily\n"
                           "     2  empty\n"));
}

static void a_note_cannot_command_the_terminal(void **state)
{
    (void)state;
    print_noted("\033[31mred", NULL, 0);
    assert_null(strchr(capture.text, '\033'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
        cmocka_unit_test(a_column_with_nothing_in_it_is_left_out),
        cmocka_unit_test(no_line_ends_in_blanks),
        cmocka_unit_test(a_narrow_terminal_narrows_what_may_be),
        cmocka_unit_test(a_narrower_one_drops_what_may_go),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(what_cannot_be_narrowed_is_printed_anyway),
        cmocka_unit_test(columns_of_wide_characters_stay_aligned),
        cmocka_unit_test(a_label_cannot_command_the_terminal),
        cmocka_unit_test(a_cell_may_be_longer_than_any_line),
        cmocka_unit_test(notes_stand_below_their_row_and_widen_no_column),
        cmocka_unit_test(a_note_is_broken_at_blanks_and_never_cut),
        cmocka_unit_test(a_note_cannot_command_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
