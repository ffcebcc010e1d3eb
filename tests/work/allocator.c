/*
 * Programs that allocate, and the operator.
 */
#include "work/allocator.h"

#include "core/operator.h"
#include "platform/clock.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

enum { LONGEST_WAIT_MS = 20000 };

/* ---- programs ---- */

static void allocate(void *context)
{
    struct allocator *allocator = context;
    struct rsm_session *session;

    allocator->heard = rsm_session_get(allocator->world->handle, &session);
    if (allocator->heard != ERROR_SUCCESS)
        return;
    allocator->heard = rsm_allocate_media(session, &allocator->wish, &allocator->allocation);
    rsm_session_release(session);
}

void begin_allocating(struct allocator *allocator, struct small_world *world, const GUID *pool,
                      uint32_t timeout_ms)
{
    *allocator = (struct allocator){.world = world};
    allocator->wish.pool = *pool;
    allocator->wish.timeout_ms = timeout_ms;
    assert_success(rsm_thread_start(allocate, allocator, &allocator->thread));
}

rsm_error end_allocating(struct allocator *allocator)
{
    rsm_thread_join(&allocator->thread);
    return allocator->heard;
}

/* ---- the operator ---- */

/* Those in that state; the last of them is *last_out. */
static DWORD look(struct small_world *world, DWORD state, GUID *last_out)
{
    const struct rsm_condition in_state = {.column = "state", .number = state};
    GUID *ids = NULL;
    size_t count = 0;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_records_ids(world->rsm.store, NTMS_OPREQUEST, &in_state, 1, &ids, &count));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    if (count > 0)
        *last_out = ids[count - 1];
    free(ids);
    return (DWORD)count;
}

DWORD count_operator_requests(struct small_world *world, DWORD state)
{
    GUID last;

    return look(world, state, &last);
}

GUID wait_for_operator_requests(struct small_world *world, DWORD count)
{
    uint64_t end = rsm_clock_ms() + LONGEST_WAIT_MS;
    GUID last = {0};

    for (;;) {
        uint64_t seen = rsm_store_version(world->rsm.store);
        uint64_t now = rsm_clock_ms();

        if (look(world, NTMS_OPSTATE_SUBMITTED, &last) == count)
            return last;
        if (now >= end)
            fail_msg("the operator was not asked");
        (void)rsm_store_wait(world->rsm.store, seen, (uint32_t)(end - now));
    }
}

void answer_operator_request(struct small_world *world, const GUID *request, DWORD answer)
{
    assert_success(rsm_operator_answer(world->session, request, answer));
}

DWORD operator_request_state(struct small_world *world, const GUID *request)
{
    struct rsm_record record;

    world_load(world, request, NTMS_OPREQUEST, &record);
    return record.info.Info.OpRequest.State;
}
