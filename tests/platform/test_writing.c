/*
 * A file that a person wants: made whole, never over another.
 */
#include "platform/writing.h"

#include "platform/paths.h"
#include "platform/reading.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FILE_NAME "writing.test"

static int remove_it(void **state)
{
    (void)state;
    (void)rsm_paths_remove(FILE_NAME);
    return 0;
}

static void assert_holds(const char *expected)
{
    struct rsm_reading *reading;
    char text[64] = "";
    size_t count;

    assert_success(rsm_reading_open(FILE_NAME, &reading));
    assert_success(rsm_reading_at(reading, 0, text, sizeof text, &count));
    rsm_reading_close(reading);
    assert_int_equal(count, strlen(expected));
    assert_memory_equal(text, expected, count);
}

static void a_file_is_made_of_the_bytes(void **state)
{
    (void)state;
    assert_success(rsm_writing_make(FILE_NAME, "some bytes\n", 11));
    assert_holds("some bytes\n");
}

static void a_file_that_is_there_stays_as_it_is(void **state)
{
    (void)state;
    assert_success(rsm_writing_make(FILE_NAME, "first", 5));
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_writing_make(FILE_NAME, "second", 6));
    assert_holds("first");
}

static void no_file_is_made_where_there_is_no_folder(void **state)
{
    (void)state;
    assert_fails_with(ERROR_PATH_NOT_FOUND, rsm_writing_make("no-such-folder/file", "x", 1));
}

#define on_disk(test) cmocka_unit_test_setup_teardown(test, remove_it, remove_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_disk(a_file_is_made_of_the_bytes),
        on_disk(a_file_that_is_there_stays_as_it_is),
        cmocka_unit_test(no_file_is_made_where_there_is_no_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
