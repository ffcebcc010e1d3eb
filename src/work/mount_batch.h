/*
 * The requests of one call of MountNtmsMedia, as records: they begin and end together (the function page,
 * rule 9).  Nothing here touches a device.  All want an open transaction, a writing one where they change
 * something.
 */
#ifndef RSM_WORK_MOUNT_BATCH_H
#define RSM_WORK_MOUNT_BATCH_H

#include "core/rsm.h"

/* The requests of a batch in the order of the call.  free() list. */
struct rsm_mount_batch {
    struct rsm_record *list;
    size_t count;
};
rsm_error rsm_mount_batch_load(struct rsm *rsm, const GUID *batch,
                               struct rsm_mount_batch *batch_out);

/*
 * What the caller hears: ERROR_SUCCESS when all PASSED, the code of the one that FAILED, ERROR_CANCELLED;
 * ERROR_IO_PENDING while one of them is unfinished, ERROR_OBJECT_NOT_FOUND when they were purged.
 */
rsm_error rsm_mount_batch_result(const struct rsm_mount_batch *batch);

/* Are all of them in that state? */
bool rsm_mount_batch_is(const struct rsm_mount_batch *batch, DWORD state);

/* The unfinished ones become CANCELLED. */
rsm_error rsm_mount_batch_cancel(struct rsm *rsm, const GUID *batch);

/* The one request FAILED with that code, and the other unfinished ones of its batch become CANCELLED. */
rsm_error rsm_mount_batch_fail(struct rsm *rsm, const struct rsm_record *request, rsm_error error);

/* All that are INPROCESS are QUEUED again, unless that happened too often already (*put_back_out is then
 * false and nothing has changed); `counts` as rsm_queue_put_back(). */
rsm_error rsm_mount_batch_put_back(struct rsm *rsm, const GUID *batch, bool counts,
                                   bool *put_back_out);

/* A mount of that medium was accepted: it is INUSE, unless it is in use already.  Success too when
 * its record is gone. */
rsm_error rsm_mount_batch_claim(struct rsm *rsm, const GUID *medium);

#endif
