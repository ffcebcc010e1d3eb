/*
 * Free labels: a medium that enters the Free pool is UNPREPARED until one has been written on it by a
 * queued request (NTMS_LM_WRITESCRATCH), as work/overwrite.h does it.  Spec: "requests" 6.3, "labels" 2.4.
 */
#ifndef RSM_WORK_FREE_LABEL_H
#define RSM_WORK_FREE_LABEL_H

#include "core/session.h"
#include "work/library.h"

/*
 * Put a medium into Free (core/free_pool.h) and queue the writing of its label, where it gets one; of a
 * medium that is offline, when it comes back.  session NULL = Removable Storage itself.  Wants an open
 * writing transaction.
 */
rsm_error rsm_free_label_enter(struct rsm *rsm, const struct rsm_session *session,
                               struct rsm_record *medium);

/*
 * Queue the writing for every medium of the library that waits for its label without a request; forget
 * what the journal says of media that are gone.  Wants an open writing transaction.
 */
rsm_error rsm_free_label_queue_missing(struct rsm_library *library, size_t *unprepared_out);

/* As rsm_overwrite_locate(): the medium waits for its label, and is in this library. */
rsm_error rsm_free_label_locate(struct rsm_library *library, struct rsm_record *request);

/* Run a NTMS_LM_WRITESCRATCH request with the drive in bay, which the caller has taken; as
 * rsm_overwrite_run().  On success the medium is AVAILABLE. */
rsm_error rsm_free_label_run(struct rsm_library *library, struct rsm_bay *bay,
                             struct rsm_record *request);

/*
 * A request failed for good: the medium goes back to the pool and the state it had.  Where the tape may not
 * be what is on record, its identification is queued.  Wants an open writing transaction.
 */
rsm_error rsm_free_label_give_up(struct rsm_library *library, const struct rsm_record *request,
                                 rsm_error error);

#endif
