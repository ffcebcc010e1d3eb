/*
 * InjectNtmsCleaner and EjectNtmsCleaner: the callers' half.  The worker's is cleaner_inject.h and
 * cleaner_eject.h.
 */
#ifndef RSM_WORK_CLEANER_PORT_H
#define RSM_WORK_CLEANER_PORT_H

#include "core/session.h"

/*
 * Begin to accept a cleaning cartridge with so many uses (NTMS_INJECT_START: *operation is set), or end
 * that (NTMS_INJECT_STOP: *operation says which).
 *
 * ERROR_INVALID_PARAMETER (another action), ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED (CONTROL on the
 * library), ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE (the library is not present),
 * ERROR_LIBRARY_OFFLINE, ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_PRESENT (the slot),
 * ERROR_RESOURCE_NOT_AVAILABLE (it is not empty), ERROR_INVALID_OPERATION (not under way, or the library
 * has no port), database errors.
 */
rsm_error rsm_cleaner_port_inject(struct rsm_session *session, const GUID *library, GUID *operation,
                                  DWORD uses, DWORD action);

/* Begin to eject the cleaner, or end that (NTMS_EJECT_*).  The same codes, but ERROR_LIBRARY_OFFLINE when the
 * library is not present, and ERROR_EMPTY (there is no cleaner in the slot). */
rsm_error rsm_cleaner_port_eject(struct rsm_session *session, const GUID *library, GUID *operation,
                                 DWORD action);

#endif
