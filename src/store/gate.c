/*
 * The gate: a lock that is passed on to those who wait long.
 */
#include "store/gate.h"

#include "platform/clock.h"

enum {
    PATIENCE_MS = 10,     /* of a thread */
    REIGN_MS = 20,        /* of a process */
    BREAK_MS = 3,         /* in which another process asks at least once: sql.c */
    MEMORY_MS = 60 * 1000 /* for so long others are thought of */
};

struct rsm_gate_waiter {
    struct rsm_gate_waiter *next;
    struct rsm_cond given;
    uint64_t since; /* by rsm_clock_ms() */
    uint32_t thread;
};

void rsm_gate_init(struct rsm_gate *gate)
{
    *gate = (struct rsm_gate){.taken = false};
    rsm_mutex_init(&gate->mutex);
}

void rsm_gate_destroy(struct rsm_gate *gate)
{
    rsm_mutex_destroy(&gate->mutex);
}

/* ---- threads ---- */

static void take_out(struct rsm_gate *gate, struct rsm_gate_waiter *waiter)
{
    struct rsm_gate_waiter *before = NULL;

    for (struct rsm_gate_waiter *w = gate->first; w != waiter; w = w->next)
        before = w;
    if (before == NULL)
        gate->first = waiter->next;
    else
        before->next = waiter->next;
    if (gate->last == waiter)
        gate->last = before;
    gate->waiters--;
}

/* The mutex is held.  Comes back with the gate. */
static void wait_in_line(struct rsm_gate *gate, uint32_t me)
{
    struct rsm_gate_waiter waiter = {.since = rsm_clock_ms(), .thread = me};

    rsm_cond_init(&waiter.given);
    if (gate->last == NULL)
        gate->first = &waiter;
    else
        gate->last->next = &waiter;
    gate->last = &waiter;
    gate->waiters++;
    while (gate->taken && gate->owner != me)
        (void)rsm_cond_wait(&waiter.given, &gate->mutex, RSM_FOREVER);
    if (!gate->taken) /* else it was taken out by who gave it */
        take_out(gate, &waiter);
    rsm_cond_destroy(&waiter.given);
}

bool rsm_gate_take(struct rsm_gate *gate)
{
    uint32_t me = rsm_thread_id();
    bool mine;

    rsm_mutex_lock(&gate->mutex);
    mine = gate->taken && gate->owner == me;
    if (!mine && gate->taken)
        wait_in_line(gate, me);
    gate->taken = true;
    gate->owner = me;
    rsm_mutex_unlock(&gate->mutex);
    return !mine;
}

void rsm_gate_give(struct rsm_gate *gate)
{
    struct rsm_gate_waiter *first;

    rsm_mutex_lock(&gate->mutex);
    first = gate->first;
    gate->taken = first != NULL && rsm_clock_ms() - first->since >= PATIENCE_MS;
    if (gate->taken) {
        gate->owner = first->thread;
        take_out(gate, first);
    }
    if (first != NULL)
        rsm_cond_signal(&first->given);
    rsm_mutex_unlock(&gate->mutex);
}

bool rsm_gate_is_mine(struct rsm_gate *gate)
{
    bool mine;

    rsm_mutex_lock(&gate->mutex);
    mine = gate->taken && gate->owner == rsm_thread_id();
    rsm_mutex_unlock(&gate->mutex);
    return mine;
}

/* ---- processes ---- */

void rsm_gate_let_others_in(struct rsm_gate *gate)
{
    uint64_t now = rsm_clock_ms();

    if (now - gate->wrote >= BREAK_MS) {
        gate->reigns_since = now;
        return;
    }
    if (gate->others_at == 0 || now - gate->others_at > MEMORY_MS ||
        now - gate->reigns_since < REIGN_MS)
        return;
    rsm_clock_sleep_ms(BREAK_MS);
    gate->reigns_since = rsm_clock_ms();
}

void rsm_gate_wrote(struct rsm_gate *gate)
{
    gate->wrote = rsm_clock_ms();
}

void rsm_gate_meet_others(struct rsm_gate *gate)
{
    gate->others_at = rsm_clock_ms();
}
