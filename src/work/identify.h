/*
 * Identification of one cartridge: IdentifyNtmsSlot, and what inventories queue (NTMS_LM_PROCESSOMID).
 * Spec: "functions 2" section 2, "requests" section 6.3.
 */
#ifndef RSM_WORK_IDENTIFY_H
#define RSM_WORK_IDENTIFY_H

#include "core/session.h"
#include "work/library.h"

/*
 * Queue and wait.  option 0 or NTMS_DISMOUNT_IMMEDIATE, NTMS_DISMOUNT_DEFERRED.
 * ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND (no slot), ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE, ERROR_CANCELLED, and what the work failed with.
 */
rsm_error rsm_identify_slot(struct rsm_session *session, const GUID *slot, DWORD option);

/* Does an inventory wish to have a cartridge identified that a program has mounted meanwhile?  Its label was
 * read then: nothing is left to be done.  Wants no transaction. */
bool rsm_identify_is_overtaken(struct rsm_library *library, const struct rsm_record *request);

/*
 * Run a NTMS_LM_PROCESSOMID request with the drive in bay, which the caller has taken.  ERROR_RETRY:
 * this drive cannot be reached and is broken now, the cartridge is back home; another may do.
 */
rsm_error rsm_identify_run(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_record *request);

#endif
