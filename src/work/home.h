/* Takes cartridges out of drives, home. */
#ifndef RSM_WORK_HOME_H
#define RSM_WORK_HOME_H

#include "work/move.h"

/*
 * Take the cartridge in a bay home: to its home slot, else to where it came from, else to any empty
 * slot.  Unloads first when the changer needs that.  The bay must be taken.  ERROR_LIBRARY_FULL.
 * rsm_home_take_to() tells which slot it was.  When it stays in the drive, and the library is not lost, the
 * drive may be emptied by whoever needs it.
 *
 * In a drive that stands alone it is at home: it stays, and slot_out is not filled.
 */
rsm_error rsm_home_take(struct rsm_library *library, struct rsm_bay *bay);
rsm_error rsm_home_take_to(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_stop *slot_out);

/* The same when there may be none in it: an empty bay is left alone.  ERROR_NOT_EMPTY: only a person can
 * empty a drive that stands alone; its cartridge is identified anew. */
rsm_error rsm_home_empty_bay(struct rsm_library *library, struct rsm_bay *bay);

#endif
