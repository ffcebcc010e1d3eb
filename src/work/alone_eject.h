/*
 * Ejecting from and injecting into a drive that stands alone.
 */
#ifndef RSM_WORK_ALONE_EJECT_H
#define RSM_WORK_ALONE_EJECT_H

#include "work/library.h"

/*
 * Let the drive put its cartridge out, for a person to take.  The request is INPROCESS and the bay taken; when
 * this has succeeded the request waits until the medium has left the library, which the watch over the drive
 * records.  Not built yet: ERROR_CALL_NOT_IMPLEMENTED, and callers are refused before they come here.
 * Wants no transaction.
 */
rsm_error rsm_alone_eject(struct rsm_library *library, struct rsm_bay *bay,
                          const struct rsm_record *request);

/* Has somebody put a cartridge into the drive, for an inject that waits for it?  Not built yet: false. */
bool rsm_alone_has_come(struct rsm_library *library, const struct rsm_record *request);

#endif
