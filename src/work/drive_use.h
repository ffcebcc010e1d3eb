/*
 * Drives that other programs use, without having asked for a mount: they have them open, where a drive can be
 * opened by one program at a time, or have reserved them.  Whoever finds a drive so (bay->in_use) leaves it to
 * them: nothing is loaded into it, read in it or taken out of it, and what needs it waits in the queue.
 */
#ifndef RSM_WORK_DRIVE_USE_H
#define RSM_WORK_DRIVE_USE_H

#include "work/library.h"

/*
 * A chore: try whether such drives can be used again.  Those with what a program has mounted are left in peace,
 * and those with a dismount that waits are tried by that (work/dismount_run.h); a drive that stands alone is looked at
 * by work/alone.h.  True when one can.  Wants no transaction.
 */
bool rsm_drive_use_chore(struct rsm_library *library);

#endif
