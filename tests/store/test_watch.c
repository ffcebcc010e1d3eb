/*
 * The change counter, and waiting for it: on one connection, and on two of one file as two
 * processes have them.
 */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/clock.h"
#include "platform/thread.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"

#define FILE_NAME "watch.test"

struct pair {
    struct rsm_store *mine, *theirs; /* the same when in memory */
};

static int open_memory(void **state)
{
    static struct pair pair;

    pair.mine = pair.theirs = open_database(":memory:");
    *state = &pair;
    return 0;
}

static int open_file(void **state)
{
    static struct pair pair;

    remove_database(FILE_NAME);
    pair.mine = open_database(FILE_NAME);
    pair.theirs = open_database(FILE_NAME);
    *state = &pair;
    return 0;
}

static int close_it(void **state)
{
    struct pair *pair = *state;

    if (pair->theirs != pair->mine)
        rsm_store_close(pair->theirs);
    rsm_store_close(pair->mine);
    remove_database(FILE_NAME);
    return 0;
}

static void change(struct rsm_store *store)
{
    uint32_t number;

    begin_write(store);
    assert_success(rsm_settings_next_number(store, "test", &number));
    commit(store);
}

static void the_version_stays_while_nobody_commits(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    begin_read(pair->mine);
    commit(pair->mine);
    begin_write(pair->mine);
    commit(pair->mine); /* nothing was changed */
    begin_write(pair->theirs);
    add_slot(pair->theirs, &(GUID){.Data1 = 1}, 1);
    roll_back(pair->theirs);
    assert_true(rsm_store_version(pair->mine) == seen);
}

static void the_version_changes_with_each_commit_of_ours(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    for (int i = 0; i < 5; i++) {
        change(pair->mine);
        assert_true(rsm_store_version(pair->mine) != seen);
        seen = rsm_store_version(pair->mine);
    }
}

static void a_commit_of_ours_counts_once(void **state)
{
    struct pair *pair = *state;
    uint64_t seen;

    change(pair->mine);
    seen = rsm_store_version(pair->mine);
    assert_true(rsm_store_version(pair->mine) == seen);
    assert_false(rsm_store_wait(pair->mine, seen, 120));
}

static void the_version_changes_with_each_commit_of_others(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    for (int i = 0; i < 5; i++) {
        change(pair->theirs);
        assert_true(rsm_store_version(pair->mine) != seen);
        seen = rsm_store_version(pair->mine);
    }
}

static void the_version_can_be_asked_for_inside_a_transaction(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    begin_write(pair->mine);
    add_slot(pair->mine, &(GUID){.Data1 = 1}, 1);
    assert_true(rsm_store_version(pair->mine) == seen);
    commit(pair->mine);
    assert_true(rsm_store_version(pair->mine) != seen);
}

static void a_wait_for_what_has_happened_ends_at_once(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    change(pair->theirs);
    assert_true(rsm_store_wait(pair->mine, seen, 0));
    change(pair->mine);
    assert_true(rsm_store_wait(pair->mine, seen, RSM_FOREVER));
}

static void a_wait_in_vain_takes_its_time_and_no_more(void **state)
{
    struct pair *pair = *state;
    uint64_t before = rsm_clock_ms(), took;

    assert_false(rsm_store_wait(pair->mine, rsm_store_version(pair->mine), 130));
    took = rsm_clock_ms() - before;
    assert_in_range(took, 130, 1000);
}

/* ---- with a second thread ---- */

struct waiter {
    struct rsm_store *store;
    uint64_t seen;
    bool answer;
    uint64_t woken;
};

static void wait_for_change(void *context)
{
    struct waiter *waiter = context;

    waiter->answer = rsm_store_wait(waiter->store, waiter->seen, 20000);
    waiter->woken = rsm_clock_ms();
}

/* Milliseconds from the end of act(store) until a thread that waits on `mine` has woken. */
static uint64_t time_to_wake(struct rsm_store *mine, void (*act)(struct rsm_store *store),
                             struct rsm_store *store)
{
    struct waiter waiter = {.store = mine, .seen = rsm_store_version(mine)};
    struct rsm_thread thread;
    uint64_t acted;

    assert_success(rsm_thread_start(wait_for_change, &waiter, &thread));
    act(store);
    acted = rsm_clock_ms();
    rsm_thread_join(&thread);
    assert_true(waiter.answer);
    return waiter.woken > acted ? waiter.woken - acted : 0;
}

static void a_commit_of_ours_ends_a_wait(void **state)
{
    struct pair *pair = *state;

    for (int i = 0; i < 10; i++)
        assert_true(time_to_wake(pair->mine, change, pair->mine) < 1000);
}

static void a_commit_of_others_ends_a_wait_within_a_tenth_of_a_second(void **state)
{
    struct pair *pair = *state;
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 5; i++) { /* the machine may be busy, but not each time */
        uint64_t took = time_to_wake(pair->mine, change, pair->theirs);

        fastest = took < fastest ? took : fastest;
    }
    assert_true(fastest <= 100);
}

static void waking_ends_a_wait(void **state)
{
    struct pair *pair = *state;

    for (int i = 0; i < 10; i++)
        assert_true(time_to_wake(pair->mine, rsm_store_wake, pair->mine) < 1000);
}

static void waking_is_not_lost_on_who_is_about_to_wait(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    rsm_store_wake(pair->mine);
    assert_true(rsm_store_wait(pair->mine, seen, 20000));
}

static void waking_is_for_this_process_alone(void **state)
{
    struct pair *pair = *state;
    uint64_t seen = rsm_store_version(pair->mine);

    rsm_store_wake(pair->theirs);
    assert_false(rsm_store_wait(pair->mine, seen, 120));
}

static void a_wait_does_not_need_the_store_lock(void **state)
{
    struct pair *pair = *state;
    DWORD count;

    begin_read(pair->mine);
    assert_success(rsm_records_count(pair->mine, NTMS_DRIVE, NULL, 0, &count));
    assert_true(time_to_wake(pair->mine, change, pair->theirs) < 1000);
    commit(pair->mine);
}

static void all_who_wait_are_woken(void **state)
{
    struct pair *pair = *state;
    struct waiter waiters[5];
    struct rsm_thread threads[5];

    for (int i = 0; i < 5; i++) {
        waiters[i].store = pair->mine;
        waiters[i].seen = rsm_store_version(pair->mine);
        assert_success(rsm_thread_start(wait_for_change, &waiters[i], &threads[i]));
    }
    change(pair->theirs);
    for (int i = 0; i < 5; i++) {
        rsm_thread_join(&threads[i]);
        assert_true(waiters[i].answer);
    }
}

#define in_memory(test) cmocka_unit_test_setup_teardown(test, open_memory, close_it)
#define in_file(test)   cmocka_unit_test_setup_teardown(test, open_file, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_memory(the_version_stays_while_nobody_commits),
        in_file(the_version_stays_while_nobody_commits),
        in_memory(the_version_changes_with_each_commit_of_ours),
        in_file(the_version_changes_with_each_commit_of_ours),
        in_memory(a_commit_of_ours_counts_once),
        in_file(a_commit_of_ours_counts_once),
        in_file(the_version_changes_with_each_commit_of_others),
        in_memory(the_version_can_be_asked_for_inside_a_transaction),
        in_file(the_version_can_be_asked_for_inside_a_transaction),
        in_memory(a_wait_for_what_has_happened_ends_at_once),
        in_file(a_wait_for_what_has_happened_ends_at_once),
        in_memory(a_wait_in_vain_takes_its_time_and_no_more),
        in_file(a_wait_in_vain_takes_its_time_and_no_more),
        in_memory(a_commit_of_ours_ends_a_wait),
        in_file(a_commit_of_ours_ends_a_wait),
        in_file(a_commit_of_others_ends_a_wait_within_a_tenth_of_a_second),
        in_memory(waking_ends_a_wait),
        in_file(waking_ends_a_wait),
        in_file(waking_is_not_lost_on_who_is_about_to_wait),
        in_file(waking_is_for_this_process_alone),
        in_file(a_wait_does_not_need_the_store_lock),
        in_file(all_who_wait_are_woken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
