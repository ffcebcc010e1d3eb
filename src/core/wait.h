/*
 * Waiting, in a caller's thread, until the database says what the caller waits for.  Nothing is held
 * meanwhile: no transaction, no lock.
 */
#ifndef RSM_CORE_WAIT_H
#define RSM_CORE_WAIT_H

#include "core/session.h"

/* ERROR_IO_PENDING = not yet; any other code ends the wait.  Begins and ends its own transactions. */
typedef rsm_error rsm_wait_look(void *context);

/*
 * Look now, after each commit of any process, and when a request to a person is to be refused because nobody
 * answers (rsm_operator_expire()), until look() answers, the session closes
 * (ERROR_CANCELLED), or timeout_ms (RSM_FOREVER) is over (ERROR_TIMEOUT; with 0 it looks once).
 */
rsm_error rsm_wait_until(struct rsm_session *session, uint32_t timeout_ms, rsm_wait_look *look,
                         void *context);

#endif
