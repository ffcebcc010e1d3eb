/*
 * The layer over SQLite: statements kept and lent, values in and out, and which code a failure
 * becomes.
 */
#include "store/sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/guid.h"
#include "store/made_up.h"
#include "support/asserts.h"

static int open_it(void **state)
{
    struct rsm_sql *sql;

    assert_success(rsm_sql_open(":memory:", true, &sql));
    assert_success(
        rsm_sql_run(sql, "CREATE TABLE t (id INTEGER PRIMARY KEY, v ANY UNIQUE) STRICT"));
    rsm_sql_opened(sql);
    *state = sql;
    return 0;
}

static int close_it(void **state)
{
    rsm_sql_close(*state);
    return 0;
}

static struct rsm_statement *take(struct rsm_sql *sql, const char *text)
{
    struct rsm_statement *statement;

    assert_success(rsm_sql_take(sql, text, &statement));
    return statement;
}

/* The statement, standing on its first row. */
static struct rsm_statement *take_row(struct rsm_sql *sql, const char *text)
{
    struct rsm_statement *statement = take(sql, text);
    bool row;

    assert_success(rsm_sql_step(statement, &row));
    assert_true(row);
    return statement;
}

/* ---- statements ---- */

static void a_statement_given_back_is_lent_again(void **state)
{
    struct rsm_statement *first = take(*state, "SELECT 1"), *second;

    rsm_sql_give(first);
    second = take(*state, "SELECT 1");
    assert_ptr_equal(first, second);
    rsm_sql_give(second);
}

static void a_statement_in_use_is_not_lent(void **state)
{
    struct rsm_statement *outer = take_row(*state, "SELECT 1 UNION ALL SELECT 2"), *inner;
    bool row;

    inner = take_row(*state, "SELECT 1 UNION ALL SELECT 2");
    assert_ptr_not_equal(outer, inner);
    assert_success(rsm_sql_step(outer, &row));
    assert_true(row);
    assert_int_equal(rsm_sql_number(outer, 0), 2);
    assert_int_equal(rsm_sql_number(inner, 0), 1);
    rsm_sql_give(inner);
    rsm_sql_give(outer);
}

static void a_lent_statement_remembers_nothing_of_its_last_use(void **state)
{
    struct rsm_statement *statement = take(*state, "SELECT ?1");
    bool row;

    rsm_sql_bind_number(statement, 1, 7);
    assert_success(rsm_sql_step(statement, &row));
    rsm_sql_give(statement);

    statement = take_row(*state, "SELECT ?1");
    assert_int_equal(rsm_sql_number(statement, 0), 0);
    rsm_sql_give(statement);
}

static void hundreds_of_statements_are_kept(void **state)
{
    struct rsm_statement *kept[500];
    struct rsm_sql_text text;

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++) {
            struct rsm_statement *statement;

            rsm_sql_text_begin(&text);
            rsm_sql_text_add(&text, "SELECT %d", i);
            statement = take_row(*state, text.text);
            assert_int_equal(rsm_sql_number(statement, 0), i);
            if (round == 0)
                kept[i] = statement;
            else
                assert_ptr_equal(kept[i], statement);
            rsm_sql_give(statement);
        }
    }
}

static void giving_back_nothing_is_allowed(void **state)
{
    (void)state;
    rsm_sql_give(NULL);
    rsm_sql_close(NULL);
}

static void a_statement_that_makes_no_sense_is_a_failure(void **state)
{
    struct rsm_statement *statement;

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_take(*state, "SELEKT", &statement));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_run(*state, "SELECT * FROM nowhere"));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_failure(*state));
    assert_int_equal(rsm_sql_trouble(*state), RSM_TROUBLE_OTHER);
}

/* ---- values ---- */

/* Store what was bound by the caller and stand on the row that has it. */
static struct rsm_statement *store_and_read(struct rsm_sql *sql, struct rsm_statement *insert)
{
    assert_success(rsm_sql_execute(insert, NULL));
    return take_row(sql, "SELECT v FROM t");
}

#define INSERT "INSERT INTO t (v) VALUES (?1)"

static void a_number_has_64_bits(void **state)
{
    struct rsm_statement *statement = take(*state, INSERT);

    rsm_sql_bind_number(statement, 1, INT64_MIN);
    statement = store_and_read(*state, statement);
    assert_true(rsm_sql_number(statement, 0) == INT64_MIN);
    rsm_sql_give(statement);
}

static void the_null_guid_is_null(void **state)
{
    struct rsm_statement *statement = take(*state, INSERT);
    GUID id = {.Data1 = 1};

    rsm_sql_bind_guid(statement, 1, &rsm_guid_null);
    assert_success(rsm_sql_execute(statement, NULL));
    statement = take_row(*state, "SELECT v FROM t WHERE v IS NULL");
    rsm_sql_guid(statement, 0, &id);
    assert_guid(rsm_guid_null, id);
    rsm_sql_give(statement);
}

static void bytes_that_are_no_guid_read_as_the_null_guid(void **state)
{
    static const char *const values[] = {"SELECT x'01'",
                                         "SELECT zeroblob(15)",
                                         "SELECT x'0102030405060708090A0B0C0D0E0F1011'",
                                         "SELECT 'text'",
                                         "SELECT 5",
                                         "SELECT zeroblob(100000)"};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct rsm_statement *statement = take_row(*state, values[i]);
        GUID id = {.Data1 = 1};

        rsm_sql_guid(statement, 0, &id);
        assert_guid(rsm_guid_null, id);
        rsm_sql_give(statement);
    }
}

static void utf8_that_does_not_fit_is_cut_between_characters(void **state)
{
    struct rsm_statement *statement = take_row(*state, "SELECT 'a\xC3\xA4\xE4\xB8\xAD'");
    static const char *const expected[] = {
        "", "a", "a", "a\xC3\xA4", "a\xC3\xA4", "a\xC3\xA4", "a\xC3\xA4\xE4\xB8\xAD"};

    for (size_t room = 1; room <= 7; room++) {
        char text[8];

        memset(text, '#', sizeof text);
        rsm_sql_utf8(statement, 0, text, room);
        assert_string_equal(text, expected[room - 1]);
        assert_int_equal(text[room], '#');
    }
    rsm_sql_give(statement);
}

static void wide_text_that_does_not_fit_is_cut(void **state)
{
    struct rsm_statement *statement = take_row(*state, "SELECT 'abc'");
    WCHAR text[3] = {'#', '#', '#'};

    rsm_sql_wide(statement, 0, text, 2);
    assert_int_equal(text[0], 'a');
    assert_int_equal(text[1], 0);
    assert_int_equal(text[2], '#');
    rsm_sql_give(statement);
}

static void text_of_another_form_reads_as_empty_or_its_digits(void **state)
{
    struct rsm_statement *statement = take_row(*state, "SELECT NULL");
    WCHAR wide[4] = u"xxx";
    char utf8[4] = "xxx";

    rsm_sql_wide(statement, 0, wide, 4);
    rsm_sql_utf8(statement, 0, utf8, sizeof utf8);
    assert_text(u"", wide);
    assert_string_equal(utf8, "");
    rsm_sql_give(statement);
}

static void no_bytes_are_not_null(void **state)
{
    struct rsm_statement *statement = take(*state, INSERT);
    char bytes[4];

    rsm_sql_bind_bytes(statement, 1, NULL, 0);
    assert_success(rsm_sql_execute(statement, NULL));
    statement = take_row(*state, "SELECT v FROM t WHERE v IS NOT NULL");
    assert_int_equal(rsm_sql_bytes(statement, 0, bytes, sizeof bytes), 0);
    rsm_sql_give(statement);
}

static void a_failed_bind_fails_the_step(void **state)
{
    struct rsm_statement *statement = take(*state, "SELECT ?1");
    bool row = true;

    rsm_sql_bind_number(statement, 2, 1);
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_step(statement, &row));
    assert_false(row);
    rsm_sql_give(statement);
}

static void the_first_value_of_the_first_row_is_got(void **state)
{
    int64_t number = 5;
    char text[8] = "x";

    assert_success(rsm_sql_get_number(*state, "SELECT 42", &number));
    assert_int_equal(number, 42);
    assert_success(rsm_sql_get_number(*state, "SELECT 42 WHERE 0", &number));
    assert_int_equal(number, 0);
    assert_success(rsm_sql_get_text(*state, "SELECT 'word'", text, sizeof text));
    assert_string_equal(text, "word");
    assert_success(rsm_sql_get_text(*state, "SELECT 'word' WHERE 0", text, sizeof text));
    assert_string_equal(text, "");
}

/* ---- failures ---- */

static void a_value_that_is_taken_exists_already_and_spoils_nothing(void **state)
{
    assert_success(rsm_sql_run(*state, "INSERT INTO t (id, v) VALUES (1, 'a')"));
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_sql_run(*state, "INSERT INTO t (v) VALUES ('a')"));
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_sql_run(*state, "INSERT INTO t (id) VALUES (1)"));
    assert_success(rsm_sql_failure(*state));
}

static void too_many_pages_are_a_full_database(void **state)
{
    assert_success(rsm_sql_limit_pages(*state, 4));
    assert_fails_with(ERROR_DATABASE_FULL,
                      rsm_sql_run(*state, "INSERT INTO t (v) VALUES (zeroblob(100000))"));
    assert_fails_with(ERROR_DATABASE_FULL, rsm_sql_failure(*state));
    rsm_sql_forget_failure(*state);
    assert_success(rsm_sql_failure(*state));
}

static void the_first_failure_is_remembered(void **state)
{
    assert_success(rsm_sql_limit_pages(*state, 4));
    rsm_sql_run(*state, "INSERT INTO t (v) VALUES (zeroblob(100000))");
    rsm_sql_run(*state, "nonsense");
    assert_fails_with(ERROR_DATABASE_FULL, rsm_sql_failure(*state));
}

/* What SQLite does on its own when it cannot go on. */
static void fail_and_roll_back(struct rsm_sql *sql)
{
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_run(sql, "nonsense"));
    assert_success(rsm_sql_run(sql, "ROLLBACK"));
}

static void after_the_end_of_a_transaction_that_failed_nothing_is_written(void **state)
{
    int64_t rows = 1;

    assert_success(rsm_sql_run(*state, "BEGIN IMMEDIATE"));
    rsm_sql_expect_transaction(*state, true);
    fail_and_roll_back(*state);

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_run(*state, "INSERT INTO t (v) VALUES (1)"));

    rsm_sql_expect_transaction(*state, false);
    assert_success(rsm_sql_get_number(*state, "SELECT count(*) FROM t", &rows));
    assert_int_equal(rows, 0);
}

static void two_that_write_at_once_are_trouble_of_being_busy(void **state)
{
    struct rsm_sql *a, *b;

    (void)state;
    remove_database("sql.test");
    assert_success(rsm_sql_open("sql.test", true, &a));
    assert_success(rsm_sql_open("sql.test", true, &b));
    assert_success(rsm_sql_run(a, "BEGIN IMMEDIATE"));
    assert_true(rsm_sql_in_transaction(a));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_sql_try(b, "BEGIN IMMEDIATE"));
    assert_false(rsm_sql_in_transaction(b));
    assert_int_equal(rsm_sql_trouble(b), RSM_TROUBLE_BUSY);
    rsm_sql_close(b);
    rsm_sql_close(a);
    remove_database("sql.test");
}

static void a_file_in_no_folder_cannot_be_opened(void **state)
{
    struct rsm_sql *sql = *state;

    assert_fails_with(ERROR_ACCESS_DENIED, rsm_sql_open("no/such/folder/sql.test", true, &sql));
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_sql_open("no_such.test", false, &sql));
    assert_ptr_equal(sql, *state); /* untouched */
}

#define with_sql(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_sql(a_statement_given_back_is_lent_again),
        with_sql(a_statement_in_use_is_not_lent),
        with_sql(a_lent_statement_remembers_nothing_of_its_last_use),
        with_sql(hundreds_of_statements_are_kept),
        cmocka_unit_test(giving_back_nothing_is_allowed),
        with_sql(a_statement_that_makes_no_sense_is_a_failure),
        with_sql(a_number_has_64_bits),
        with_sql(the_null_guid_is_null),
        with_sql(bytes_that_are_no_guid_read_as_the_null_guid),
        with_sql(utf8_that_does_not_fit_is_cut_between_characters),
        with_sql(wide_text_that_does_not_fit_is_cut),
        with_sql(text_of_another_form_reads_as_empty_or_its_digits),
        with_sql(no_bytes_are_not_null),
        with_sql(a_failed_bind_fails_the_step),
        with_sql(the_first_value_of_the_first_row_is_got),
        with_sql(a_value_that_is_taken_exists_already_and_spoils_nothing),
        with_sql(too_many_pages_are_a_full_database),
        with_sql(the_first_failure_is_remembered),
        with_sql(after_the_end_of_a_transaction_that_failed_nothing_is_written),
        cmocka_unit_test(two_that_write_at_once_are_trouble_of_being_busy),
        with_sql(a_file_in_no_folder_cannot_be_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
