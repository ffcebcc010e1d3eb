/*
 * Transactions: what is kept, what is taken back, who waits for whom.
 */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "platform/text.h"
#include "platform/thread.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/settings.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "store.test"

static const GUID library = {.Data1 = 1};

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

static void what_is_committed_is_there_after_closing(void **state)
{
    begin_write(*state);
    add_slot(*state, &library, 1);
    commit(*state);
    rsm_store_close(*state);
    *state = open_database(FILE_NAME);
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 1);
}

static void what_is_taken_back_was_never_there(void **state)
{
    begin_write(*state);
    add_slot(*state, &library, 1);
    assert_fails_with(ERROR_CANCELLED, rsm_store_end(*state, ERROR_CANCELLED));
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 0);
}

static void closing_nothing_is_allowed(void **state)
{
    (void)state;
    rsm_store_close(NULL);
}

static void databases_in_memory_are_apart(void **state)
{
    struct rsm_store *a = open_database(":memory:"), *b = open_database(":memory:");

    (void)state;
    begin_write(a);
    begin_write(b);
    add_slot(a, &library, 1);
    commit(a);
    commit(b);
    assert_int_equal(count_of(b, NTMS_STORAGESLOT), 0);
    rsm_store_close(a);
    rsm_store_close(b);
}

static void another_connection_sees_what_was_committed_and_nothing_before(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);

    begin_write(*state);
    add_slot(*state, &library, 1);
    assert_int_equal(count_of(other, NTMS_STORAGESLOT), 0); /* readers do not wait for writers */
    commit(*state);
    assert_int_equal(count_of(other, NTMS_STORAGESLOT), 1);
    rsm_store_close(other);
}

static long synchronous(struct rsm_store *store)
{
    char text[8];
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_READ);

    assert_success(rsm_sql_get_text(sql, "PRAGMA synchronous", text, sizeof text));
    return strtol(text, NULL, 10);
}

static void what_is_written_lightly_is_seen_by_others_and_waits_for_no_disk(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);

    assert_success(rsm_store_begin_lightly(*state));
    assert_int_equal(synchronous(*state), 1); /* NORMAL: the end of a transaction is not synced */
    add_slot(*state, &library, 1);
    commit(*state);
    assert_int_equal(count_of(other, NTMS_STORAGESLOT), 1);
    rsm_store_close(other);
}

static void what_is_written_after_it_waits_for_the_disk_again(void **state)
{
    assert_success(rsm_store_begin_lightly(*state));
    commit(*state);
    begin_write(*state);
    assert_int_equal(synchronous(*state), 2); /* FULL */
    commit(*state);
}

static void a_reader_sees_one_moment(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);
    DWORD count;

    begin_read(other);
    assert_success(rsm_records_count(other, NTMS_STORAGESLOT, NULL, 0, &count));
    begin_write(*state);
    add_slot(*state, &library, 1);
    commit(*state); /* writers do not wait for readers */
    assert_success(rsm_records_count(other, NTMS_STORAGESLOT, NULL, 0, &count));
    assert_int_equal(count, 0);
    commit(other);
    assert_int_equal(count_of(other, NTMS_STORAGESLOT), 1);
    rsm_store_close(other);
}

/* ---- the lock ---- */

#define ROUNDS 100

static void count_up(void *context)
{
    uint32_t number;

    for (int i = 0; i < ROUNDS; i++) {
        begin_write(context);
        assert_success(rsm_settings_next_number(context, "test", &number));
        commit(context);
    }
}

static uint32_t next_number(struct rsm_store *store)
{
    uint32_t number = 0;

    begin_write(store);
    assert_success(rsm_settings_next_number(store, "test", &number));
    commit(store);
    return number;
}

static void threads_take_turns(void **state)
{
    struct rsm_thread threads[3];

    for (int i = 0; i < 3; i++)
        assert_success(rsm_thread_start(count_up, *state, &threads[i]));
    for (int i = 0; i < 3; i++)
        rsm_thread_join(&threads[i]);
    assert_int_equal(next_number(*state), 3 * ROUNDS + 1);
}

static void a_transaction_inside_another_is_refused(void **state)
{
    begin_write(*state);
    add_slot(*state, &library, 1);
    assert_fails_with(ERROR_POSSIBLE_DEADLOCK, rsm_store_begin(*state, RSM_STORE_READ));
    commit(*state); /* the outer one goes on */
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 1);
}

static void connections_that_write_take_turns(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);
    struct rsm_thread mine, theirs;

    assert_success(rsm_thread_start(count_up, *state, &mine));
    assert_success(rsm_thread_start(count_up, other, &theirs));
    rsm_thread_join(&mine);
    rsm_thread_join(&theirs);
    assert_int_equal(next_number(other), 2 * ROUNDS + 1);
    rsm_store_close(other);
}

static void a_writer_that_waits_too_long_for_others_gives_up(void **state)
{
    struct rsm_store *other = open_database(FILE_NAME);

    begin_read(other);
    rsm_sql_wait_for_others(rsm_store_sql(other, RSM_STORE_READ), 10); /* not 30 s */
    commit(other);
    begin_write(*state);
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_store_begin(other, RSM_STORE_WRITE));
    assert_int_equal(count_of(other, NTMS_STORAGESLOT), 0); /* its lock is free again */
    commit(*state);
    begin_write(other);
    commit(other);
    rsm_store_close(other);
}

/* ---- failures ---- */

/* Insert slots until it fails. */
static rsm_error fill(struct rsm_store *store)
{
    struct rsm_record slot;
    rsm_error err = ERROR_SUCCESS;

    for (int i = 0; i < 100000 && err == ERROR_SUCCESS; i++) {
        make_up(&slot, NTMS_STORAGESLOT, 1);
        err = rsm_records_insert(store, &slot);
    }
    return err;
}

static void limit(struct rsm_store *store, uint32_t pages)
{
    begin_read(store);
    assert_success(rsm_sql_limit_pages(rsm_store_sql(store, RSM_STORE_READ), pages));
    commit(store);
}

static void a_full_disk_is_told_and_takes_all_back(void **state)
{
    limit(*state, 80);
    begin_write(*state);
    add_slot(*state, &library, 1);
    assert_fails_with(ERROR_DATABASE_FULL, fill(*state));
    assert_fails_with(ERROR_DATABASE_FULL, rsm_store_end(*state, ERROR_DATABASE_FULL));
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 0);
}

static void a_failure_that_was_not_passed_on_is_not_committed_over(void **state)
{
    limit(*state, 80);
    begin_write(*state);
    assert_fails_with(ERROR_DATABASE_FULL, fill(*state));
    assert_fails_with(ERROR_DATABASE_FULL, rsm_store_end(*state, ERROR_SUCCESS));
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 0);
}

static void after_a_full_disk_work_goes_on(void **state)
{
    a_full_disk_is_told_and_takes_all_back(state);
    begin_write(*state);
    add_slot(*state, &library, 1);
    commit(*state);
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 1);
}

static void an_object_that_is_not_found_is_no_reason_to_take_back(void **state)
{
    struct rsm_record record;

    begin_write(*state);
    add_slot(*state, &library, 1);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_load(*state, &library, 0, &record));
    commit(*state);
    assert_int_equal(count_of(*state, NTMS_STORAGESLOT), 1);
}

/* The n-th page more than there are is one too many, for each n until it succeeds. */
static void wherever_the_disk_is_full_all_or_nothing_is_there(void **state)
{
    rsm_error err = ERROR_DATABASE_FULL;
    uint32_t pages = 1;
    int failures = 0;

    for (; err != ERROR_SUCCESS && pages < 400; pages++) {
        limit(*state, pages); /* fewer than there are counts as all there are */
        begin_write(*state);
        for (DWORD i = 0; i < 500; i++) {
            struct rsm_record slot;

            rsm_record_begin(&slot, NTMS_STORAGESLOT);
            err = rsm_records_insert(*state, &slot);
            if (err != ERROR_SUCCESS)
                break;
        }
        err = rsm_store_end(*state, err);
        failures += err != ERROR_SUCCESS;
        if (err != ERROR_SUCCESS)
            assert_fails_with(ERROR_DATABASE_FULL, err);
        assert_int_equal(count_of(*state, NTMS_STORAGESLOT), err == ERROR_SUCCESS ? 500 : 0);
    }
    assert_success(err);
    assert_true(failures > 10);
}

static int64_t bytes_of(struct rsm_store *store)
{
    int64_t bytes;

    begin_read(store);
    assert_success(rsm_sql_get_number(rsm_store_sql(store, RSM_STORE_READ),
                                      "SELECT page_count * page_size"
                                      " FROM pragma_page_count, pragma_page_size",
                                      &bytes));
    commit(store);
    return bytes;
}

static void a_slot_takes_less_than_half_a_kilobyte(void **state)
{
    int64_t before = bytes_of(*state);
    struct rsm_record slot;

    begin_write(*state);
    for (DWORD i = 0; i < 5000; i++) {
        rsm_record_begin(&slot, NTMS_STORAGESLOT);
        rsm_text_format(slot.info.szName, NTMS_OBJECTNAME_LENGTH, "Storage slot %u", (unsigned)i);
        slot.info.Info.StorageSlot.Library = (GUID){.Data1 = 1, .Data2 = 2, .Data4 = {3}};
        slot.info.Info.StorageSlot.Number = i;
        slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_EMPTY;
        slot.own.Element = 4096 + i;
        assert_success(rsm_records_insert(*state, &slot));
    }
    commit(*state);
    assert_true(bytes_of(*state) - before < 5000 * 512);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(what_is_committed_is_there_after_closing),
        with_store(what_is_taken_back_was_never_there),
        cmocka_unit_test(closing_nothing_is_allowed),
        cmocka_unit_test(databases_in_memory_are_apart),
        with_store(another_connection_sees_what_was_committed_and_nothing_before),
        with_store(what_is_written_lightly_is_seen_by_others_and_waits_for_no_disk),
        with_store(what_is_written_after_it_waits_for_the_disk_again),
        with_store(a_reader_sees_one_moment),
        with_store(threads_take_turns),
        with_store(a_transaction_inside_another_is_refused),
        with_store(connections_that_write_take_turns),
        with_store(a_writer_that_waits_too_long_for_others_gives_up),
        with_store(a_full_disk_is_told_and_takes_all_back),
        with_store(a_failure_that_was_not_passed_on_is_not_committed_over),
        with_store(after_a_full_disk_work_goes_on),
        with_store(an_object_that_is_not_found_is_no_reason_to_take_back),
        with_store(wherever_the_disk_is_full_all_or_nothing_is_there),
        with_store(a_slot_takes_less_than_half_a_kilobyte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
