/*
 * Copies of the database in a folder: written while others work, and put in its place.
 */
#include "store/backup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "platform/file_lock.h"
#include "platform/paths.h"
#include "platform/thread.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/sql.h"
#include "support/asserts.h"

#define FOLDER   "backup.test"
#define DATABASE FOLDER "/ntms.db"
#define COPY     FOLDER "/Export/ntms.db"
#define MARK     FOLDER "/import.requested"

static const GUID library = {.Data1 = 1};

static bool remove_one(void *context, const char *name)
{
    char path[RSM_PATHS_ROOM];

    assert_success(rsm_paths_join(context, name, path, sizeof path));
    (void)rsm_paths_remove(path);
    return true;
}

static int begin(void **state)
{
    static char folder[] = FOLDER, export[] = FOLDER "/Export";

    (void)state;
    assert_success(rsm_paths_make_folder(export));
    assert_success(rsm_paths_list(export, 1000, remove_one, export));
    assert_success(rsm_paths_list(folder, 1000, remove_one, folder));
    return 0;
}

/* A database with so many slots; it is closed again. */
static void make_database(DWORD slots)
{
    struct rsm_store *store = open_database(DATABASE);

    begin_write(store);
    for (DWORD i = 0; i < slots; i++)
        (void)add_slot(store, &library, i);
    commit(store);
    rsm_store_close(store);
}

static DWORD slots_in(const char *path)
{
    struct rsm_store *store = open_database(path);
    DWORD count = count_of(store, NTMS_STORAGESLOT);

    rsm_store_close(store);
    return count;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* ---- export ---- */

static void a_copy_holds_what_the_database_holds(void **state)
{
    (void)state;
    make_database(3);

    assert_success(rsm_backup_export(FOLDER));

    assert_false(rsm_paths_exists(COPY "-wal"));
    assert_false(rsm_paths_exists(COPY ".new"));
    assert_int_equal(slots_in(COPY), 3);
}

static void a_copy_replaces_the_one_before(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    make_database(2);

    assert_success(rsm_backup_export(FOLDER));

    assert_int_equal(slots_in(COPY), 5);
}

static void what_is_not_committed_is_not_copied(void **state)
{
    struct rsm_store *store;

    (void)state;
    make_database(3);
    store = open_database(DATABASE);
    begin_write(store);
    (void)add_slot(store, &library, 9);

    assert_success(rsm_backup_export(FOLDER));

    commit(store);
    rsm_store_close(store);
    assert_int_equal(slots_in(COPY), 3);
}

/* ---- to and from another folder ---- */

#define OTHER      FOLDER "/Other"
#define OTHER_COPY OTHER "/ntms.db"

static void forget_other(void)
{
    static char other[] = OTHER;

    assert_success(rsm_paths_make_folder(other));
    assert_success(rsm_paths_list(other, 1000, remove_one, other));
}

static bool count_one(void *context, const char *name)
{
    (void)name;
    ++*(size_t *)context;
    return true;
}

static size_t files_in(const char *folder)
{
    size_t count = 0;

    assert_success(rsm_paths_list(folder, 1000, count_one, &count));
    return count;
}

static void a_copy_in_another_folder_is_one_file_that_holds_everything(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    forget_other();
    make_database(3);

    assert_success(rsm_backup_export_to(FOLDER, OTHER, false, path));

    assert_int_equal(files_in(OTHER), 1);
    assert_int_equal(slots_in(OTHER_COPY), 3);
    assert_false(rsm_paths_exists(COPY));
}

static void a_copy_in_another_folder_is_replaced_only_on_demand(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    forget_other();
    write_file(OTHER_COPY, "precious");
    make_database(3);

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_backup_export_to(FOLDER, OTHER, false, path));
    assert_int_equal(files_in(OTHER), 1);
    assert_success(rsm_backup_export_to(FOLDER, OTHER, true, path));

    assert_int_equal(slots_in(OTHER_COPY), 3);
}

static void a_failed_export_to_another_folder_keeps_the_copy_before(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    forget_other();
    make_database(3);
    assert_success(rsm_backup_export_to(FOLDER, OTHER, false, path));
    write_file(DATABASE, "This is no database.");

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_export_to(FOLDER, OTHER, true, path));

    assert_int_equal(files_in(OTHER), 1);
    assert_int_equal(slots_in(OTHER_COPY), 3);
}

static void what_stands_beside_a_replaced_copy_does_not_become_a_part_of_the_next(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    forget_other();
    make_database(3);
    assert_success(rsm_backup_export_to(FOLDER, OTHER, false, path));
    write_file(OTHER_COPY "-journal", "of something else");

    assert_success(rsm_backup_export_to(FOLDER, OTHER, true, path));

    assert_int_equal(files_in(OTHER), 1);
}

static void no_database_in_use_is_replaced_by_a_copy(void **state)
{
    char path[RSM_PATHS_ROOM];
    struct rsm_store *store;

    (void)state;
    forget_other();
    make_database(3);
    store = open_database(OTHER_COPY);
    rsm_store_close(store);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_backup_export_to(FOLDER, FOLDER, true, path));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_backup_export_to(FOLDER, OTHER, true, path));

    assert_int_equal(slots_in(DATABASE), 3);
    assert_int_equal(slots_in(OTHER_COPY), 0);
}

static void a_copy_from_another_folder_waits_where_the_own_one_does(void **state)
{
    char path[RSM_PATHS_ROOM];
    char why[RSM_BACKUP_WHY];
    unsigned kept;

    (void)state;
    forget_other();
    make_database(3);
    assert_success(rsm_backup_export_to(FOLDER, OTHER, false, path));
    make_database(2);
    assert_success(rsm_backup_export(FOLDER));

    assert_success(rsm_backup_import_from(FOLDER, OTHER, path, &kept, why));

    assert_true(rsm_backup_is_import_requested(FOLDER));
    assert_int_equal(slots_in(COPY), 3);
    assert_int_equal(kept, 1);
    assert_int_equal(slots_in(COPY ".replaced-1"), 5);
    assert_int_equal(slots_in(OTHER_COPY), 3);
}

static void assert_no_copy(const char *expected)
{
    char path[RSM_PATHS_ROOM];
    char why[RSM_BACKUP_WHY];
    unsigned kept;

    assert_int_not_equal(rsm_backup_import_from(FOLDER, OTHER, path, &kept, why), ERROR_SUCCESS);
    assert_non_null(strstr(why, expected));
    assert_false(rsm_backup_is_import_requested(FOLDER));
    assert_int_equal(slots_in(COPY), 3);
}

static void a_copy_that_cannot_be_used_is_refused_with_the_reason(void **state)
{
    struct rsm_sql *sql;

    (void)state;
    forget_other();
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));

    assert_no_copy("there is no such file");
    write_file(OTHER_COPY, "");
    assert_no_copy("it is empty");
    write_file(OTHER_COPY, "This is no database.");
    assert_no_copy("it is damaged");
    assert_success(rsm_paths_remove(OTHER_COPY));
    rsm_store_close(open_database(OTHER_COPY));
    assert_success(rsm_sql_open(OTHER_COPY, false, &sql));
    assert_success(rsm_sql_run(sql, "PRAGMA user_version = 1000"));
    rsm_sql_close(sql);
    assert_no_copy("a newer version of this program wrote it");
}

static void a_copy_without_one_of_the_tables_or_columns_is_refused(void **state)
{
    struct rsm_sql *sql;

    (void)state;
    forget_other();
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    rsm_store_close(open_database(OTHER_COPY));
    assert_success(rsm_sql_open(OTHER_COPY, false, &sql));

    assert_success(rsm_sql_run(sql, "ALTER TABLE drive DROP COLUMN revision"));
    assert_no_copy("tables or columns are missing");
    assert_success(rsm_sql_run(sql, "DROP TABLE intent"));
    assert_no_copy("tables or columns are missing");

    rsm_sql_close(sql);
}

static void the_database_itself_is_no_copy(void **state)
{
    char path[RSM_PATHS_ROOM];
    char why[RSM_BACKUP_WHY];
    unsigned kept;

    (void)state;
    make_database(3);

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_backup_import_from(FOLDER, FOLDER, path, &kept, why));

    assert_false(rsm_backup_is_import_requested(FOLDER));
}

/* Adds slots in pairs, a pair a transaction, until it is told to stop. */
struct writer {
    struct rsm_store *store;
    struct rsm_mutex mutex;
    bool stop; /* guarded by mutex */
    DWORD pairs;
};

static bool is_stopped(struct writer *writer)
{
    bool stop;

    rsm_mutex_lock(&writer->mutex);
    stop = writer->stop;
    rsm_mutex_unlock(&writer->mutex);
    return stop;
}

static void write_pairs(void *context)
{
    struct writer *writer = context;

    while (!is_stopped(writer) && writer->pairs < 5000) {
        begin_write(writer->store);
        (void)add_slot(writer->store, &library, writer->pairs * 2);
        (void)add_slot(writer->store, &library, writer->pairs * 2 + 1);
        commit(writer->store);
        writer->pairs++;
    }
}

static void copies_made_while_others_write_are_of_one_moment(void **state)
{
    struct writer writer = {.stop = false};
    struct rsm_thread thread;

    (void)state;
    make_database(0);
    writer.store = open_database(DATABASE);
    rsm_mutex_init(&writer.mutex);
    assert_success(rsm_thread_start(write_pairs, &writer, &thread));

    for (int i = 0; i < 20; i++) {
        assert_success(rsm_backup_export(FOLDER));
        assert_int_equal(slots_in(COPY) % 2, 0);
    }

    rsm_mutex_lock(&writer.mutex);
    writer.stop = true;
    rsm_mutex_unlock(&writer.mutex);
    rsm_thread_join(&thread);
    rsm_mutex_destroy(&writer.mutex);
    rsm_store_close(writer.store);
    assert_true(writer.pairs > 0);
}

static void an_export_during_another_is_refused(void **state)
{
    struct rsm_file_lock *lock;

    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    assert_success(rsm_file_lock_try(FOLDER "/Export/export.lock", &lock));

    assert_fails_with(ERROR_SHARING_VIOLATION, rsm_backup_export(FOLDER));

    rsm_file_lock_release(lock);
    assert_success(rsm_backup_export(FOLDER));
}

static void what_an_interrupted_export_left_is_replaced(void **state)
{
    (void)state;
    make_database(3);
    write_file(COPY ".new", "half a copy");

    assert_success(rsm_backup_export(FOLDER));

    assert_int_equal(slots_in(COPY), 3);
}

static void a_failed_export_keeps_the_copy_before(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    rsm_paths_remove(DATABASE);
    write_file(DATABASE, "This is no database, and there is no copy of it to be had.");

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_export(FOLDER));

    assert_false(rsm_paths_exists(COPY ".new"));
    assert_int_equal(slots_in(COPY), 3);
}

/* ---- import ---- */

static void import(void)
{
    char path[RSM_PATHS_ROOM];

    assert_success(rsm_backup_prepare_import(FOLDER, path));
    if (path[0] != '\0')
        assert_success(rsm_backup_finish_import(FOLDER));
}

static void nothing_is_imported_where_there_is_no_copy(void **state)
{
    (void)state;
    make_database(3);

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_request_import(FOLDER));

    assert_false(rsm_backup_is_import_requested(FOLDER));
}

static void a_copy_that_is_no_database_is_refused(void **state)
{
    (void)state;
    make_database(3);
    write_file(COPY, "This is no database.");

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_request_import(FOLDER));

    assert_false(rsm_backup_is_import_requested(FOLDER));
}

static void an_empty_copy_is_refused(void **state)
{
    (void)state;
    make_database(3);
    write_file(COPY, "");

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_request_import(FOLDER));
}

static void the_copy_takes_the_place_and_the_former_one_is_kept(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    make_database(4);
    assert_success(rsm_backup_request_import(FOLDER));
    assert_int_equal(slots_in(DATABASE), 7); /* nothing changes now */
    assert_true(rsm_backup_is_import_requested(FOLDER));

    import();

    assert_false(rsm_backup_is_import_requested(FOLDER));
    assert_int_equal(slots_in(DATABASE), 3);
    assert_int_equal(slots_in(DATABASE ".replaced-1"), 7);
    assert_int_equal(slots_in(COPY), 3);
}

static void an_import_that_was_interrupted_before_the_copy_took_its_place_goes_on(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    make_database(4);
    assert_success(rsm_backup_request_import(FOLDER));
    assert_success(rsm_paths_rename(DATABASE, DATABASE ".replaced-1"));
    write_file(DATABASE ".import", "half a copy");

    import();

    assert_int_equal(slots_in(DATABASE), 3);
    assert_int_equal(slots_in(DATABASE ".replaced-1"), 7);
}

static void an_import_that_was_interrupted_at_its_end_is_done_again(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    assert_success(rsm_backup_request_import(FOLDER));
    import();
    assert_success(rsm_backup_request_import(FOLDER));

    import();

    assert_int_equal(slots_in(DATABASE), 3);
    assert_int_equal(slots_in(DATABASE ".replaced-2"), 3);
}

static void request_import_of(DWORD slots)
{
    make_database(slots);
    assert_success(rsm_backup_export(FOLDER));
    assert_success(rsm_backup_request_import(FOLDER));
}

static void what_is_changed_before_the_copy_takes_the_place_is_in_the_database(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    request_import_of(3);
    assert_success(rsm_backup_prepare_import(FOLDER, path));
    {
        struct rsm_store *store = open_database(path);

        begin_write(store);
        (void)add_slot(store, &library, 9);
        commit(store);
        rsm_store_close(store);
    }
    assert_success(rsm_backup_finish_import(FOLDER));

    assert_int_equal(slots_in(DATABASE), 4);
    assert_int_equal(slots_in(COPY), 3);
}

/* A log that belongs to another file would be played back into the new one. */
static void what_an_interrupted_import_left_beside_its_file_is_removed(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    request_import_of(3);
    write_file(DATABASE ".import-wal", "a log");
    write_file(DATABASE ".import-shm", "its index");
    write_file(DATABASE ".import-journal", "another log");

    assert_success(rsm_backup_prepare_import(FOLDER, path));

    assert_false(rsm_paths_exists(DATABASE ".import-wal"));
    assert_false(rsm_paths_exists(DATABASE ".import-shm"));
    assert_false(rsm_paths_exists(DATABASE ".import-journal"));
}

static void a_file_with_a_log_that_cannot_be_emptied_does_not_take_the_place(void **state)
{
    struct rsm_store *reader;
    char path[RSM_PATHS_ROOM];

    (void)state;
    request_import_of(3);
    assert_success(rsm_backup_prepare_import(FOLDER, path));
    reader = open_database(path);
    begin_write(reader);
    (void)add_slot(reader, &library, 9);
    commit(reader);

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_backup_finish_import(FOLDER));

    rsm_store_close(reader);
    assert_true(rsm_backup_is_import_requested(FOLDER));
    assert_int_equal(slots_in(DATABASE), 3);
    assert_false(rsm_paths_exists(DATABASE ".replaced-1"));
}

static void a_copy_that_went_bad_meanwhile_leaves_the_database_alone(void **state)
{
    (void)state;
    make_database(3);
    assert_success(rsm_backup_export(FOLDER));
    assert_success(rsm_backup_request_import(FOLDER));
    write_file(COPY, "This was a database.");

    import();

    assert_false(rsm_backup_is_import_requested(FOLDER));
    assert_int_equal(slots_in(DATABASE), 3);
    assert_false(rsm_paths_exists(DATABASE ".replaced-1"));
}

#define in_folder(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_folder(a_copy_holds_what_the_database_holds),
        in_folder(a_copy_replaces_the_one_before),
        in_folder(what_is_not_committed_is_not_copied),
        in_folder(copies_made_while_others_write_are_of_one_moment),
        in_folder(an_export_during_another_is_refused),
        in_folder(what_an_interrupted_export_left_is_replaced),
        in_folder(a_failed_export_keeps_the_copy_before),
        in_folder(nothing_is_imported_where_there_is_no_copy),
        in_folder(a_copy_that_is_no_database_is_refused),
        in_folder(an_empty_copy_is_refused),
        in_folder(the_copy_takes_the_place_and_the_former_one_is_kept),
        in_folder(an_import_that_was_interrupted_before_the_copy_took_its_place_goes_on),
        in_folder(an_import_that_was_interrupted_at_its_end_is_done_again),
        in_folder(what_is_changed_before_the_copy_takes_the_place_is_in_the_database),
        in_folder(what_an_interrupted_import_left_beside_its_file_is_removed),
        in_folder(a_copy_in_another_folder_is_one_file_that_holds_everything),
        in_folder(a_copy_in_another_folder_is_replaced_only_on_demand),
        in_folder(a_failed_export_to_another_folder_keeps_the_copy_before),
        in_folder(what_stands_beside_a_replaced_copy_does_not_become_a_part_of_the_next),
        in_folder(no_database_in_use_is_replaced_by_a_copy),
        in_folder(a_copy_from_another_folder_waits_where_the_own_one_does),
        in_folder(a_copy_that_cannot_be_used_is_refused_with_the_reason),
        in_folder(a_copy_without_one_of_the_tables_or_columns_is_refused),
        in_folder(the_database_itself_is_no_copy),
        in_folder(a_file_with_a_log_that_cannot_be_emptied_does_not_take_the_place),
        in_folder(a_copy_that_went_bad_meanwhile_leaves_the_database_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
