/*
 * Where data lives on POSIX, and who may look into it.
 */
#define _DEFAULT_SOURCE

#include "platform/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/machine.h"

#include <sys/stat.h>

#define SCRATCH "paths_posix.test"

static int clear_environment(void **state)
{
    (void)state;
    set_variable("NTMS_DATA", NULL);
    set_variable("XDG_STATE_HOME", NULL);
    set_variable("HOME", NULL);
    return 0;
}

static void assert_data_folder(const char *expected)
{
    char path[RSM_PATHS_ROOM];

    assert_int_equal(rsm_paths_data_folder(path, sizeof path), ERROR_SUCCESS);
    assert_string_equal(path, expected);
}

static void the_state_folder_of_the_desktop_is_used(void **state)
{
    (void)state;
    set_variable("HOME", "/home/u");
    set_variable("XDG_STATE_HOME", "/state");
    assert_data_folder("/state/NtmsData");
}

static void a_relative_state_folder_is_ignored(void **state)
{
    (void)state;
    set_variable("HOME", "/home/u");
    set_variable("XDG_STATE_HOME", "state");
    assert_data_folder("/home/u/.local/state/NtmsData");
}

static void the_home_folder_is_the_last_resort(void **state)
{
    (void)state;
    set_variable("HOME", "/home/u");
    assert_data_folder("/home/u/.local/state/NtmsData");
}

static void our_own_variable_comes_first(void **state)
{
    (void)state;
    set_variable("XDG_STATE_HOME", "/state");
    set_variable("NTMS_DATA", "/srv/data/");
    assert_data_folder("/srv/data/NtmsData");
}

static void without_a_home_there_is_no_data_folder(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    assert_int_equal(rsm_paths_data_folder(path, sizeof path), ERROR_PATH_NOT_FOUND);
    assert_string_equal(path, "");
}

static void folders_are_for_their_owner_alone(void **state)
{
    struct stat upper;
    struct stat lower;
    int results;

    (void)state;
    assert_int_equal(rsm_paths_make_folder(SCRATCH "/x"), ERROR_SUCCESS);
    results = stat(SCRATCH, &upper) | stat(SCRATCH "/x", &lower);
    remove_folder(SCRATCH "/x");
    remove_folder(SCRATCH);
    assert_int_equal(results, 0);
    assert_int_equal(upper.st_mode & 0777, 0700);
    assert_int_equal(lower.st_mode & 0777, 0700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_state_folder_of_the_desktop_is_used, clear_environment),
        cmocka_unit_test_setup(a_relative_state_folder_is_ignored, clear_environment),
        cmocka_unit_test_setup(the_home_folder_is_the_last_resort, clear_environment),
        cmocka_unit_test_setup(our_own_variable_comes_first, clear_environment),
        cmocka_unit_test_setup(without_a_home_there_is_no_data_folder, clear_environment),
        cmocka_unit_test(folders_are_for_their_owner_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
