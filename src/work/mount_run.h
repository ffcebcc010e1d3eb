/*
 * A mount in the library: the cartridge is brought, known for the right one, and handed over.  From then on
 * nobody of us touches it or its drive until its dismount (core/hold.h).
 */
#ifndef RSM_WORK_MOUNT_RUN_H
#define RSM_WORK_MOUNT_RUN_H

#include "work/library.h"

/* Begin the next batch of mounts that can begin, and run one of its mounts on this thread.  False when there
 * is none. */
bool rsm_mount_step(struct rsm_library *library);

/* Run one of those that were begun and wait for a thread.  False when there is none. */
bool rsm_mount_continue(struct rsm_library *library);

#endif
