/*
 * What SetNtmsObjectInformation may change (spec: object model 3.5, with 4.1, 4.2, 4.11 and 6).
 */
#ifndef RSM_CORE_OBJECTS_SET_H
#define RSM_CORE_OBJECTS_SET_H

#include "core/session.h"

/*
 * Write all members that a caller may set of an object of the kind information->dwType; all others
 * are ignored.  Begins and ends its own transaction.
 *
 * ERROR_INVALID_PARAMETER: no such kind (NTMS_UNKNOWN included), a text without its end mark, unknown
 * bits of a policy or of a computer's flags, an inventory method that is none to be kept, AutoRecovery
 * taken from a library of CDs.  ERROR_OBJECT_NOT_FOUND: also an object of another kind.
 * ERROR_ACCESS_DENIED: MODIFY missing, CONTROL for a library; anything but the description of a system
 * pool.  Of an application's pool: ERROR_INVALID_NAME, ERROR_ALREADY_EXISTS (name), ERROR_INVALID_MEDIA
 * (what is no media type), ERROR_NOT_EMPTY (media type of a pool that holds media or pools).
 */
rsm_error rsm_objects_set(struct rsm_session *session, const GUID *id,
                          const NTMS_OBJECTINFORMATIONW *information);

#endif
