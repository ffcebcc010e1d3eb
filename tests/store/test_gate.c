/*
 * The gate lets everybody in who waits, however busy the others are.
 */
#include "store/gate.h"

#include "platform/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { BUSY = 6, TURNS = 40, LONG_MS = 12 };

struct crowd {
    struct rsm_gate gate;
    atomic_bool over;
    atomic_uint waiting;
    atomic_int inside;
    atomic_bool met; /* two were inside at once */
    int order[BUSY];
    int came;
};

static void be_inside(struct crowd *crowd)
{
    if (atomic_fetch_add(&crowd->inside, 1) != 0)
        atomic_store(&crowd->met, true);
    atomic_fetch_sub(&crowd->inside, 1);
}

/* Takes the gate again as soon as it has given it. */
static void be_busy(void *context)
{
    struct crowd *crowd = context;

    while (!atomic_load(&crowd->over)) {
        rsm_gate_take(&crowd->gate);
        be_inside(crowd);
        rsm_gate_give(&crowd->gate);
    }
}

static void who_waits_gets_its_turn_beside_busy_threads(void **state)
{
    struct crowd crowd = {.came = 0};
    struct rsm_thread threads[BUSY];

    (void)state;
    rsm_gate_init(&crowd.gate);
    for (int i = 0; i < BUSY; i++)
        assert_int_equal(rsm_thread_start(be_busy, &crowd, &threads[i]), ERROR_SUCCESS);
    for (int i = 0; i < TURNS; i++) {
        assert_true(rsm_gate_take(&crowd.gate));
        assert_true(rsm_gate_is_mine(&crowd.gate));
        be_inside(&crowd);
        rsm_gate_give(&crowd.gate);
    }
    atomic_store(&crowd.over, true);
    for (int i = 0; i < BUSY; i++)
        rsm_thread_join(&threads[i]);
    assert_false(atomic_load(&crowd.met));
    rsm_gate_destroy(&crowd.gate);
}

static bool is_in_line(struct rsm_gate *gate, unsigned count)
{
    unsigned found;

    rsm_mutex_lock(&gate->mutex);
    found = gate->waiters;
    rsm_mutex_unlock(&gate->mutex);
    return found >= count;
}

struct comer {
    struct crowd *crowd;
    int number;
};

static void come_once(void *context)
{
    struct comer *comer = context;

    rsm_gate_take(&comer->crowd->gate);
    comer->crowd->order[comer->crowd->came++] = comer->number;
    rsm_gate_give(&comer->crowd->gate);
}

static void who_waited_long_is_given_it_in_the_order_of_coming(void **state)
{
    struct crowd crowd = {.came = 0};
    struct rsm_thread threads[BUSY];
    struct comer comers[BUSY];
    uint64_t began;

    (void)state;
    rsm_gate_init(&crowd.gate);
    assert_true(rsm_gate_take(&crowd.gate));
    for (int i = 0; i < BUSY; i++) {
        comers[i] = (struct comer){&crowd, i};
        assert_int_equal(rsm_thread_start(come_once, &comers[i], &threads[i]), ERROR_SUCCESS);
        while (!is_in_line(&crowd.gate, (unsigned)i + 1))
            rsm_clock_sleep_ms(1);
    }
    for (began = rsm_clock_ms(); rsm_clock_ms() - began < LONG_MS;)
        rsm_clock_sleep_ms(1); /* the time itself is what is tried */
    rsm_gate_give(&crowd.gate);
    for (int i = 0; i < BUSY; i++)
        rsm_thread_join(&threads[i]);
    for (int i = 0; i < BUSY; i++)
        assert_int_equal(crowd.order[i], i);
    rsm_gate_destroy(&crowd.gate);
}

static void who_has_it_is_not_given_it_again(void **state)
{
    struct rsm_gate gate;

    (void)state;
    rsm_gate_init(&gate);
    assert_false(rsm_gate_is_mine(&gate));
    assert_true(rsm_gate_take(&gate));
    assert_false(rsm_gate_take(&gate));
    assert_true(rsm_gate_is_mine(&gate));
    rsm_gate_give(&gate);
    assert_false(rsm_gate_is_mine(&gate));
    rsm_gate_destroy(&gate);
}

/* A process that has written for ages writes once more right after its last transaction.  Did it pause? */
static bool pauses(struct rsm_gate *gate)
{
    gate->reigns_since = 0;
    rsm_gate_wrote(gate);
    rsm_gate_let_others_in(gate);
    return gate->reigns_since !=
           0; /* or the test was not quick enough, and it had a pause anyway */
}

static void who_writes_without_a_break_pauses_if_there_are_others(void **state)
{
    struct rsm_gate gate;
    unsigned pauses_alone = 0;

    (void)state;
    rsm_gate_init(&gate);
    for (int i = 0; i < TURNS; i++)
        pauses_alone += pauses(&gate);
    assert_in_range(pauses_alone, 0, TURNS - 1);

    rsm_gate_meet_others(&gate);
    for (int i = 0; i < TURNS; i++)
        assert_true(pauses(&gate));
    rsm_gate_destroy(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_gets_its_turn_beside_busy_threads),
        cmocka_unit_test(who_waited_long_is_given_it_in_the_order_of_coming),
        cmocka_unit_test(who_has_it_is_not_given_it_again),
        cmocka_unit_test(who_writes_without_a_break_pauses_if_there_are_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
