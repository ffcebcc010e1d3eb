/*
 * Takes the next request of a library that can run now, and runs it.
 */
#ifndef RSM_WORK_DISPATCH_H
#define RSM_WORK_DISPATCH_H

#include "work/library.h"

/* Run the next request that can run now, on this thread; one that must wait does not hold up those behind
 * it.  Threads of the worker call it at the same time.  False when there is none. */
bool rsm_dispatch_step(struct rsm_library *library);

#endif
