/*
 * ReserveNtmsCleanerSlot and ReleaseNtmsCleanerSlot: the slot of a library that is kept for its cleaning
 * cartridge.
 */
#ifndef RSM_WORK_CLEANER_SLOT_H
#define RSM_WORK_CLEANER_SLOT_H

#include "core/session.h"
#include "work/library.h"

/*
 * Ask for a slot to be reserved.  ERROR_INVALID_LIBRARY, ERROR_OBJECT_NOT_FOUND (it is no slot of that
 * library), ERROR_ACCESS_DENIED, ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE (the library is not
 * present), ERROR_LIBRARY_OFFLINE, ERROR_CLEANER_SLOT_SET, ERROR_RESOURCE_NOT_AVAILABLE (the slot is not
 * there, is not known to be empty, or is kept for a medium that is in a drive).
 */
rsm_error rsm_cleaner_slot_reserve(struct rsm_session *session, const GUID *library,
                                   const GUID *slot);

/* And to be given back.  The same codes, and ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_PRESENT (it is
 * not there), ERROR_RESOURCE_NOT_AVAILABLE (a cartridge is in it, or its cleaner is in a drive). */
rsm_error rsm_cleaner_slot_release(struct rsm_session *session, const GUID *library);

/* The worker's half of both.  False = not now. */
bool rsm_cleaner_slot_step(struct rsm_library *library, struct rsm_record *request);

#endif
