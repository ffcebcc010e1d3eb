/* Takes cartridges out of drives, home. */
#ifndef RSM_WORK_HOME_H
#define RSM_WORK_HOME_H

#include "work/move.h"

/*
 * Make the drive let go of its cartridge, so that the changer can take it.  The bay must be taken.
 * ERROR_BUSY: another program uses the drive, and nothing may be taken out of it; not logged, since it may
 * be tried again and again.  Whatever else is wrong with the drive is logged, and is success:
 * *released_out is false then, and the changer may be able to take the cartridge all the same.  So it is, and
 * nothing is logged, where a person said that the drive need not be told (RSM_QUIRK_UNLOAD_FIRST).
 */
rsm_error rsm_home_release(struct rsm_library *library, struct rsm_bay *bay, bool *released_out);

/* Take a cartridge home that the drive has let go, or that nobody uses: to its home slot, else to where it
 * came from, else to any empty slot.  When it stays in the drive, and the library is not lost, the drive may
 * be emptied by whoever needs it.  ERROR_LIBRARY_FULL, ERROR_EMPTY, errors of rsm_move_cartridge().
 * ERROR_BUSY: the changer may not take it yet; one that is being dismounted is so still. */
rsm_error rsm_home_carry(struct rsm_library *library, struct rsm_bay *bay, bool released);

/*
 * Have the changer take the cartridge out of a drive to a slot or port: rsm_move_cartridge().  Some changers need a
 * while after a drive has let go until they can: one that refuses is watched for up to 20 seconds, and asked
 * again.  What it needed is learned (RSM_QUIRK_ACCESS_LAG), and waited for at once the next time; and so is that
 * it takes nothing out of a drive that was not released (RSM_QUIRK_UNLOAD_FIRST).
 */
rsm_error rsm_home_move_out(struct rsm_library *library, const struct rsm_stop *drive,
                            const struct rsm_stop *to, const char *tag, bool released);

/* Both.  The bay must be taken, and no program have its cartridge (core/hold.h).
 * rsm_home_take_to() tells which slot it was.  All errors of both, and it is left in the drive.
 *
 * In a drive that stands alone it is at home: it stays, and slot_out is not filled. */
rsm_error rsm_home_take(struct rsm_library *library, struct rsm_bay *bay);
rsm_error rsm_home_take_to(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_stop *slot_out);

/* The same when there may be none in it: an empty bay is left alone.  ERROR_BUSY also when another
 * program uses a drive that stands alone.  ERROR_NOT_EMPTY: only a person can
 * empty a drive that stands alone; its cartridge is identified anew. */
rsm_error rsm_home_empty_bay(struct rsm_library *library, struct rsm_bay *bay);

/* A slot for a cartridge: its home if that is an empty slot, else any empty one but the cleaner's, best one
 * that no other medium comes home to.  ERROR_LIBRARY_FULL.  Wants an open transaction. */
rsm_error rsm_home_find_slot(struct rsm_library *library, const GUID *home,
                             struct rsm_stop *slot_out);

#endif
