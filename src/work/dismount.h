/*
 * DismountNtmsMedia and DismountNtmsDrive as far as their callers wait for them, and the dismounts that
 * Removable Storage asks for itself.  A request is about what was in the drive when it was made;
 * dismount_run.h carries it out.
 */
#ifndef RSM_WORK_DISMOUNT_H
#define RSM_WORK_DISMOUNT_H

#include "core/session.h"

/* OperationOption of a request. */
enum { RSM_DISMOUNT_IMMEDIATE = 0, RSM_DISMOUNT_DEFERRED = 1 };

/*
 * Dismount media that are named by logical media or sides, all of them or none, and return when that is
 * queued.  options: NTMS_DISMOUNT_*, 0 = immediate.  Errors of the function page; in particular
 * ERROR_INVALID_STATE: one is not mounted, its dismount was asked for already, or another session has it.
 */
rsm_error rsm_dismount_media(struct rsm_session *session, const GUID *media, size_t count,
                             DWORD options);

/* Dismount what is in a drive, whoever mounted it.  ERROR_INVALID_STATE: nothing is; ERROR_BUSY: a program
 * still uses the drive, and that is known already. */
rsm_error rsm_dismount_drive(struct rsm_session *session, const GUID *drive);

/* Queue the dismount of what is in a drive, on nobody's behalf.  A medium that is mounted is being dismounted
 * from then on.  Wants an open writing transaction. */
rsm_error rsm_dismount_queue_own(struct rsm *rsm, const GUID *library, const GUID *drive);

/* A request was cancelled because its process is dead: what it was dismounting goes on being dismounted, on
 * nobody's behalf, so that no drive stays occupied for ever.  Does nothing with a request of another kind.
 * Wants an open writing transaction. */
rsm_error rsm_dismount_renew(struct rsm *rsm, const struct rsm_record *request);

/* Is a medium being dismounted by this request, so that it must not be dropped?  Wants an open
 * transaction. */
rsm_error rsm_dismount_is_owed(struct rsm *rsm, const struct rsm_record *request, bool *owed_out);

#endif
