/*
 * EjectDiskFromSADrive (its function page): the medium of a drive that is named by its device.  A tape in a
 * drive that stands alone has a record, and leaves as EjectNtmsMedia says; any other device is a disk.
 */
#ifndef RSM_WORK_DRIVE_EJECT_H
#define RSM_WORK_DRIVE_EJECT_H

#include "core/session.h"
#include "work/disks.h"

/*
 * For a disk: rsm_disks_eject().  For a tape: START, QUEUE and FORCE return when that is queued, IMMEDIATE and
 * ASK_USER when a person has taken the tape; STOP ends what was begun at that drive.
 *
 * ERROR_MEDIA_NOT_AVAILABLE: there is none in the drive, or it is in use.  ERROR_CANCELLED: the person wants it
 * left in, or the wait was cancelled.  ERROR_INVALID_OPERATION: there is nothing to stop.  Else errors of
 * rsm_eject_start(), ERROR_BUSY apart, and of rsm_disks_eject().
 */
rsm_error rsm_drive_eject(struct rsm_session *session, const struct rsm_disks_ejection *ejection);

#endif
