/*
 * Mutexes, conditions and threads.
 */
#include "platform/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/clock.h"

#define THREADS 4
#define ROUNDS  20000

struct shared {
    struct rsm_mutex lock;
    struct rsm_cond changed;
    unsigned count;
    unsigned waiting;
    unsigned woken;
    bool go;
    uint32_t thread_id;
};

static int make_shared(void **state)
{
    static struct shared shared;

    shared = (struct shared){.count = 0};
    rsm_mutex_init(&shared.lock);
    rsm_cond_init(&shared.changed);
    *state = &shared;
    return 0;
}

static int drop_shared(void **state)
{
    struct shared *shared = *state;

    rsm_cond_destroy(&shared->changed);
    rsm_mutex_destroy(&shared->lock);
    return 0;
}

static void start_all(struct rsm_thread threads[THREADS], void (*run)(void *), void *context)
{
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(rsm_thread_start(run, context, &threads[i]), ERROR_SUCCESS);
}

static void join_all(struct rsm_thread threads[THREADS])
{
    for (size_t i = 0; i < THREADS; i++)
        rsm_thread_join(&threads[i]);
}

static void count_up(void *context)
{
    struct shared *shared = context;

    for (unsigned i = 0; i < ROUNDS; i++) {
        rsm_mutex_lock(&shared->lock);
        shared->count++;
        rsm_mutex_unlock(&shared->lock);
    }
}

static void a_mutex_lets_in_one_at_a_time(void **state)
{
    struct shared *shared = *state;
    struct rsm_thread threads[THREADS];

    start_all(threads, count_up, shared);
    join_all(threads);
    assert_int_equal(shared->count, THREADS * ROUNDS);
}

static struct rsm_mutex static_lock = RSM_MUTEX_INIT;
static unsigned static_count;

static void count_up_static(void *context)
{
    (void)context;
    for (unsigned i = 0; i < ROUNDS; i++) {
        rsm_mutex_lock(&static_lock);
        static_count++;
        rsm_mutex_unlock(&static_lock);
    }
}

static void a_static_mutex_needs_no_init(void **state)
{
    struct rsm_thread threads[THREADS];

    (void)state;
    start_all(threads, count_up_static, NULL);
    join_all(threads);
    assert_int_equal(static_count, THREADS * ROUNDS);
}

static void a_wait_that_nobody_ends_times_out(void **state)
{
    struct shared *shared = *state;
    uint64_t start = rsm_clock_ms();
    bool woken = true;

    rsm_mutex_lock(&shared->lock);
    while (woken && rsm_clock_ms() - start < 5000)
        woken = rsm_cond_wait(&shared->changed, &shared->lock, 50);
    rsm_mutex_unlock(&shared->lock);

    assert_false(woken);
    assert_true(rsm_clock_ms() - start >= 30); /* the clock of Windows has a grain of 16 */
}

static void a_wait_of_no_time_returns_at_once(void **state)
{
    struct shared *shared = *state;
    uint64_t start = rsm_clock_ms();

    rsm_mutex_lock(&shared->lock);
    assert_false(rsm_cond_wait(&shared->changed, &shared->lock, 0));
    rsm_mutex_unlock(&shared->lock);
    assert_true(rsm_clock_ms() - start < 2000);
}

static void wait_for_go(void *context)
{
    struct shared *shared = context;

    rsm_mutex_lock(&shared->lock);
    shared->waiting++;
    rsm_cond_broadcast(&shared->changed);
    while (!shared->go)
        rsm_cond_wait(&shared->changed, &shared->lock, RSM_FOREVER);
    shared->woken++;
    rsm_mutex_unlock(&shared->lock);
}

static void a_broadcast_wakes_all_that_wait(void **state)
{
    struct shared *shared = *state;
    struct rsm_thread threads[THREADS];

    start_all(threads, wait_for_go, shared);
    rsm_mutex_lock(&shared->lock);
    while (shared->waiting < THREADS)
        rsm_cond_wait(&shared->changed, &shared->lock, RSM_FOREVER);
    shared->go = true;
    rsm_cond_broadcast(&shared->changed);
    rsm_mutex_unlock(&shared->lock);
    join_all(threads);
    assert_int_equal(shared->woken, THREADS);
}

static void signal_go(void *context)
{
    struct shared *shared = context;

    rsm_mutex_lock(&shared->lock);
    shared->go = true;
    rsm_cond_signal(&shared->changed);
    rsm_mutex_unlock(&shared->lock);
}

static void a_signal_ends_a_long_wait_early(void **state)
{
    struct shared *shared = *state;
    uint64_t start = rsm_clock_ms();
    struct rsm_thread thread;
    bool woken = true;

    rsm_mutex_lock(&shared->lock);
    assert_int_equal(rsm_thread_start(signal_go, shared, &thread), ERROR_SUCCESS);
    while (!shared->go && woken)
        woken = rsm_cond_wait(&shared->changed, &shared->lock, 30000);
    rsm_mutex_unlock(&shared->lock);
    rsm_thread_join(&thread);

    assert_true(woken);
    assert_true(rsm_clock_ms() - start < 15000);
}

static void note_thread_id(void *context)
{
    struct shared *shared = context;

    shared->thread_id = rsm_thread_id();
}

static void threads_have_numbers_of_their_own(void **state)
{
    struct shared *shared = *state;
    struct rsm_thread thread;

    assert_int_equal(rsm_thread_start(note_thread_id, shared, &thread), ERROR_SUCCESS);
    rsm_thread_join(&thread);
    assert_int_not_equal(shared->thread_id, 0);
    assert_int_not_equal(shared->thread_id, rsm_thread_id());
    assert_int_equal(rsm_thread_id(), rsm_thread_id());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mutex_lets_in_one_at_a_time, make_shared, drop_shared),
        cmocka_unit_test(a_static_mutex_needs_no_init),
        cmocka_unit_test_setup_teardown(a_wait_that_nobody_ends_times_out, make_shared,
                                        drop_shared),
        cmocka_unit_test_setup_teardown(a_wait_of_no_time_returns_at_once, make_shared,
                                        drop_shared),
        cmocka_unit_test_setup_teardown(a_broadcast_wakes_all_that_wait, make_shared, drop_shared),
        cmocka_unit_test_setup_teardown(a_signal_ends_a_long_wait_early, make_shared, drop_shared),
        cmocka_unit_test_setup_teardown(threads_have_numbers_of_their_own, make_shared,
                                        drop_shared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
