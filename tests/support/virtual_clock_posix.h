/*
 * A clock that stands still while anybody works, and jumps to the end of the earliest sleep when all threads
 * of this process wait.  So hours of devices pass in seconds, with real threads, and what a computation
 * takes is not counted.  On Linux, where a process can see what its threads do; nothing must wait for a
 * disk meanwhile, which looks like work that never ends but in a database in memory does not happen.
 */
#ifndef RSM_TESTS_SUPPORT_VIRTUAL_CLOCK_POSIX_H
#define RSM_TESTS_SUPPORT_VIRTUAL_CLOCK_POSIX_H

#include "scsi/command.h"

extern const struct rsm_waiting virtual_clock;

/* Its thread; in between, whoever sleeps does so until it ends. */
void virtual_clock_start(void);
void virtual_clock_stop(void);

#endif
