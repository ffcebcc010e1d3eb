/*
 * Free labels: a medium that enters the Free pool is UNPREPARED until one has been written on it by a
 * queued request (NTMS_LM_WRITESCRATCH).  This is the only place where a tape is written to, and it is
 * done only to the cartridge that the record is about: its bar code and its label, or what its tape begins
 * with, are compared right before.  Spec: "requests" 6.3, "labels" 2.4.
 * What an interruption leaves is settled by the journal, see label_intent.h.
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
rsm_error rsm_free_label_queue_missing(struct rsm_library *library);

/*
 * Before a request is started: find out where its cartridge is now, and note that in the request, in
 * *request too.  ERROR_BUSY: somebody uses it, or an inventory looks for it: not now.  ERROR_CANCELLED: the medium does not wait for a
 * label any more, or is not in this library, and the request is cancelled.
 * ERROR_MEDIUM_NOT_ACCESSIBLE: it is where no drive can get it from.  Wants no transaction.
 */
rsm_error rsm_free_label_locate(struct rsm_library *library, struct rsm_record *request);

/*
 * Run a NTMS_LM_WRITESCRATCH request with the drive in bay, which the caller has taken.  On success the
 * label was read back and the medium is AVAILABLE.
 *
 * ERROR_UNEXPECTED_OMID   another cartridge is there: nothing was written
 * ERROR_EMPTY             none is there
 * ERROR_WRITE_PROTECT, and what reading and writing fail with
 * ERROR_RETRY             the drive went away, something disturbed it, or somebody was at the library: the request may be run again, and
 *                         the tape tells what was done
 */
rsm_error rsm_free_label_run(struct rsm_library *library, struct rsm_bay *bay,
                             struct rsm_record *request);

/*
 * A request failed for good: the medium goes back to the pool and the state it had.  Where the tape may not
 * be what is on record, its identification is queued.  Wants an open writing transaction.
 */
rsm_error rsm_free_label_give_up(struct rsm_library *library, const struct rsm_record *request,
                                 rsm_error error);

#endif
