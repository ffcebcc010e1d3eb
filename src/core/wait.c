/*
 * The one loop in which callers wait.  It looks after it noted the version of the database, so that
 * a commit in between is not missed.
 */
#include "core/wait.h"

#include "core/operator.h"
#include "platform/clock.h"

/* How long one wait of the store may be; each ends with another look. */
enum { LONGEST_MS = 1000 };

/* Milliseconds left until `end`, at most `most`; 0 = time is over. */
static uint32_t time_left(uint64_t end, uint32_t most)
{
    uint64_t now = rsm_clock_ms();
    uint64_t left = now >= end ? 0 : end - now;

    return left > most ? most : (uint32_t)left;
}

rsm_error rsm_wait_until(struct rsm_session *session, uint32_t timeout_ms, rsm_wait_look *look,
                         void *context)
{
    struct rsm *rsm = session->rsm;
    uint64_t end = timeout_ms == RSM_FOREVER ? UINT64_MAX : rsm_clock_ms() + timeout_ms;

    for (;;) {
        uint64_t seen = rsm_store_version(rsm->store);
        uint32_t due = LONGEST_MS; /* until the next request to a person is refused */
        rsm_error err;

        (void)rsm_operator_expire(rsm, &due);
        err = look(context);
        if (err != ERROR_IO_PENDING)
            return err;
        if (rsm_session_is_closing(session))
            return ERROR_CANCELLED;
        if (time_left(end, 1) == 0)
            return ERROR_TIMEOUT;
        if (rsm->idle != NULL)
            rsm->idle(rsm->idle_context);
        else
            (void)rsm_store_wait(rsm->store, seen,
                                 time_left(end, due < LONGEST_MS ? due : LONGEST_MS));
    }
}
