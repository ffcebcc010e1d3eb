/*
 * Mounts that nobody waits for in a call (NTMS_MOUNT_NOWAIT) but whose program wants to hear how they end:
 * a block of the program's memory is kept true by a thread of ours, which ends with the session.
 */
#ifndef RSM_WORK_MOUNT_ASYNC_H
#define RSM_WORK_MOUNT_ASYNC_H

#include "core/session.h"

/*
 * From now on block->OperationId, dwAsyncState and dwResult (ERROR_IO_PENDING until the state is COMPLETE)
 * say how the batch stands, and block->hEvent is set at its end.  When the session is closed before, that is
 * its end as well (ERROR_CANCELLED), and the batch stays queued.  The block must stay until then.
 * ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY: the batch is cancelled.
 */
rsm_error rsm_mount_async_begin(HANDLE session, const GUID *batch, NTMS_ASYNC_IO *block);

/* A session was closed: wait until its threads have ended. */
void rsm_mount_async_end(void);

#endif
