/*
 * The lock that processes share.
 */
#include "platform/file_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/clock.h"
#include "platform/machine.h"
#include "platform/paths.h"

#include <stdio.h>
#include <string.h>

#define LOCK_FILE "file_lock.test"

static int remove_lock_file(void **state)
{
    (void)state;
    rsm_paths_remove(LOCK_FILE);
    return 0;
}

static void a_free_lock_is_taken(void **state)
{
    struct rsm_file_lock *lock = NULL;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &lock), ERROR_SUCCESS);
    assert_non_null(lock);
    rsm_file_lock_release(lock);
}

static void a_lock_is_exclusive_within_one_process(void **state)
{
    struct rsm_file_lock *first;
    struct rsm_file_lock *second = (struct rsm_file_lock *)&first;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &first), ERROR_SUCCESS);
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &second), ERROR_LOCK_VIOLATION);
    assert_null(second);
    rsm_file_lock_release(first);
}

static void a_failed_try_does_not_harm_the_holder(void **state)
{
    struct rsm_file_lock *first;
    struct rsm_file_lock *second;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &first), ERROR_SUCCESS);
    for (int i = 0; i < 3; i++)
        assert_int_equal(rsm_file_lock_try(LOCK_FILE, &second), ERROR_LOCK_VIOLATION);
    rsm_file_lock_release(first);
}

static void a_released_lock_can_be_taken_again(void **state)
{
    struct rsm_file_lock *lock;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rsm_file_lock_try(LOCK_FILE, &lock), ERROR_SUCCESS);
        rsm_file_lock_release(lock);
    }
}

static void the_file_stays_after_release(void **state)
{
    struct rsm_file_lock *lock;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &lock), ERROR_SUCCESS);
    rsm_file_lock_release(lock);
    assert_true(rsm_paths_exists(LOCK_FILE));
}

static void two_files_are_two_locks(void **state)
{
    struct rsm_file_lock *first;
    struct rsm_file_lock *second;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &first), ERROR_SUCCESS);
    assert_int_equal(rsm_file_lock_try(LOCK_FILE "2", &second), ERROR_SUCCESS);
    rsm_file_lock_release(second);
    rsm_file_lock_release(first);
    rsm_paths_remove(LOCK_FILE "2");
}

static void a_missing_folder_is_no_lock_violation(void **state)
{
    struct rsm_file_lock *lock;

    (void)state;
    assert_int_equal(rsm_file_lock_try("no-such-folder/lock", &lock), ERROR_PATH_NOT_FOUND);
    assert_null(lock);
}

static void releasing_nothing_is_allowed(void **state)
{
    (void)state;
    rsm_file_lock_release(NULL);
}

/* The other process: says whether it got the lock, and holds it until it is killed. */
static int hold_lock(const char *path)
{
    struct rsm_file_lock *lock;
    rsm_error error = rsm_file_lock_try(path, &lock);

    printf("%s\n", rsm_error_name(error));
    fflush(stdout);
    if (!error)
        rsm_clock_sleep_ms(60000);
    return 0;
}

static void a_lock_is_exclusive_between_processes(void **state)
{
    struct process *holder = start_process("hold", LOCK_FILE);
    struct rsm_file_lock *lock;
    char answer[64];
    rsm_error error;

    (void)state;
    assert_non_null(holder);
    assert_true(read_line(holder, answer, sizeof answer));
    error = rsm_file_lock_try(LOCK_FILE, &lock);
    kill_process(holder);
    assert_string_equal(answer, "ERROR_SUCCESS");
    assert_int_equal(error, ERROR_LOCK_VIOLATION);
}

static void the_lock_of_a_killed_process_is_free(void **state)
{
    struct process *holder = start_process("hold", LOCK_FILE);
    struct rsm_file_lock *lock;
    char answer[64];

    (void)state;
    assert_non_null(holder);
    assert_true(read_line(holder, answer, sizeof answer));
    kill_process(holder);
    assert_string_equal(answer, "ERROR_SUCCESS");
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &lock), ERROR_SUCCESS);
    rsm_file_lock_release(lock);
}

static void a_process_started_by_the_holder_does_not_inherit_the_lock(void **state)
{
    struct rsm_file_lock *ours;
    struct rsm_file_lock *again;
    struct process *child;
    char answer[64];
    rsm_error error;

    (void)state;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &ours), ERROR_SUCCESS);
    child = start_process("hold", LOCK_FILE "2");
    assert_non_null(child);
    assert_true(read_line(child, answer, sizeof answer));
    rsm_file_lock_release(ours);
    error = rsm_file_lock_try(LOCK_FILE, &again);
    kill_process(child);
    rsm_paths_remove(LOCK_FILE "2");
    assert_int_equal(error, ERROR_SUCCESS);
    rsm_file_lock_release(again);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_free_lock_is_taken, remove_lock_file),
        cmocka_unit_test_teardown(a_lock_is_exclusive_within_one_process, remove_lock_file),
        cmocka_unit_test_teardown(a_failed_try_does_not_harm_the_holder, remove_lock_file),
        cmocka_unit_test_teardown(a_released_lock_can_be_taken_again, remove_lock_file),
        cmocka_unit_test_teardown(the_file_stays_after_release, remove_lock_file),
        cmocka_unit_test_teardown(two_files_are_two_locks, remove_lock_file),
        cmocka_unit_test(a_missing_folder_is_no_lock_violation),
        cmocka_unit_test(releasing_nothing_is_allowed),
        cmocka_unit_test_teardown(a_lock_is_exclusive_between_processes, remove_lock_file),
        cmocka_unit_test_teardown(the_lock_of_a_killed_process_is_free, remove_lock_file),
        cmocka_unit_test_teardown(a_process_started_by_the_holder_does_not_inherit_the_lock,
                                  remove_lock_file),
    };

    if (argc > 2 && strcmp(argv[1], "hold") == 0)
        return hold_lock(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
