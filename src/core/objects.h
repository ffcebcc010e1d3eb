/*
 * Rules common to all kinds of objects: get, enumerate, require; fields that are counted on
 * reading.  Functions on a session begin and end their own transaction; the others want an open
 * one.
 */
#ifndef RSM_CORE_OBJECTS_H
#define RSM_CORE_OBJECTS_H

#include "core/session.h"

/*
 * Information for a caller: USE is checked, computed fields are filled, a library that is not
 * present reads OFFLINE.  type NTMS_UNKNOWN finds the kind.  ERROR_OBJECT_NOT_FOUND (also when the
 * object is of another kind), ERROR_ACCESS_DENIED.
 */
rsm_error rsm_objects_get(struct rsm_session *session, const GUID *id, DWORD type,
                          NTMS_OBJECTINFORMATIONW *information_out);

/*
 * GUIDs of a kind, in a container or (container NULL) of the whole system, by the containment
 * matrix of the spec (object model, section 5).  list holds *count GUIDs; *count becomes the number
 * found; ERROR_INSUFFICIENT_BUFFER when they are more than fit (the list is filled).
 * ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND (container), ERROR_ACCESS_DENIED.
 */
rsm_error rsm_objects_enumerate(struct rsm_session *session, const GUID *container, DWORD type,
                                DWORD options, GUID *list, DWORD *count);

/* Load an object that must exist and be of that kind; otherwise `missing` is what the caller hears. */
rsm_error rsm_objects_require(struct rsm *rsm, const GUID *id, DWORD type, rsm_error missing,
                              struct rsm_record *record_out);

#endif
