/*
 * A lock file that somebody removes does not break the lock: on POSIX an open file can be
 * removed. This program brings its own fcntl(), to remove the file at the worst moment.
 */
#define _GNU_SOURCE

#include "platform/file_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/paths.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOCK_FILE "file_lock_posix.test"

static unsigned removals; /* how many locks find the file removed */

int fcntl(int file, int operation, ...)
{
    va_list arguments;
    void *argument;

    va_start(arguments, operation);
    argument = va_arg(arguments, void *);
    va_end(arguments);
    if (operation == F_OFD_SETLK && removals > 0) {
        removals--;
        unlink(LOCK_FILE);
    }
    return (int)syscall(SYS_fcntl, file, operation, argument);
}

static void a_file_removed_before_it_is_locked_is_made_anew(void **state)
{
    struct rsm_file_lock *first;
    struct rsm_file_lock *second;

    (void)state;
    removals = 3;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &first), ERROR_SUCCESS);
    assert_int_equal(removals, 0);
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &second), ERROR_LOCK_VIOLATION);
    rsm_file_lock_release(first);
    rsm_paths_remove(LOCK_FILE);
}

static void a_file_removed_again_and_again_is_given_up(void **state)
{
    struct rsm_file_lock *lock;

    (void)state;
    removals = 1000000;
    assert_int_equal(rsm_file_lock_try(LOCK_FILE, &lock), ERROR_LOCK_VIOLATION);
    assert_null(lock);
    removals = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_removed_before_it_is_locked_is_made_anew),
        cmocka_unit_test(a_file_removed_again_and_again_is_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
