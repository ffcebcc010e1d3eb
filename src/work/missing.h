/*
 * Media whose cartridges are not in the library any more.
 */
#ifndef RSM_WORK_MISSING_H
#define RSM_WORK_MISSING_H

#include "work/library.h"

/* At the end of a run: records whose place is empty, or was taken by another cartridge, leave the
 * library.  Wants an open writing transaction. */
rsm_error rsm_missing_leave(struct rsm_library *library);

#endif
