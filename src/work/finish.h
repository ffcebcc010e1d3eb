/*
 * What is recorded when a request has run.
 */
#ifndef RSM_WORK_FINISH_H
#define RSM_WORK_FINISH_H

#include "work/library.h"

/*
 * A request that was INPROCESS has run, with that result: PASSED, FAILED with the code, or QUEUED again when
 * a device went away in the middle (ERROR_RETRY, or the library is lost) and it may be run again.  One that
 * was stopped or cancelled meanwhile, or that waits, stays as it is.  Wants no transaction.
 */
void rsm_finish_request(struct rsm_library *library, const struct rsm_record *request,
                        rsm_error result);

/* The same of a request that was about the drive of the bay, which is taken still; NULL = it got none.  One that
 * is to be run again because another program uses the drive is QUEUED as often as that happens. */
void rsm_finish_in_bay(struct rsm_library *library, const struct rsm_record *request,
                       const struct rsm_bay *bay, rsm_error result);

/* What was begun ends because STOP was asked for.  Wants no transaction. */
rsm_error rsm_finish_stopped(struct rsm_library *library, const struct rsm_record *request);

#endif
