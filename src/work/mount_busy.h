/*
 * Are the media of a mount in use by others, or the drives?  Asked of the records alone, by callers that
 * do not want to wait, or have waited long enough.
 */
#ifndef RSM_WORK_MOUNT_BUSY_H
#define RSM_WORK_MOUNT_BUSY_H

#include "work/mount_check.h"

/*
 * ERROR_BUSY when one of the media is in use by others, or not so many drives can be had as are needed.
 * batch: the caller's own requests, which do not count; the null GUID = there are none.  A medium whose
 * dismount this session asked for is not in use, and its drive can be had.  Wants an open transaction.
 */
rsm_error rsm_mount_busy_check(const struct rsm_session *session, const struct rsm_mount_plan *plan,
                               const GUID *batch);

#endif
