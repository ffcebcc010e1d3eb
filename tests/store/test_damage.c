/*
 * Opening files that are no databases, damaged ones, and those of other programs.
 */
#include "store/damage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/file_lock.h"
#include "platform/log.h"
#include "platform/paths.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/schema.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "damage.test"
#define KEPT      FILE_NAME ".damaged-1"
#define KEPT_TOO  FILE_NAME ".damaged-2"
#define SUSPECT   FILE_NAME ".suspect"

static char heard[20000]; /* the log */

static void hear(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    if (strlen(heard) + strlen(line) + 2 < sizeof heard) {
        strcat(heard, line);
        strcat(heard, "\n");
    }
}

static int begin_it(void **state)
{
    (void)state;
    heard[0] = '\0';
    rsm_log_set_sink(hear, NULL);
    remove_database(FILE_NAME);
    return 0;
}

static int end_it(void **state)
{
    (void)state;
    rsm_log_set_sink(NULL, NULL);
    remove_database(FILE_NAME);
    return 0;
}

/* ---- files, while no store is open ---- */

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static size_t read_file(const char *path, unsigned char **bytes_out)
{
    FILE *file = fopen(path, "rb");
    long size;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    *bytes_out = malloc((size_t)size + 1);
    assert_non_null(*bytes_out);
    assert_int_equal(fread(*bytes_out, 1, (size_t)size, file), size);
    fclose(file);
    return (size_t)size;
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

static void run_on_file(const char *text)
{
    struct rsm_sql *sql;

    assert_success(rsm_sql_open(FILE_NAME, true, &sql));
    assert_success(rsm_sql_run(sql, text));
    rsm_sql_close(sql);
}

static rsm_error open_file(bool *fresh_out)
{
    struct rsm_store *store = NULL;
    rsm_error err = rsm_store_open(FILE_NAME, &store, fresh_out);

    rsm_store_close(store);
    return err;
}

static void assert_whole(DWORD slots)
{
    struct rsm_store *store = open_database(FILE_NAME);

    assert_int_equal(count_of(store, NTMS_STORAGESLOT), slots);
    rsm_store_close(store);
}

/* ---- files that are fine ---- */

static void a_missing_file_is_made(void **state)
{
    bool fresh = false;

    (void)state;
    assert_success(open_file(&fresh));
    assert_true(fresh);
    assert_success(open_file(&fresh));
    assert_false(fresh);
}

static void an_empty_file_becomes_a_database(void **state)
{
    bool fresh = false;

    (void)state;
    write_file(FILE_NAME, "", 0);
    assert_success(open_file(&fresh));
    assert_true(fresh);
}

static void nothing_is_left_beside_a_closed_database(void **state)
{
    (void)state;
    make_database(10);
    assert_true(rsm_paths_exists(FILE_NAME));
    assert_false(rsm_paths_exists(FILE_NAME "-wal"));
    assert_false(rsm_paths_exists(FILE_NAME "-shm"));
    assert_false(rsm_paths_exists(SUSPECT));
    assert_string_equal(heard, "");
}

/* ---- places where no file can be ---- */

static void a_folder_is_no_database(void **state)
{
    struct rsm_store *store = NULL;
    bool fresh;

    (void)state;
    assert_success(rsm_paths_make_folder("damage.folder"));
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_store_open("damage.folder", &store, &fresh));
    assert_null(store);
    assert_true(rsm_paths_exists("damage.folder"));
}

static void a_file_is_no_folder(void **state)
{
    struct rsm_store *store = NULL;
    bool fresh;

    (void)state;
    write_file(FILE_NAME, "x", 1);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_store_open(FILE_NAME "/ntms.db", &store, &fresh));
    assert_null(store);
}

/* ---- files that are not ours ---- */

static void a_newer_version_is_left_alone(void **state)
{
    bool fresh;

    (void)state;
    make_database(1);
    run_on_file("PRAGMA user_version = 99");
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_non_null(strstr(heard, "version 99"));
    assert_true(rsm_paths_exists(FILE_NAME));
    assert_false(rsm_paths_exists(KEPT));
}

static void a_database_of_another_program_is_left_as_it_is(void **state)
{
    unsigned char *before, *after;
    size_t size;
    bool fresh;

    (void)state;
    run_on_file("CREATE TABLE theirs (x)");
    size = read_file(FILE_NAME, &before);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_int_equal(read_file(FILE_NAME, &after), size);
    assert_memory_equal(before, after, size);
    assert_false(rsm_paths_exists(KEPT));
    free(before);
    free(after);
}

/* ---- damaged files ---- */

static void what_is_no_database_is_kept_aside_and_the_next_open_makes_one(void **state)
{
    static const char text[] = "This is a letter to my aunt and no database.";
    unsigned char *kept;
    bool fresh = true;

    (void)state;
    write_file(FILE_NAME, text, sizeof text);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_false(fresh);
    assert_false(rsm_paths_exists(FILE_NAME));
    assert_int_equal(read_file(KEPT, &kept), sizeof text);
    assert_memory_equal(kept, text, sizeof text);
    free(kept);

    assert_success(open_file(&fresh));
    assert_true(fresh);
}

static void the_log_says_where_it_is_kept(void **state)
{
    bool fresh;

    (void)state;
    write_file(FILE_NAME, "no database", 11);
    open_file(&fresh);
    assert_non_null(strstr(heard, "kept as " KEPT));
}

static void each_is_kept_under_a_number_of_its_own(void **state)
{
    unsigned char *kept;
    bool fresh;

    (void)state;
    write_file(FILE_NAME, "first", 5);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    write_file(FILE_NAME, "second", 6);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_int_equal(read_file(KEPT, &kept), 5);
    free(kept);
    assert_int_equal(read_file(KEPT_TOO, &kept), 6);
    free(kept);
}

static void its_log_of_changes_is_kept_with_it(void **state)
{
    unsigned char *kept;
    bool fresh;

    (void)state;
    write_file(FILE_NAME, "no database", 11);
    write_file(FILE_NAME "-wal", "changes", 7);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_false(rsm_paths_exists(FILE_NAME "-wal"));
    assert_int_equal(read_file(KEPT "-wal", &kept), 7);
    assert_memory_equal(kept, "changes", 7);
    free(kept);
}

static void a_database_cut_short_is_kept_aside(void **state)
{
    unsigned char *bytes;
    size_t size;
    bool fresh;

    (void)state;
    make_database(1000);
    size = read_file(FILE_NAME, &bytes);
    write_file(FILE_NAME, bytes, size / 2);
    free(bytes);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_true(rsm_paths_exists(KEPT));
    assert_success(open_file(&fresh));
    assert_true(fresh);
}

static void a_whole_database_is_not_taken_for_damaged(void **state)
{
    (void)state;
    make_database(5);
    rsm_damage_keep_aside(FILE_NAME); /* as if another process had repaired it meanwhile */
    assert_whole(5);
    assert_false(rsm_paths_exists(KEPT));
}

static void while_another_process_keeps_it_aside_the_file_stays(void **state)
{
    struct rsm_file_lock *lock;
    bool fresh;

    (void)state;
    write_file(FILE_NAME, "no database", 11);
    assert_success(rsm_file_lock_try(SUSPECT, &lock));
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_true(rsm_paths_exists(FILE_NAME));
    rsm_file_lock_release(lock);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_false(rsm_paths_exists(FILE_NAME));
}

/* ---- damage inside ---- */

/* Zeros in the pages of the last quarter, which are not needed to open it. */
static void ruin_inside(void)
{
    unsigned char *bytes;
    size_t size = read_file(FILE_NAME, &bytes);

    for (size_t at = size / 4096 * 3 / 4 * 4096; at < size; at += 4096)
        memset(bytes + at, 0, 64);
    write_file(FILE_NAME, bytes, size);
    free(bytes);
}

static void damage_found_in_use_is_told_and_remembered(void **state)
{
    struct rsm_store *store;
    DWORD count;
    rsm_error err;

    (void)state;
    make_database(1000);
    ruin_inside();
    store = open_database(FILE_NAME);
    begin_read(store);
    err = rsm_records_count(store, NTMS_STORAGESLOT, NULL, 0, &count);
    assert_fails_with(ERROR_DATABASE_FAILURE, err);
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_store_end(store, err));
    rsm_store_close(store);
    assert_true(rsm_paths_exists(SUSPECT));
}

static void a_suspect_database_is_examined_and_kept_aside(void **state)
{
    bool fresh;

    damage_found_in_use_is_told_and_remembered(state);
    assert_fails_with(ERROR_DATABASE_FAILURE, open_file(&fresh));
    assert_true(rsm_paths_exists(KEPT));
    assert_false(rsm_paths_exists(SUSPECT));
    assert_success(open_file(&fresh));
    assert_true(fresh);
}

static void a_suspect_database_that_is_whole_is_used_and_no_longer_suspect(void **state)
{
    (void)state;
    make_database(5);
    rsm_damage_suspect(FILE_NAME);
    assert_true(rsm_paths_exists(SUSPECT));
    assert_whole(5);
    assert_false(rsm_paths_exists(SUSPECT));
}

/* ---- anything may be in a file ---- */

static uint32_t seed = 1;

static uint32_t random_number(void)
{
    seed ^= seed << 13; /* xorshift */
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static bool look_at(void *context, const struct rsm_record *record)
{
    (void)record;
    return ++*(int *)context < 1000;
}

/* Use all of it: each step either works or fails in words of ours. */
static void use(struct rsm_store *store)
{
    int seen = 0;

    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);
        struct rsm_record record;

        if (err != ERROR_SUCCESS)
            continue;
        err = rsm_records_each(store, type, NULL, 0, look_at, &seen);
        make_up(&record, type, 1);
        if (err == ERROR_SUCCESS)
            err = rsm_records_insert(store, &record);
        if (err == ERROR_SUCCESS)
            err = rsm_records_delete(store, &record.info.ObjectGuid);
        rsm_store_end(store, err);
    }
}

static void no_file_makes_the_store_fall_over(void **state)
{
    unsigned char *bytes;
    size_t size;

    (void)state;
    make_database(300);
    size = read_file(FILE_NAME, &bytes);
    for (int round = 0; round < 60; round++) {
        unsigned char *changed = malloc(size);
        struct rsm_store *store;
        bool fresh;

        assert_non_null(changed);
        memcpy(changed, bytes, size);
        for (uint32_t i = 0; i <= random_number() % 20; i++) {
            size_t page = random_number() % (size / 4096) * 4096;

            changed[page + random_number() % (round % 2 ? 4096 : 100)] =
                (unsigned char)random_number();
        }
        write_file(FILE_NAME, changed, size - (round % 10 == 0 ? random_number() % size : 0));
        free(changed);
        if (rsm_store_open(FILE_NAME, &store, &fresh) == ERROR_SUCCESS) {
            use(store);
            rsm_store_close(store);
        }
        remove_database(FILE_NAME);
    }
    free(bytes);
}

#define with_file(test) cmocka_unit_test_setup_teardown(test, begin_it, end_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_file(a_missing_file_is_made),
        with_file(an_empty_file_becomes_a_database),
        with_file(nothing_is_left_beside_a_closed_database),
        with_file(a_folder_is_no_database),
        with_file(a_file_is_no_folder),
        with_file(a_newer_version_is_left_alone),
        with_file(a_database_of_another_program_is_left_as_it_is),
        with_file(what_is_no_database_is_kept_aside_and_the_next_open_makes_one),
        with_file(the_log_says_where_it_is_kept),
        with_file(each_is_kept_under_a_number_of_its_own),
        with_file(its_log_of_changes_is_kept_with_it),
        with_file(a_database_cut_short_is_kept_aside),
        with_file(a_whole_database_is_not_taken_for_damaged),
        with_file(while_another_process_keeps_it_aside_the_file_stays),
        with_file(damage_found_in_use_is_told_and_remembered),
        with_file(a_suspect_database_is_examined_and_kept_aside),
        with_file(a_suspect_database_that_is_whole_is_used_and_no_longer_suspect),
        with_file(no_file_makes_the_store_fall_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
