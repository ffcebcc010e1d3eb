/*
 * Erasing tapes, as the rsm command asks for it: a queued request that overwrites a tape with nothing
 * (work/overwrite.h).  The interface has no function for it, nor an operation; it is NTMS_LM_UPDATEOMID,
 * since what changes on record is the label.  OperationOption tells how, see below.
 *
 * Only what belongs to nobody is erased: a side that is AVAILABLE, IMPORT or FOREIGN, of a cartridge that was
 * identified, in the Free, Import or Unrecognized pool.  Afterwards it has no label: one in Import is in
 * Unrecognized, and one in Free waits for a new free label, which is queued.
 */
#ifndef RSM_WORK_ERASE_H
#define RSM_WORK_ERASE_H

#include "core/session.h"
#include "work/library.h"

/* OperationOption: what is wanted, and at the end what was done, enum rsm_drive_erasure. */
enum { RSM_ERASE_TO_THE_END = 0, RSM_ERASE_BEGINNING = 1, RSM_ERASE_BY_FILEMARK = 2 };

/*
 * Queue it.  option: RSM_ERASE_TO_THE_END or RSM_ERASE_BEGINNING.  priority: NTMS_PRIORITY_*, above normal it
 * goes before mounts that wait, else behind them.  In the order of these codes:
 *
 * ERROR_INVALID_PARAMETER  option or priority
 * ERROR_INVALID_MEDIA      it is no side
 * ERROR_ACCESS_DENIED      no CONTROL on its pool, or no USE on its library
 * ERROR_RESOURCE_DISABLED  side, medium or library is disabled
 * ERROR_MEDIA_OFFLINE      the cartridge is in no library, or that is not there
 * ERROR_NOT_SUPPORTED      it is no rewritable tape with one side
 * ERROR_INVALID_STATE      it is somebody's, or may be: see above
 * ERROR_BUSY               it is mounted or in use, or a mount or a label waits for it
 */
rsm_error rsm_erase_queue(struct rsm_session *session, const GUID *side, DWORD option, int priority,
                          GUID *request_out);

/* As rsm_overwrite_locate() and rsm_overwrite_run().  It is not wanted any more when the process that asked for it
 * has ended before the tape was touched. */
rsm_error rsm_erase_locate(struct rsm_library *library, struct rsm_record *request);
rsm_error rsm_erase_run(struct rsm_library *library, struct rsm_bay *bay,
                        struct rsm_record *request);

/*
 * A request has ended, in whatever way but well: where the tape may not be what is on record, it is read again.
 * Does nothing with a request of another kind.  Wants an open writing transaction.
 */
rsm_error rsm_erase_settle(struct rsm *rsm, const struct rsm_record *request);

#endif
