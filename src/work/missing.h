/*
 * Media whose cartridges are not in the library any more, or seem not to be.
 */
#ifndef RSM_WORK_MISSING_H
#define RSM_WORK_MISSING_H

#include "work/library.h"

/* At the end of a run: records whose place is empty, or was taken by another cartridge, leave the
 * library.  Wants an open writing transaction. */
rsm_error rsm_missing_leave(struct rsm_library *library);

/* A changer that is starting, or whose magazines are out, may tell of no slot (library->slots_untold).  That says
 * nothing of the cartridges: their slots are marked, and nothing leaves until it tells of slots again.  Wants the
 * same. */
rsm_error rsm_missing_doubt_slots(struct rsm_library *library);

#endif
