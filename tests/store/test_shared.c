/*
 * GUIDs that are stored as numbers.
 */
#include "store/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/guid.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "shared.test"

static const GUID first = {.Data1 = 1}, second = {.Data1 = 2}, third = {.Data1 = 3};

static int open_it(void **state)
{
    remove_database(FILE_NAME);
    *state = open_database(FILE_NAME);
    return 0;
}

static int close_it(void **state)
{
    rsm_store_close(*state);
    remove_database(FILE_NAME);
    return 0;
}

static void assert_library(GUID expected, struct rsm_store *store, const GUID *slot)
{
    struct rsm_record record;

    begin_read(store);
    assert_success(rsm_records_load(store, slot, NTMS_STORAGESLOT, &record));
    commit(store);
    assert_guid(expected, record.info.Info.StorageSlot.Library);
}

static DWORD count_in(struct rsm_store *store, const GUID *library, bool differs)
{
    const struct rsm_condition in = {.column = "library", .guid = library, .differs = differs};
    DWORD count = 0;

    begin_read(store);
    assert_success(rsm_records_count(store, NTMS_STORAGESLOT, &in, 1, &count));
    commit(store);
    return count;
}

static int64_t get(struct rsm_store *store, const char *text)
{
    int64_t number = -1;

    begin_read(store);
    assert_success(rsm_sql_get_number(rsm_store_sql(store, RSM_STORE_READ), text, &number));
    commit(store);
    return number;
}

static void one_that_many_name_is_kept_once(void **state)
{
    begin_write(*state);
    for (DWORD element = 0; element < 100; element++)
        add_slot(*state, element % 2 == 0 ? &first : &second, element);
    commit(*state);
    assert_int_equal(get(*state, "SELECT count(*) FROM shared"), 2);
    assert_int_equal(count_in(*state, &first, false), 50);
    assert_int_equal(count_in(*state, &first, true), 50);
}

static void one_that_nobody_names_finds_nothing(void **state)
{
    begin_write(*state);
    add_slot(*state, &first, 1);
    commit(*state);
    assert_int_equal(count_in(*state, &second, false), 0);
    assert_int_equal(count_in(*state, &second, true), 1);
    assert_int_equal(get(*state, "SELECT count(*) FROM shared"), 1); /* asking added none */
}

/* Its number is given to another one; who has it must not be taken for the first. */
static void one_that_was_rolled_back_is_forgotten(void **state)
{
    GUID slot;

    begin_write(*state);
    add_slot(*state, &first, 1);
    roll_back(*state);
    begin_write(*state);
    slot = add_slot(*state, &second, 1);
    commit(*state);
    assert_library(second, *state, &slot);
    assert_int_equal(count_in(*state, &first, false), 0);
}

static void one_that_another_connection_added_is_known(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);
    GUID slot, later;

    begin_write(*state);
    add_slot(*state, &first, 1);
    commit(*state);
    begin_write(other);
    slot = add_slot(other, &second, 2);
    commit(other);
    begin_write(*state);
    later = add_slot(*state, &third, 3);
    commit(*state);
    assert_library(second, *state, &slot);
    assert_library(third, other, &later);
    assert_int_equal(count_in(*state, &second, false), 1);
    rsm_store_close(other);
}

static void none_is_no_number(void **state)
{
    GUID slot;

    begin_write(*state);
    slot = add_slot(*state, &rsm_guid_null, 1);
    commit(*state);
    assert_library(rsm_guid_null, *state, &slot);
    assert_int_equal(count_in(*state, &rsm_guid_null, false), 1);
    assert_int_equal(get(*state, "SELECT count(*) FROM shared"), 0);
}

/* A number that is missing is damage: the transaction that meets it fails instead of losing what it stood for. */
static void a_missing_number_fails_the_transaction(void **state)
{
    struct rsm_record record;
    GUID slot;

    begin_write(*state);
    add_slot(*state, &first, 1);
    slot = add_slot(*state, &second, 2);
    assert_success(
        rsm_sql_run(rsm_store_sql(*state, RSM_STORE_WRITE), "DELETE FROM shared WHERE number = 1"));
    commit(*state);
    rsm_store_close(*state);
    *state = open_database(FILE_NAME);

    begin_read(*state);
    (void)rsm_records_load(*state, &slot, NTMS_STORAGESLOT, &record);
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_store_end(*state, ERROR_SUCCESS));
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(one_that_many_name_is_kept_once),
        with_store(one_that_nobody_names_finds_nothing),
        with_store(one_that_was_rolled_back_is_forgotten),
        with_store(one_that_another_connection_added_is_known),
        with_store(none_is_no_number),
        with_store(a_missing_number_fails_the_transaction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
