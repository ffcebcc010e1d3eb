/*
 * EjectNtmsMedia (its function page): the callers' half.  The worker's is eject_run.h.
 *
 * An eject is one library request for each medium; those that were begun by one call are a batch, and the
 * identifier of the operation is that of the first of them.
 */
#ifndef RSM_WORK_EJECT_H
#define RSM_WORK_EJECT_H

#include "core/session.h"
#include "model/record.h"

/* The private field SortType of a request that waits for NTMS_EJECT_START: the dispatcher never comes to
 * it. */
enum { RSM_EJECT_HELD_BACK = 0xFFFF };

/* OperationOption of one that is ejected although it is in use. */
enum { RSM_EJECT_FORCED = 2 };

/*
 * Was it put aside, and waits for NTMS_EJECT_START?  Then it outlives its process: nothing moves until
 * somebody begins, who may be another one, as with rsm eject /aqueue.
 */
bool rsm_eject_is_aside(const struct rsm_record *request);

/* What processes that are dead put aside more than a day ago is forgotten, and given up.  Wants an open writing
 * transaction. */
rsm_error rsm_eject_give_up_forgotten(struct rsm *rsm, const GUID *library);

/*
 * Begin to eject a medium, and with it all that were put aside (NTMS_EJECT_QUEUE) in its library; medium
 * NULL or the null GUID: those of every library in which this session put some aside.  force: although
 * it is in use.
 *
 * ERROR_INVALID_PARAMETER (no medium; nothing was put aside), ERROR_ACCESS_DENIED (CONTROL on the library),
 * ERROR_DEVICE_NOT_AVAILABLE (the library, or the drive that it is in, is disabled),
 * ERROR_MEDIA_NOT_AVAILABLE (it is disabled), ERROR_LIBRARY_OFFLINE, ERROR_BUSY (it is in use, or being
 * ejected already; there are more than the port has cells), database errors.
 */
rsm_error rsm_eject_start(struct rsm_session *session, const GUID *medium, bool force,
                          GUID *operation_out);

/* Put a medium aside.  One that was put aside already is success.  The same errors. */
rsm_error rsm_eject_put_aside(struct rsm_session *session, const GUID *medium);

/*
 * End an eject: what has not begun is dropped, and cartridges that are still in the port go back to their
 * slots.  ERROR_INVALID_OPERATION (there is no such eject, or it has ended), ERROR_ACCESS_DENIED,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_LIBRARY_OFFLINE, database errors.
 */
rsm_error rsm_eject_stop(struct rsm_session *session, const GUID *operation);

/* Eject a medium and wait until a person has taken it.  Errors of rsm_eject_start() and
 * rsm_queue_wait().  Blocks. */
rsm_error rsm_eject_media_and_wait(struct rsm_session *session, const GUID *medium, bool force);

#endif
