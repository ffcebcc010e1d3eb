/*
 * EjectDiskFromSADrive of a disk, in a drive that the system itself knows by a device name.  A disk has no
 * record; what keeps it in its drive is whoever has a file open on it.
 */
#ifndef RSM_WORK_DISKS_H
#define RSM_WORK_DISKS_H

#include "platform/volumes.h"

struct rsm_disks_ejection {
    const WCHAR *device;
    DWORD action;         /* NTMS_EJECT_* */
    HWND owner;           /* for the question of NTMS_EJECT_ASK_USER */
    const WCHAR *title;   /* the same; NULL = ours */
    const WCHAR *message; /* the same */
};

/*
 * START and IMMEDIATE eject it unless it is in use, FORCE although it is; ASK_USER asks the person at the
 * screen then, and is IMMEDIATE where there is none.  QUEUE only looks whether it could be ejected, since
 * a drive is a batch of one.  Each blocks until the medium is out, ASK_USER until there is an answer as well.
 *
 * ERROR_INVALID_DRIVE: there is no such device, or its medium cannot be taken out.
 * ERROR_VOLUME_CONTAINS_SYS_FILES: the system is on the disk, or a paging file.
 * ERROR_MEDIA_NOT_AVAILABLE: it is in use.  ERROR_CANCELLED: the person wants it left in.
 * ERROR_INVALID_OPERATION: STOP, since no eject is ever under way when it is called.
 * ERROR_ACCESS_DENIED, and what else the system says of the device.
 */
rsm_error rsm_disks_eject(const struct rsm_volume_io *io,
                          const struct rsm_disks_ejection *ejection);

/* Ask the person at the screen whether the medium, which is in use, is to be ejected; in the caller's words,
 * or in ours.  Blocks until there is an answer. */
enum rsm_volume_answer rsm_disks_ask(const struct rsm_volume_io *io,
                                     const struct rsm_disks_ejection *ejection);

#endif
