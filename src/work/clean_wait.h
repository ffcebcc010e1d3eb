/*
 * Cleanings that wait for a cleaner, and those that were interrupted.
 */
#ifndef RSM_WORK_CLEAN_WAIT_H
#define RSM_WORK_CLEAN_WAIT_H

#include "work/library.h"

/* There is no cleaner for that request: WAITING, and a person is asked for one.  False when it is not
 * QUEUED any more, or there is one meanwhile.  Wants no transaction. */
bool rsm_clean_wait_begin(struct rsm_library *library, const struct rsm_record *request);

/*
 * A chore: requests that wait go on when there is a cleaner, and fail with ERROR_UNABLE_TO_CLEAN when the
 * person who was asked for one refuses.  A drive that nobody goes on cleaning, since the process that did
 * was killed, gets a request.
 */
bool rsm_clean_wait_chore(struct rsm_library *library);

#endif
