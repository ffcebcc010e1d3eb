/*
 * Pictures of slots.
 */
#include "cli/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/width.h"
#include "support/asserts.h"

static struct capture capture;

/* That many slots, as the letters say, of which the last stands for all that follow. */
static void print(unsigned slots, const char *letters, size_t width)
{
    static const char kinds[] = ".#?Cd!";
    struct rsm_picture picture = {.cells = NULL};

    for (unsigned i = 0; i < slots; i++) {
        size_t last = strlen(letters) - 1;

        rsm_picture_add(&picture, i + 1,
                        (enum rsm_cell)(strchr(kinds, letters[i < last ? i : last]) - kinds));
    }
    capture_begin(&capture, width);
    assert_success(rsm_picture_print(&picture, &capture.output));
    rsm_picture_free(&picture);
}

static void a_slot_is_a_character(void **state)
{
    (void)state;
    print(12, "##?.d!C.", 80);
    assert_string_equal(
        capture.text,
        "     1  ##?.d!C...  ..\n"
        "\n"
        "  . empty   # full   ? to be read   C cleaner   d its cartridge is in a drive\n"
        "  ! cannot be used\n");
}

static void rows_begin_with_the_number_of_their_first_slot(void **state)
{
    (void)state;
    print(60, "#", 80);
    assert_non_null(strstr(capture.text,
                           "     1  ##########  ##########  ##########  ##########  ##########\n"
                           "    51  ##########\n"));
}

static void of_many_slots_a_character_stands_for_several(void **state)
{
    (void)state;
    print(10000, "#", 80);
    assert_non_null(strstr(capture.text, "     1  #####"));
    assert_non_null(strstr(capture.text, "  1001  #####"));
    assert_non_null(strstr(capture.text, "Each character stands for 20 slots.\n"));
}

static void what_is_wrong_shows_among_many(void **state)
{
    char letters[2001];

    (void)state;
    memset(letters, '.', 2000);
    letters[2000] = '\0';
    letters[7] = '!';
    letters[25] = '?';
    letters[26] = '#';
    letters[45] = '#';
    print(2000, letters, 80);
    assert_non_null(strstr(capture.text, "     1  .!...?...+  .........."));
}

static void it_is_never_wider_than_the_terminal_nor_longer_than_a_page(void **state)
{
    static const unsigned slots[] = {1, 24, 300, 1001, 10000, 65000};

    (void)state;
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        for (size_t width = 40; width < 200; width += 7) {
            unsigned lines = 0;

            print(slots[i], "#?!.dC#", width);
            for (char *line = strtok(capture.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
                assert_in_range(rsm_width_of(line), 1, width);
                lines++;
            }
            assert_in_range(lines, 2, 15);
        }
    }
}

static void colours_change_nothing_but_colours(void **state)
{
    struct rsm_picture picture = {.cells = NULL};

    (void)state;
    rsm_picture_add(&picture, 1, RSM_CELL_PROBLEM);
    rsm_picture_add(&picture, 2, RSM_CELL_FULL);
    capture_begin(&capture, 80);
    capture.output.has_colours = true;
    assert_success(rsm_picture_print(&picture, &capture.output));
    rsm_picture_free(&picture);
    assert_non_null(strstr(capture.text, "     1  \033[31m!\033[0m#\n"));
}

static void a_library_without_slots_has_no_picture(void **state)
{
    struct rsm_picture picture = {.cells = NULL};

    (void)state;
    capture_begin(&capture, 80);
    assert_success(rsm_picture_print(&picture, &capture.output));
    assert_string_equal(capture.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_is_a_character),
        cmocka_unit_test(rows_begin_with_the_number_of_their_first_slot),
        cmocka_unit_test(of_many_slots_a_character_stands_for_several),
        cmocka_unit_test(what_is_wrong_shows_among_many),
        cmocka_unit_test(it_is_never_wider_than_the_terminal_nor_longer_than_a_page),
        cmocka_unit_test(colours_change_nothing_but_colours),
        cmocka_unit_test(a_library_without_slots_has_no_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
