/*
 * Paths, folders and files.
 */
#include "platform/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "os_paths.h"
#include "platform/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRATCH  "paths.test"
#define VARIABLE "NTMS_TEST_VARIABLE"

static int make_scratch(void **state)
{
    (void)state;
    return rsm_paths_make_folder(SCRATCH) != ERROR_SUCCESS;
}

static int remove_scratch(void **state)
{
    (void)state;
    rsm_paths_remove(SCRATCH "/a");
    rsm_paths_remove(SCRATCH "/b");
    rsm_paths_remove(SCRATCH "/c");
    remove_folder(SCRATCH "/x/y/z");
    remove_folder(SCRATCH "/x/y");
    remove_folder(SCRATCH "/x");
    remove_folder(SCRATCH);
    return 0;
}

static int remove_variable(void **state)
{
    (void)state;
    set_variable(VARIABLE, NULL);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* ---- environment ---- */

static void a_variable_is_read(void **state)
{
    char value[16];

    (void)state;
    set_variable(VARIABLE, "some value");
    assert_int_equal(rsm_paths_environment(VARIABLE, value, sizeof value), ERROR_SUCCESS);
    assert_string_equal(value, "some value");
}

static void a_variable_that_is_not_set_is_not_found(void **state)
{
    char value[16] = "before";

    (void)state;
    assert_int_equal(rsm_paths_environment(VARIABLE, value, sizeof value), ERROR_NOT_FOUND);
    assert_string_equal(value, "");
}

static void an_empty_variable_counts_as_not_set(void **state)
{
    char value[16];

    (void)state;
    set_variable(VARIABLE, "");
    assert_int_equal(rsm_paths_environment(VARIABLE, value, sizeof value), ERROR_NOT_FOUND);
}

static void a_variable_longer_than_the_room_is_refused(void **state)
{
    char value[4];

    (void)state;
    set_variable(VARIABLE, "1234");
    assert_int_equal(rsm_paths_environment(VARIABLE, value, sizeof value),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_string_equal(value, "");
    set_variable(VARIABLE, "123");
    assert_int_equal(rsm_paths_environment(VARIABLE, value, sizeof value), ERROR_SUCCESS);
}

/* ---- names ---- */

static void joining_puts_one_separator_between(void **state)
{
    const char expected[] = {'f', RSM_PATHS_SEPARATOR, 'n', 0};
    char path[16];

    (void)state;
    assert_int_equal(rsm_paths_join("f", "n", path, sizeof path), ERROR_SUCCESS);
    assert_string_equal(path, expected);
    assert_int_equal(rsm_paths_join("f/", "n", path, sizeof path), ERROR_SUCCESS);
    assert_string_equal(path, "f/n");
    assert_int_equal(rsm_paths_join("", "n", path, sizeof path), ERROR_SUCCESS);
    assert_string_equal(path, "n");
}

static void joining_is_refused_rather_than_cut(void **state)
{
    char path[8];

    (void)state;
    assert_int_equal(rsm_paths_join("abc", "def", path, 8), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_join("abc", "def", path, 7), ERROR_FILENAME_EXCED_RANGE);
    assert_string_equal(path, "");
    assert_int_equal(rsm_paths_join("abcdefgh", "", path, 8), ERROR_FILENAME_EXCED_RANGE);
    assert_int_equal(rsm_paths_join("a", "", path, 0), ERROR_FILENAME_EXCED_RANGE);
}

/* ---- the data folder ---- */

/* Runs with NTMS_DATA as given and puts back what was there. */
static rsm_error data_folder_with(const char *parent, char *path_out, size_t room)
{
    char before[RSM_PATHS_ROOM];
    bool was_set = rsm_paths_environment("NTMS_DATA", before, sizeof before) == ERROR_SUCCESS;
    rsm_error error;

    set_variable("NTMS_DATA", parent);
    error = rsm_paths_data_folder(path_out, room);
    set_variable("NTMS_DATA", was_set ? before : NULL);
    return error;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static void the_data_folder_is_below_the_one_in_the_environment(void **state)
{
    char path[RSM_PATHS_ROOM];
    char expected[RSM_PATHS_ROOM];

    (void)state;
    assert_int_equal(data_folder_with(SCRATCH, path, sizeof path), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_join(SCRATCH, "NtmsData", expected, sizeof expected), ERROR_SUCCESS);
    assert_true(ends_with(path, expected));
}

static void the_data_folder_is_absolute(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    assert_int_equal(data_folder_with(SCRATCH, path, sizeof path), ERROR_SUCCESS);
    assert_true(path[0] == '/' || path[0] == '\\' || path[1] == ':');
}

static void there_is_a_data_folder_without_any_setting(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    assert_int_equal(data_folder_with(NULL, path, sizeof path), ERROR_SUCCESS);
    assert_true(ends_with(path, "NtmsData"));
}

static void a_data_folder_too_long_for_a_path_is_refused(void **state)
{
    char parent[RSM_PATHS_ROOM + 10];
    char path[RSM_PATHS_ROOM];

    (void)state;
    memset(parent, 'x', sizeof parent);
    parent[sizeof parent - 1] = 0;
    assert_int_equal(data_folder_with(parent, path, sizeof path), ERROR_FILENAME_EXCED_RANGE);
    assert_string_equal(path, "");
    parent[RSM_PATHS_ROOM - 5] = 0;
    assert_int_equal(data_folder_with(parent, path, sizeof path), ERROR_FILENAME_EXCED_RANGE);
}

/* ---- folders and files ---- */

static void folders_are_made_with_all_above(void **state)
{
    (void)state;
    assert_false(rsm_paths_exists(SCRATCH "/x"));
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/x/y/z"), ERROR_SUCCESS);
    assert_true(rsm_paths_exists(SCRATCH "/x/y/z"));
}

static void a_folder_that_is_there_is_no_error(void **state)
{
    (void)state;
    assert_int_equal(rsm_paths_make_folder(SCRATCH), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/x//y/"), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/x/y"), ERROR_SUCCESS);
}

static void a_file_in_the_way_of_a_folder_is_told(void **state)
{
    (void)state;
    write_file(SCRATCH "/a", "");
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/a"), ERROR_DIRECTORY);
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/a/b/c"), ERROR_DIRECTORY);
}

static void a_file_exists_until_it_is_removed(void **state)
{
    (void)state;
    assert_false(rsm_paths_exists(SCRATCH "/a"));
    write_file(SCRATCH "/a", "");
    assert_true(rsm_paths_exists(SCRATCH "/a"));
    assert_int_equal(rsm_paths_remove(SCRATCH "/a"), ERROR_SUCCESS);
    assert_false(rsm_paths_exists(SCRATCH "/a"));
}

static void removing_or_renaming_what_is_not_there_says_so(void **state)
{
    (void)state;
    assert_int_equal(rsm_paths_remove(SCRATCH "/a"), ERROR_FILE_NOT_FOUND);
    assert_int_equal(rsm_paths_rename(SCRATCH "/a", SCRATCH "/b"), ERROR_FILE_NOT_FOUND);
}

static void renaming_replaces_the_other_file(void **state)
{
    char first = 0;
    FILE *file;

    (void)state;
    write_file(SCRATCH "/a", "new");
    write_file(SCRATCH "/b", "old");
    assert_int_equal(rsm_paths_rename(SCRATCH "/a", SCRATCH "/b"), ERROR_SUCCESS);
    assert_false(rsm_paths_exists(SCRATCH "/a"));
    file = fopen(SCRATCH "/b", "rb");
    assert_non_null(file);
    assert_int_equal(fread(&first, 1, 1, file), 1);
    fclose(file);
    assert_int_equal(first, 'n');
}

static void renaming_to_a_new_name_leaves_the_other_file_alone(void **state)
{
    (void)state;
    write_file(SCRATCH "/a", "new");
    write_file(SCRATCH "/b", "old");
    assert_int_equal(rsm_paths_rename_new(SCRATCH "/a", SCRATCH "/b"), ERROR_ALREADY_EXISTS);
    assert_true(rsm_paths_exists(SCRATCH "/a"));
    assert_int_equal(rsm_paths_rename_new(SCRATCH "/a", SCRATCH "/c"), ERROR_SUCCESS);
    assert_false(rsm_paths_exists(SCRATCH "/a"));
    assert_true(rsm_paths_exists(SCRATCH "/c"));
    assert_int_equal(rsm_paths_rename_new(SCRATCH "/a", SCRATCH "/d"), ERROR_FILE_NOT_FOUND);
}

static void a_file_is_made_once(void **state)
{
    (void)state;
    assert_int_equal(rsm_paths_make_file(SCRATCH "/a"), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_make_file(SCRATCH "/a"), ERROR_ALREADY_EXISTS);
}

static void a_file_is_the_same_by_any_of_its_names(void **state)
{
    (void)state;
    write_file(SCRATCH "/a", "");
    write_file(SCRATCH "/b", "");
    assert_true(rsm_paths_same(SCRATCH "/a", SCRATCH "/./a"));
    assert_true(rsm_paths_same(SCRATCH, SCRATCH "/"));
    assert_false(rsm_paths_same(SCRATCH "/a", SCRATCH "/b"));
    assert_false(rsm_paths_same(SCRATCH "/none", SCRATCH "/none"));
}

/* ---- listing ---- */

struct names {
    size_t count;
    size_t stop_after;
    char letters[16]; /* the first of each name */
};

static bool note_name(void *context, const char *name)
{
    struct names *names = context;

    assert_int_equal(strlen(name), 1);
    names->letters[names->count++] = name[0];
    return names->count != names->stop_after;
}

static void write_three_files(void)
{
    write_file(SCRATCH "/a", "");
    write_file(SCRATCH "/b", "");
    write_file(SCRATCH "/c", "");
}

static void listing_shows_each_file_and_no_folder(void **state)
{
    struct names names = {0};

    (void)state;
    write_three_files();
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/x"), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_list(SCRATCH, 3, note_name, &names), ERROR_SUCCESS);
    assert_int_equal(names.count, 3);
    assert_non_null(strchr(names.letters, 'a'));
    assert_non_null(strchr(names.letters, 'b'));
    assert_non_null(strchr(names.letters, 'c'));
}

static void listing_is_bounded_and_says_when_there_was_more(void **state)
{
    struct names names = {0};

    (void)state;
    write_three_files();
    assert_int_equal(rsm_paths_list(SCRATCH, 2, note_name, &names), ERROR_MORE_DATA);
    assert_int_equal(names.count, 2);
}

static void listing_stops_when_the_visitor_has_seen_enough(void **state)
{
    struct names names = {.stop_after = 1};

    (void)state;
    write_three_files();
    assert_int_equal(rsm_paths_list(SCRATCH, 10, note_name, &names), ERROR_SUCCESS);
    assert_int_equal(names.count, 1);
}

static bool remove_it(void *context, const char *name)
{
    char path[RSM_PATHS_ROOM];

    assert_int_equal(rsm_paths_join(SCRATCH, name, path, sizeof path), ERROR_SUCCESS);
    assert_int_equal(rsm_paths_remove(path), ERROR_SUCCESS);
    ++*(size_t *)context;
    return true;
}

static void a_visitor_may_remove_what_it_sees(void **state)
{
    size_t removed = 0;

    (void)state;
    write_three_files();
    assert_int_equal(rsm_paths_list(SCRATCH, 10, remove_it, &removed), ERROR_SUCCESS);
    assert_int_equal(removed, 3);
}

static void listing_an_empty_folder_shows_nothing(void **state)
{
    struct names names = {0};

    (void)state;
    assert_int_equal(rsm_paths_list(SCRATCH, 10, note_name, &names), ERROR_SUCCESS);
    assert_int_equal(names.count, 0);
}

static void listing_no_folder_says_so(void **state)
{
    struct names names = {0};

    (void)state;
    assert_int_equal(rsm_paths_list(SCRATCH "/none", 10, note_name, &names), ERROR_PATH_NOT_FOUND);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, make_scratch, remove_scratch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_variable_is_read, remove_variable),
        cmocka_unit_test_teardown(a_variable_that_is_not_set_is_not_found, remove_variable),
        cmocka_unit_test_teardown(an_empty_variable_counts_as_not_set, remove_variable),
        cmocka_unit_test_teardown(a_variable_longer_than_the_room_is_refused, remove_variable),
        cmocka_unit_test(joining_puts_one_separator_between),
        cmocka_unit_test(joining_is_refused_rather_than_cut),
        cmocka_unit_test(the_data_folder_is_below_the_one_in_the_environment),
        cmocka_unit_test(the_data_folder_is_absolute),
        cmocka_unit_test(there_is_a_data_folder_without_any_setting),
        cmocka_unit_test(a_data_folder_too_long_for_a_path_is_refused),
        IN_SCRATCH(folders_are_made_with_all_above),
        IN_SCRATCH(a_folder_that_is_there_is_no_error),
        IN_SCRATCH(a_file_in_the_way_of_a_folder_is_told),
        IN_SCRATCH(a_file_exists_until_it_is_removed),
        IN_SCRATCH(removing_or_renaming_what_is_not_there_says_so),
        IN_SCRATCH(renaming_replaces_the_other_file),
        IN_SCRATCH(renaming_to_a_new_name_leaves_the_other_file_alone),
        IN_SCRATCH(a_file_is_made_once),
        IN_SCRATCH(a_file_is_the_same_by_any_of_its_names),
        IN_SCRATCH(listing_shows_each_file_and_no_folder),
        IN_SCRATCH(listing_is_bounded_and_says_when_there_was_more),
        IN_SCRATCH(listing_stops_when_the_visitor_has_seen_enough),
        IN_SCRATCH(a_visitor_may_remove_what_it_sees),
        IN_SCRATCH(listing_an_empty_folder_shows_nothing),
        IN_SCRATCH(listing_no_folder_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
