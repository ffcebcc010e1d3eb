/*
 * Several processes on one database, and processes that are killed in the middle of something.
 */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model/guid.h"
#include "platform/clock.h"
#include "platform/paths.h"
#include "platform/thread.h"
#include "store/journal.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/settings.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/child_posix.h"

#define FILE_NAME "store_posix.test"

static const GUID library = {.Data1 = 1};

static int begin_it(void **state)
{
    (void)state;
    remove_database(FILE_NAME);
    return 0;
}

/* ---- children ---- */

/* What a child opens, where no assertion can be heard. */
static struct rsm_store *open_in_child(void)
{
    struct rsm_store *store;
    bool fresh;

    if (rsm_store_open(FILE_NAME, &store, &fresh) != ERROR_SUCCESS)
        _exit(3);
    return store;
}

static void insert_in_child(struct rsm_store *store, DWORD element)
{
    struct rsm_record slot;

    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.Info.StorageSlot.Library = library;
    slot.own.Element = element;
    if (rsm_records_insert(store, &slot) != ERROR_SUCCESS)
        _exit(4);
}

/* The file must be whole to the last page. */
static void assert_sound(void)
{
    struct rsm_store *store = open_database(FILE_NAME);
    char answer[100];

    begin_read(store);
    assert_success(rsm_sql_get_text(rsm_store_sql(store, RSM_STORE_READ), "PRAGMA integrity_check",
                                    answer, sizeof answer));
    assert_string_equal(answer, "ok");
    assert_success(rsm_sql_get_text(rsm_store_sql(store, RSM_STORE_READ),
                                    "PRAGMA foreign_key_check", answer, sizeof answer));
    assert_string_equal(answer, "");
    commit(store);
    rsm_store_close(store);
}

/* ---- killed ---- */

static void insert_and_wait_to_be_killed(int to)
{
    struct rsm_store *store = open_in_child();

    if (rsm_store_begin(store, RSM_STORE_WRITE) != ERROR_SUCCESS)
        _exit(5);
    for (DWORD i = 0; i < 5000; i++)
        insert_in_child(store, i);
    say(to);
    for (;;)
        pause();
}

static void a_transaction_of_a_killed_process_was_never_there(void **state)
{
    struct rsm_store *store = open_database(FILE_NAME);
    struct child child;

    (void)state;
    begin_write(store);
    add_slot(store, &library, 1);
    commit(store);
    child = begin_child(insert_and_wait_to_be_killed);
    assert_true(hear_child(child));
    kill(child.id, SIGKILL);
    assert_int_equal(end_child(child), -SIGKILL);

    assert_int_equal(count_of(store, NTMS_STORAGESLOT), 1);
    begin_write(store); /* and its lock is free */
    add_slot(store, &library, 2);
    commit(store);
    rsm_store_close(store);
    assert_sound();
}

static void add_intent_and_die(int to)
{
    struct rsm_store *store = open_in_child();
    struct rsm_intent intent = {.library = library, .from = 1, .to = 2};

    (void)to;
    if (rsm_store_begin(store, RSM_STORE_WRITE) != ERROR_SUCCESS ||
        rsm_journal_add(store, &intent) != ERROR_SUCCESS ||
        rsm_store_end(store, ERROR_SUCCESS) != ERROR_SUCCESS)
        _exit(6);
    raise(SIGKILL);
}

static bool count_intent(void *context, const struct rsm_intent *intent)
{
    *(DWORD *)context += intent->to;
    return true;
}

static void what_a_killed_process_committed_is_there(void **state)
{
    struct rsm_store *store;
    DWORD sum = 0;

    (void)state;
    assert_int_equal(end_child(begin_child(add_intent_and_die)), -SIGKILL);
    store = open_database(FILE_NAME);
    begin_read(store);
    assert_success(rsm_journal_each(store, &library, count_intent, &sum));
    commit(store);
    assert_int_equal(sum, 2);
    rsm_store_close(store);
}

/* Two slots in each transaction, until it is killed. */
static void insert_pairs_for_ever(int to)
{
    struct rsm_store *store = open_in_child();

    for (DWORD i = 0;; i++) {
        if (rsm_store_begin(store, RSM_STORE_WRITE) != ERROR_SUCCESS)
            _exit(7);
        insert_in_child(store, 2 * i);
        if (i == 0)
            say(to);
        insert_in_child(store, 2 * i + 1);
        if (rsm_store_end(store, ERROR_SUCCESS) != ERROR_SUCCESS)
            _exit(8);
    }
}

static void wherever_a_process_is_killed_transactions_are_whole(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 25; round++) {
        struct child child = begin_child(insert_pairs_for_ever);
        struct rsm_store *store;

        assert_true(hear_child(child));
        rsm_clock_sleep_ms(round % 5 * 3); /* another moment each time */
        kill(child.id, SIGKILL);
        assert_int_equal(end_child(child), -SIGKILL);
        store = open_database(FILE_NAME);
        assert_int_equal(count_of(store, NTMS_STORAGESLOT) % 2, 0);
        rsm_store_close(store);
    }
    assert_sound();
}

static void open_and_die(int to)
{
    open_in_child();
    (void)to;
    raise(SIGKILL);
}

static void die_while_opening(int to)
{
    say(to);
    rsm_store_close(open_in_child());
}

static void a_process_killed_while_it_makes_the_database_leaves_a_usable_file(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        struct child child;

        remove_database(FILE_NAME);
        child = begin_child(die_while_opening);
        assert_true(hear_child(child));
        rsm_clock_sleep_ms(round);
        kill(child.id, SIGKILL);
        end_child(child);
        assert_sound();
        assert_false(rsm_paths_exists(FILE_NAME ".damaged-1"));
    }
    remove_database(FILE_NAME);
    assert_int_equal(end_child(begin_child(open_and_die)), -SIGKILL);
    assert_sound();
}

/* ---- together ---- */

/* Ends with 1 if it made the database, else with 0. */
static void open_at_once(int to)
{
    struct rsm_store *store;
    bool fresh;

    (void)to;
    if (rsm_store_open(FILE_NAME, &store, &fresh) != ERROR_SUCCESS)
        _exit(3);
    rsm_store_close(store);
    _exit(fresh);
}

static void of_many_that_open_at_once_exactly_one_makes_the_database(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        struct child children[6];
        int made = 0;

        remove_database(FILE_NAME);
        for (int i = 0; i < 6; i++)
            children[i] = begin_child(open_at_once);
        for (int i = 0; i < 6; i++) {
            int status = end_child(children[i]);

            assert_in_range(status, 0, 1);
            made += status;
        }
        assert_int_equal(made, 1);
    }
}

static void count_up(int to)
{
    struct rsm_store *store = open_in_child();

    (void)to;
    for (int i = 0; i < 50; i++) {
        uint32_t number;
        rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

        if (err == ERROR_SUCCESS)
            err = rsm_settings_next_number(store, "test", &number);
        if (err == ERROR_SUCCESS)
            err = rsm_store_end(store, err);
        if (err != ERROR_SUCCESS)
            _exit(9);
    }
    rsm_store_close(store);
}

static void processes_that_write_take_turns(void **state)
{
    struct child children[4];
    struct rsm_store *store;
    uint32_t number;

    (void)state;
    for (int i = 0; i < 4; i++)
        children[i] = begin_child(count_up);
    for (int i = 0; i < 4; i++)
        assert_int_equal(end_child(children[i]), 0);
    store = open_database(FILE_NAME);
    begin_write(store);
    assert_success(rsm_settings_next_number(store, "test", &number));
    commit(store);
    assert_int_equal(number, 201);
    rsm_store_close(store);
}

/* Says when it is about to wait, and waits for anything to change. */
static void wait_for_change(int to)
{
    struct rsm_store *store = open_in_child();
    uint64_t seen = rsm_store_version(store);

    say(to);
    if (!rsm_store_wait(store, seen, 20000))
        _exit(10);
    _exit(0);
}

static void a_commit_is_seen_by_another_process_within_a_tenth_of_a_second(void **state)
{
    struct rsm_store *store = open_database(FILE_NAME);
    uint64_t fastest = UINT64_MAX;

    (void)state;
    for (int i = 0; i < 5; i++) { /* the machine may be busy, but not each time */
        struct child child = begin_child(wait_for_change);
        uint64_t committed, took;

        assert_true(hear_child(child));
        begin_write(store);
        add_slot(store, &library, 1);
        commit(store);
        committed = rsm_clock_ms();
        assert_int_equal(end_child(child), 0);
        took = rsm_clock_ms() - committed;
        fastest = took < fastest ? took : fastest;
    }
    assert_true(fastest <= 100);
    rsm_store_close(store);
}

static void a_wait_does_not_burn_the_processor(void **state)
{
    struct rsm_store *store = open_database(FILE_NAME);
    clock_t before = clock(); /* time of the processor, which it is on POSIX alone */

    (void)state;
    assert_false(rsm_store_wait(store, rsm_store_version(store), 500));
    assert_true(clock() - before < CLOCKS_PER_SEC / 10);
    rsm_store_close(store);
}

#define with_file(test) cmocka_unit_test_setup_teardown(test, begin_it, begin_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_file(a_transaction_of_a_killed_process_was_never_there),
        with_file(what_a_killed_process_committed_is_there),
        with_file(wherever_a_process_is_killed_transactions_are_whole),
        with_file(a_process_killed_while_it_makes_the_database_leaves_a_usable_file),
        with_file(of_many_that_open_at_once_exactly_one_makes_the_database),
        with_file(processes_that_write_take_turns),
        with_file(a_commit_is_seen_by_another_process_within_a_tenth_of_a_second),
        with_file(a_wait_does_not_burn_the_processor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
