/*
 * The worker of a library: takes requests in their order and runs them, one thread for each drive,
 * in the one process that holds the library's lock.
 */
#ifndef RSM_WORK_WORKER_H
#define RSM_WORK_WORKER_H

#include "work/library.h"

struct rsm_worker;

/* Start the threads of a library that is known.  They wait for its lock, take over, and work. */
rsm_error rsm_worker_start(struct rsm_library *library, struct rsm_worker **worker_out);

/* Finish what is in hand and, with `drain`, what this process queued, as far as it can begin; then end
 * the threads, close the devices and let go of the lock.  Accepts NULL.  Blocks. */
void rsm_worker_stop(struct rsm_worker *worker, bool drain);

/* Has it not found out yet what is in its library, or that the library is not its to run? */
bool rsm_worker_is_starting(struct rsm_worker *worker);

/*
 * Become the one who runs the library: lock, open the changer, settle the journal and unfinished
 * requests, look around.  ERROR_LOCK_VIOLATION when another process runs it, or is about to (looked_at); device errors (the
 * library is then NOT_PRESENT).
 */
rsm_error rsm_worker_take_library(struct rsm_library *library);
void rsm_worker_leave_library(struct rsm_library *library);

/* What the threads do, on this thread: take the library unless it is taken, run all that can run now,
 * give the library up if its changer went away.  The number of requests that were run. */
size_t rsm_worker_run_all(struct rsm_library *library);

#endif
