/*
 * The tables, and that large libraries are searched through their indexes.
 */
#include "store/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/made_up.h"
#include "support/asserts.h"

#define FILE_NAME "schema.test"

static int open_it(void **state)
{
    struct rsm_sql *sql;
    bool made;

    assert_success(rsm_sql_open(":memory:", true, &sql));
    assert_success(rsm_schema_make(sql, &made));
    assert_true(made);
    *state = sql;
    return 0;
}

static int close_it(void **state)
{
    rsm_sql_close(*state);
    return 0;
}

static int64_t get(struct rsm_sql *sql, const char *text)
{
    int64_t number = -1;

    assert_success(rsm_sql_get_number(sql, text, &number));
    return number;
}

static void an_empty_file_is_seen_as_such(void **state)
{
    struct rsm_sql *sql;
    bool empty = false;

    (void)state;
    assert_success(rsm_sql_open(":memory:", true, &sql));
    assert_success(rsm_schema_probe(sql, &empty));
    assert_true(empty);
    rsm_sql_close(sql);
}

static void a_database_of_ours_is_recognised(void **state)
{
    bool empty = true;

    assert_success(rsm_schema_probe(*state, &empty));
    assert_false(empty);
    assert_int_equal(get(*state, "PRAGMA user_version"), RSM_SCHEMA_VERSION);
}

static void it_is_made_once(void **state)
{
    bool made = true;

    assert_success(rsm_schema_make(*state, &made));
    assert_false(made);
    assert_false(rsm_sql_in_transaction(*state));
}

static void a_newer_version_is_refused(void **state)
{
    bool empty;

    assert_success(rsm_sql_run(*state, "PRAGMA user_version = 99"));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_schema_probe(*state, &empty));
    assert_int_equal(rsm_sql_trouble(*state), RSM_TROUBLE_OTHER); /* not damaged */
}

static void a_database_of_another_program_is_refused(void **state)
{
    bool empty;

    assert_success(rsm_sql_run(*state, "PRAGMA application_id = 1"));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_schema_probe(*state, &empty));
    assert_success(rsm_sql_run(*state, "PRAGMA user_version = 0"));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_schema_probe(*state, &empty));
}

static void a_failure_leaves_no_table(void **state)
{
    struct rsm_sql *sql;
    bool made = true;

    (void)state;
    assert_success(rsm_sql_open(":memory:", true, &sql));
    assert_success(rsm_sql_limit_pages(sql, 20));
    assert_fails_with(ERROR_DATABASE_FULL, rsm_schema_make(sql, &made));
    assert_false(made);
    assert_false(rsm_sql_in_transaction(sql));
    assert_int_equal(get(sql, "SELECT count(*) FROM sqlite_schema"), 0);
    rsm_sql_close(sql);
}

static void the_tables_hold_only_what_fits_their_columns(void **state)
{
    assert_int_equal(get(*state,
                         "SELECT count(*) FROM pragma_table_list"
                         " WHERE schema = 'main' AND NOT strict"
                         " AND name NOT LIKE 'sqlite_%'"),
                     0);
}

static void first_step_of(struct rsm_sql *sql, const char *text, char *step_out, size_t room)
{
    struct rsm_statement *statement;
    bool row;

    assert_success(rsm_sql_take(sql, text, &statement));
    assert_success(rsm_sql_step(statement, &row));
    assert_true(row);
    rsm_sql_utf8(statement, 3, step_out, room);
    rsm_sql_give(statement);
}

/* clang-format off */
static const struct { const char *query, *index; } searches[] = {
    {"object WHERE guid = ?", "sqlite_autoindex_object_1"},
    {"storage_slot WHERE library IS ?", "storage_slot_library"},
    {"storage_slot WHERE library IS ? AND element IS ?", "storage_slot_library"},
    {"drive WHERE library IS ? AND element IS ?", "drive_library"},
    {"physical_media WHERE current_library IS ?", "physical_media_library"},
    {"physical_media WHERE media_pool IS ?", "physical_media_pool"},
    {"physical_media WHERE location IS ?", "physical_media_place"},
    {"physical_media WHERE bar_code IS ?", "physical_media_code"},
    {"physical_media WHERE current_library IS ? AND bar_code IS ?", "physical_media_code"},
    {"physical_media WHERE bar_code IS ? AND current_library IS ?", "physical_media_code"},
    {"physical_media WHERE media_pool IS ? AND location IS ?", "physical_media_place"},
    {"partition WHERE physical_media IS ?", "partition_medium"},
    {"partition WHERE logical_media = ?", "partition_logical"},
    {"partition WHERE media_pool IS ? AND state IS ?", "partition_pool"},
    {"partition WHERE omid_label_type IS ? AND omid_label_id = ? AND omid_label_id <> x''",
     "partition_label"},
    {"partition WHERE omid_label_id = ? AND omid_label_id <> x''", "partition_label"},
    {"physical_media WHERE session = ?", "physical_media_holder"},
    {"logical_media WHERE media_pool IS ?", "logical_media_pool"},
    {"media_pool WHERE parent IS ? AND media_type IS ?", "media_pool_parent"},
    {"library_request WHERE library IS ? AND state IS ?", "library_request_state"},
    {"library_request WHERE library IS ? AND state IS ? AND sort_type IS ?",
     "library_request_state"},
    {"library_request WHERE parent IS ? AND state IS ?", "library_request_parent"},
    {"library_request WHERE phys_media_id IS ? AND state IS ? AND operation_code IS ?",
     "library_request_medium"},
};
/* clang-format on */

static void what_large_libraries_are_searched_by_has_an_index(void **state)
{
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++) {
        struct rsm_sql_text text;
        char plan[200];

        rsm_sql_text_begin(&text);
        rsm_sql_text_add(&text, "EXPLAIN QUERY PLAN SELECT * FROM %s ORDER BY id",
                         searches[i].query);
        first_step_of(*state, text.text, plan, sizeof plan);
        if (strncmp(plan, "SEARCH", 6) != 0 || strstr(plan, searches[i].index) == NULL)
            fail_msg("%s\n    %s", searches[i].query, plan);
    }
}

/* The counts in the information of a pool, a library and a logical medium. */
static void what_is_counted_is_counted_in_an_index_alone(void **state)
{
    static const char *const containers[] = {
        "physical_media WHERE media_pool IS ?",
        "logical_media WHERE media_pool IS ?",
        "media_pool WHERE parent IS ?",
        "partition WHERE logical_media = ?",
        "physical_media WHERE current_library IS ?",
        "storage_slot WHERE library IS ?",
        "drive WHERE library IS ?",
        "library_request WHERE library IS ?",
    };

    for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
        struct rsm_sql_text text;
        char plan[200];

        rsm_sql_text_begin(&text);
        rsm_sql_text_add(&text, "EXPLAIN QUERY PLAN SELECT count(*) FROM %s", containers[i]);
        first_step_of(*state, text.text, plan, sizeof plan);
        if (strstr(plan, "SEARCH") == NULL || strstr(plan, "COVERING INDEX") == NULL)
            fail_msg("%s\n    %s", containers[i], plan);
    }
}

/* The planner must also choose them on a connection that did not make the tables. */
static void the_expectations_are_read_by_the_next_connection(void **state)
{
    struct rsm_sql *sql;
    void *inner;
    bool made;

    (void)state;
    remove_database(FILE_NAME);
    assert_success(rsm_sql_open(FILE_NAME, true, &sql));
    assert_success(rsm_schema_make(sql, &made));
    rsm_sql_close(sql);
    assert_success(rsm_sql_open(FILE_NAME, false, &sql));
    inner = sql;
    what_large_libraries_are_searched_by_has_an_index(&inner);
    rsm_sql_close(sql);
    remove_database(FILE_NAME);
}

#define with_tables(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_is_seen_as_such),
        with_tables(a_database_of_ours_is_recognised),
        with_tables(it_is_made_once),
        with_tables(a_newer_version_is_refused),
        with_tables(a_database_of_another_program_is_refused),
        cmocka_unit_test(a_failure_leaves_no_table),
        with_tables(the_tables_hold_only_what_fits_their_columns),
        with_tables(what_large_libraries_are_searched_by_has_an_index),
        with_tables(what_is_counted_is_counted_in_an_index_alone),
        cmocka_unit_test(the_expectations_are_read_by_the_next_connection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
