/*
 * Mounts of media that are not there: a person is asked to bring each, and the mount goes on by itself when
 * they have turned up (the function page of MountNtmsMedia, rule 2; spec "requests" 4.3).  Both the caller
 * that waits and the worker look after them.  All want an open transaction, a writing one where they change
 * something.
 */
#ifndef RSM_WORK_MOUNT_OFFLINE_H
#define RSM_WORK_MOUNT_OFFLINE_H

#include "work/mount_batch.h"

/* Ask a person to bring the medium of a request that is WAITING to its library; the medium is OPREQ. */
rsm_error rsm_mount_offline_ask(struct rsm *rsm, const GUID *request);

/* Is there something to be done for the requests of the batch? */
rsm_error rsm_mount_offline_is_due(struct rsm *rsm, const struct rsm_mount_batch *batch,
                                   bool *due_out);

/*
 * Do it.  A medium that turned up: the operator request is COMPLETE, the medium INUSE, its request QUEUED;
 * when all of the batch turned up in another library they are queued there.  One that left: its request waits,
 * and a person is asked; or, where the caller does not want that, the batch failed (ERROR_MEDIA_OFFLINE).
 * A refusal: the batch failed (ERROR_REQUEST_REFUSED).  *changed_out: there was something to be done.
 */
rsm_error rsm_mount_offline_attend(struct rsm *rsm, const GUID *batch, bool *changed_out);

#endif
