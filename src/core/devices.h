/*
 * DeleteNtmsLibrary and DeleteNtmsDrive: devices that are no longer connected leave the records.  Both
 * begin and end their own transaction, and want MODIFY on the library (ERROR_ACCESS_DENIED).
 */
#ifndef RSM_CORE_DEVICES_H
#define RSM_CORE_DEVICES_H

#include "core/session.h"

/*
 * Delete a library with its drives, changers, slots, doors, ports and requests.  Its media go to the
 * offline library and keep pool, sides and owners.  ERROR_INVALID_LIBRARY (no library, or the offline
 * one), ERROR_INVALID_STATE (disabled, or present).
 */
rsm_error rsm_devices_delete_library(struct rsm_session *session, const GUID *library);

/*
 * Delete a drive; a medium in it goes to the offline library.  That of a stand-alone library (one
 * without slots) takes the library with it.  ERROR_INVALID_DRIVE (no drive), ERROR_INVALID_LIBRARY (its
 * library), ERROR_INVALID_STATE (present, in a library with slots).
 */
rsm_error rsm_devices_delete_drive(struct rsm_session *session, const GUID *drive);

#endif
