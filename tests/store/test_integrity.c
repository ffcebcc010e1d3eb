/*
 * Whole and damaged database files, looked at without anything being done to them.
 */
#include "store/integrity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/made_up.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/files.h"

#define FILE_NAME "integrity.test"

enum { PAGE = 4096 };

static char first[600]; /* sentence that was reported */

static int begin_it(void **state)
{
    (void)state;
    first[0] = '\0';
    remove_database(FILE_NAME);
    return 0;
}

static int end_it(void **state)
{
    (void)state;
    remove_database(FILE_NAME);
    return 0;
}

static void hear(void *context, const char *sentence)
{
    size_t *heard = context;

    if ((*heard)++ == 0)
        snprintf(first, sizeof first, "%s", sentence);
}

/* How many faults; the file is as it was before. */
static size_t count_faults(void)
{
    struct file_contents before;
    struct file_contents after;
    size_t heard = 0;
    size_t faults = 0;

    read_whole(".", FILE_NAME, &before);
    assert_success(rsm_integrity_check(FILE_NAME, hear, &heard, &faults));
    read_whole(".", FILE_NAME, &after);
    assert_int_equal(heard, faults);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.bytes, after.bytes, before.size);
    free(before.bytes);
    free(after.bytes);
    return faults;
}

static void make_database(int slots)
{
    struct rsm_store *store = open_database(FILE_NAME);

    begin_write(store);
    for (int i = 0; i < slots; i++)
        add_slot(store, &(GUID){.Data1 = 1}, (DWORD)i);
    commit(store);
    rsm_store_close(store);
}

static void overwrite(size_t from, size_t length)
{
    struct file_contents contents;

    read_whole(".", FILE_NAME, &contents);
    assert_in_range(from + length, 1, contents.size);
    memset(contents.bytes + from, 0xA5, length);
    write_whole(".", FILE_NAME, &contents);
    free(contents.bytes);
}

static void a_whole_file_has_no_faults(void **state)
{
    (void)state;
    make_database(500);

    assert_int_equal(count_faults(), 0);
}

static void a_file_that_is_in_use_has_none_either(void **state)
{
    struct rsm_store *store;
    size_t heard = 0;
    size_t faults = 1;

    (void)state;
    make_database(10);
    store = open_database(FILE_NAME);
    begin_write(store);
    add_slot(store, &(GUID){.Data1 = 1}, 77);

    assert_success(rsm_integrity_check(FILE_NAME, hear, &heard, &faults));

    assert_int_equal(faults, 0);
    roll_back(store);
    rsm_store_close(store);
}

/* Whichever page it is. */
static void a_page_that_is_overwritten_is_a_fault(void **state)
{
    struct file_contents whole;

    (void)state;
    make_database(200);
    read_whole(".", FILE_NAME, &whole);
    for (size_t page = 0; page < whole.size / PAGE; page += 3) {
        write_whole(".", FILE_NAME, &whole);
        overwrite(page * PAGE, PAGE);

        assert_int_not_equal(count_faults(), 0);
        assert_string_not_equal(first, "");
    }
    free(whole.bytes);
}

static void a_file_that_is_no_database_is_one_fault(void **state)
{
    char nonsense[3 * PAGE];
    struct file_contents contents = {.bytes = nonsense, .size = sizeof nonsense};

    (void)state;
    memset(nonsense, 'x', sizeof nonsense);
    write_whole(".", FILE_NAME, &contents);

    assert_int_equal(count_faults(), 1);
    assert_string_equal(first, "it cannot be read: it is damaged, or no database");
}

static void a_row_that_refers_to_nothing_is_a_fault(void **state)
{
    struct rsm_sql *sql;

    (void)state;
    make_database(1);
    assert_success(rsm_sql_open(FILE_NAME, false, &sql));
    assert_success(rsm_sql_run(sql, "PRAGMA foreign_keys = OFF"));
    assert_success(
        rsm_sql_run(sql, "INSERT INTO related (library, media_type) VALUES (9999, 9998)"));
    rsm_sql_close(sql);

    assert_int_equal(count_faults(), 2);
    assert_non_null(strstr(first, "of table related refers to a row of object that is not there"));
}

static void a_missing_file_is_not_made(void **state)
{
    size_t heard = 0;
    size_t faults = 0;

    (void)state;
    assert_int_equal(rsm_integrity_check(FILE_NAME, hear, &heard, &faults), ERROR_FILE_NOT_FOUND);
    assert_int_equal(rsm_integrity_check(FILE_NAME, hear, &heard, &faults), ERROR_FILE_NOT_FOUND);
}

#define looked_at(test) cmocka_unit_test_setup_teardown(test, begin_it, end_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        looked_at(a_whole_file_has_no_faults),
        looked_at(a_file_that_is_in_use_has_none_either),
        looked_at(a_page_that_is_overwritten_is_a_fault),
        looked_at(a_file_that_is_no_database_is_one_fault),
        looked_at(a_row_that_refers_to_nothing_is_a_fault),
        looked_at(a_missing_file_is_not_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
