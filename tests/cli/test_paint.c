/*
 * Colours: when there are any, and which.
 */
#include "cli/paint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/table.h"
#include "support/asserts.h"

static void the_user_switches_colours_off(void **state)
{
    (void)state;
    assert_true(rsm_paint_is_wanted("", "xterm-256color"));
    assert_true(rsm_paint_is_wanted("", ""));
    assert_false(rsm_paint_is_wanted("1", "xterm-256color"));
    assert_false(rsm_paint_is_wanted("0", "xterm-256color"));
    assert_false(rsm_paint_is_wanted("", "dumb"));
}

static void a_state_is_painted_as_it_should_worry(void **state)
{
    (void)state;
    assert_int_equal(rsm_paint_of_state("ready"), RSM_PAINT_GOOD);
    assert_int_equal(rsm_paint_of_state("waiting"), RSM_PAINT_ATTENTION);
    assert_int_equal(rsm_paint_of_state("disabled"), RSM_PAINT_BAD);
    assert_int_equal(rsm_paint_of_state("full"), RSM_PAINT_PLAIN);
    assert_int_equal(rsm_paint_of_state(""), RSM_PAINT_PLAIN);
}

static void of_several_states_the_worst_counts(void **state)
{
    (void)state;
    assert_int_equal(rsm_paint_of_state("empty, open"), RSM_PAINT_ATTENTION);
    assert_int_equal(rsm_paint_of_state("not present, open"), RSM_PAINT_BAD);
}

static struct capture capture;

static void print(const char *drive_state, bool has_colours, size_t width)
{
    static const struct rsm_column columns[] = {
        {"Drive", RSM_RIGHT, 0, false},
        {"State", RSM_LEFT, 4, false},
        {"Medium", RSM_LEFT, 0, false},
    };
    struct rsm_table table;

    rsm_table_begin(&table, columns, 3);
    rsm_table_add(&table, "1");
    rsm_table_add(&table, "%s", drive_state);
    rsm_table_add(&table, "A00001L5");
    capture_begin(&capture, width);
    capture.output.has_colours = has_colours;
    assert_success(rsm_table_print(&table, &capture.output));
    rsm_table_end(&table);
}

static void a_painted_cell_is_as_wide_as_its_words(void **state)
{
    (void)state;
    print("ready", true, 0);
    assert_string_equal(capture.text,
                        "  \033[1mDrive\033[0m  \033[1mState\033[0m  \033[1mMedium\033[0m\n"
                        "  -----  -----  --------\n"
                        "      1  \033[32mready\033[0m  A00001L5\n");
}

static void a_state_that_is_cut_keeps_its_paint_and_ends_it(void **state)
{
    (void)state;
    print("not present", true, 24);
    assert_non_null(strstr(capture.text, "      1  \033[31mno...\033[0m  A00001L5\n"));
}

static void a_note_is_painted_when_that_was_said(void **state)
{
    static const struct rsm_column columns[] = {{"Drive", RSM_RIGHT, 0, false}};
    struct rsm_table table;

    (void)state;
    rsm_table_begin(&table, columns, 1);
    rsm_table_add(&table, "1");
    rsm_table_note(&table, "it does not answer");
    rsm_table_paint_note(&table, RSM_PAINT_BAD);
    rsm_table_note(&table, "plain");
    capture_begin(&capture, 0);
    capture.output.has_colours = true;
    assert_success(rsm_table_print(&table, &capture.output));
    rsm_table_end(&table);
    assert_non_null(strstr(capture.text, "\033[31m    it does not answer\n\033[0m    plain\n"));
}

static void without_colours_nothing_is_painted(void **state)
{
    (void)state;
    print("not present", false, 0);
    assert_null(strchr(capture.text, '\033'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_switches_colours_off),
        cmocka_unit_test(a_state_is_painted_as_it_should_worry),
        cmocka_unit_test(of_several_states_the_worst_counts),
        cmocka_unit_test(a_painted_cell_is_as_wide_as_its_words),
        cmocka_unit_test(a_state_that_is_cut_keeps_its_paint_and_ends_it),
        cmocka_unit_test(a_note_is_painted_when_that_was_said),
        cmocka_unit_test(without_colours_nothing_is_painted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
