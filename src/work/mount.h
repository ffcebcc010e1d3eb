/*
 * MountNtmsMedia, the caller's half (its function page): the rules, the requests, the wait.  What the
 * worker makes of them is in mount_choice.c and mount_run.c.
 */
#ifndef RSM_WORK_MOUNT_H
#define RSM_WORK_MOUNT_H

#include "work/mount_check.h"

/*
 * Queue one request for each medium and, without NTMS_MOUNT_NOWAIT, wait until all are mounted:
 * drives_out[i] is then the drive with medium i.  Otherwise none of them is, for this call, and drives_out
 * is as it was.  Errors of rsm_mount_check(); ERROR_BUSY when time was over and others had what it needs,
 * else ERROR_TIMEOUT; ERROR_CANCELLED (the session closes, or a request was cancelled);
 * ERROR_REQUEST_REFUSED; and what went wrong in the library, such as ERROR_UNEXPECTED_OMID.
 * *batch_out: the first of the requests.
 */
rsm_error rsm_mount_media(struct rsm_session *session, const struct rsm_mount_wish *wish,
                          GUID *drives_out, GUID *batch_out);

#endif
