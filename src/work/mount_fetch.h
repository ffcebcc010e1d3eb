/*
 * Cartridges that mounts wait for, and that a person put into the port without an inject.
 */
#ifndef RSM_WORK_MOUNT_FETCH_H
#define RSM_WORK_MOUNT_FETCH_H

#include "work/mount_batch.h"

/*
 * Is a medium that the batch waits for in the port, where nobody ejects or injects it, so that it would never
 * come to a drive?  Each request is found once.  Wants an open transaction.
 */
rsm_error rsm_mount_fetch_is_due(struct rsm *rsm, const struct rsm_mount_batch *batch,
                                 bool *due_out);

/* Have what is in the port taken in.  Wants an open writing transaction. */
rsm_error rsm_mount_fetch_queue(struct rsm *rsm, const struct rsm_mount_batch *batch);

#endif
