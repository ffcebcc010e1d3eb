/* What is shown right after a start: records, after the first look at the libraries. */
#ifndef RSM_CLI_FRESH_H
#define RSM_CLI_FRESH_H

#include "cli/run.h"

/*
 * Blocks until the libraries that this process runs were looked at since it began, at most about five seconds; on a
 * terminal a line tells so meanwhile.  True: they were, or do not answer, or another process runs them.  False: a
 * library takes longer, and what is on record of it may be from before.
 */
bool rsm_fresh_wait(const struct rsm_run *run);

/* The same of one library, without waiting. */
bool rsm_fresh_is(const GUID *library);

#endif
