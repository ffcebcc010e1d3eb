/*
 * Dismounts, carried out: a cartridge goes home, or stays in its drive until that is needed.
 */
#ifndef RSM_WORK_DISMOUNT_RUN_H
#define RSM_WORK_DISMOUNT_RUN_H

#include "work/library.h"

/* Run a request if its drive is free.  While a program still uses the drive the request WAITS, which is
 * said in the log once. */
bool rsm_dismount_run_step(struct rsm_library *library, struct rsm_record *request);

/* A chore: those that wait for a program go on when it has let go. */
bool rsm_dismount_run_waiting(struct rsm_library *library);

/* A request has failed: what it was to dismount is in the drive still, and nobody holds it any more.  Wants
 * an open writing transaction. */
rsm_error rsm_dismount_run_give_up(struct rsm_library *library, const struct rsm_record *request);

#endif
