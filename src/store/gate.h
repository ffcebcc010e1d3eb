/*
 * Whose turn it is to use the database: one thread of this process at a time; and between processes, that
 * who writes without a break lets the others in.
 */
#ifndef RSM_STORE_GATE_H
#define RSM_STORE_GATE_H

#include "platform/thread.h"

#include <stdbool.h>
#include <stdint.h>

struct rsm_gate_waiter; /* on the stack of a thread that waits */

/* The store lock: fourth in the order of locks, held for one transaction. */
struct rsm_gate {
    struct rsm_mutex mutex; /* guards all here; a leaf */
    struct rsm_gate_waiter *first, *last;
    unsigned waiters;
    bool taken;
    uint32_t owner; /* thread that took it */

    uint64_t reigns_since; /* by rsm_clock_ms(): this process writes without a break */
    uint64_t wrote;        /* the end of its last writing transaction */
    uint64_t others_at;    /* when it last had to wait for another process; 0 = never */
};

void rsm_gate_init(struct rsm_gate *gate);
void rsm_gate_destroy(struct rsm_gate *gate); /* nobody may have it or wait for it */

/*
 * Waits until the gate is the calling thread's.  False, and not taken, when it has it already.
 * Whoever comes by while the gate is free takes it, even before those who wait and are not awake yet: that costs
 * least.  But who waits for 10 ms or longer is given it, in the order of coming.
 */
bool rsm_gate_take(struct rsm_gate *gate);
void rsm_gate_give(struct rsm_gate *gate);

bool rsm_gate_is_mine(struct rsm_gate *gate);

/*
 * Before a writing transaction, and after it; the gate is the caller's.  Processes that wait for the
 * database ask again and again, and find it free only between two transactions of who has it.  So this
 * blocks for some milliseconds when this process has written for 20 ms without a break, if it met
 * others in the last minute.
 */
void rsm_gate_let_others_in(struct rsm_gate *gate);
void rsm_gate_wrote(struct rsm_gate *gate);

/* This process had to wait for another one. */
void rsm_gate_meet_others(struct rsm_gate *gate);

#endif
