/* A thread of a program that allocates, and may wait for an operator. */
#ifndef RSM_TESTS_WORK_ALLOCATOR_H
#define RSM_TESTS_WORK_ALLOCATOR_H

#include "support/small_world.h"
#include "work/allocate.h"

struct allocator {
    struct small_world *world;
    struct rsm_allocate_wish wish;
    struct rsm_allocation allocation;
    rsm_error heard; /* set when the thread has ended */
    struct rsm_thread thread;
};

/* Begin to allocate any medium of the pool in a thread of its own. */
void begin_allocating(struct allocator *allocator, struct small_world *world, const GUID *pool,
                      uint32_t timeout_ms);

/* Wait until it has ended; what it heard. */
rsm_error end_allocating(struct allocator *allocator);

/* Operator requests in that state (NTMS_OPSTATE_*). */
DWORD count_operator_requests(struct small_world *world, DWORD state);

/* Wait, at most 20 s, until that many wait for their answer; the youngest of them. */
GUID wait_for_operator_requests(struct small_world *world, DWORD count);

/* Give the answer, as a person. */
void answer_operator_request(struct small_world *world, const GUID *request, DWORD answer);
DWORD operator_request_state(struct small_world *world, const GUID *request);

#endif
