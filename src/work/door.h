/*
 * AccessNtmsLibraryDoor: a person opens the library, works in it, and closes it again ("functions 2"
 * section 8; "requests" 6.1 and 7).  The caller's half queues; the worker's unlocks, and records the door as
 * open; from then on a chore watches until it is closed.  While a door is recorded as open nothing in the
 * library begins but the cancelling of requests: rsm_queue_begin() sees to that.
 */
#ifndef RSM_WORK_DOOR_H
#define RSM_WORK_DOOR_H

#include "core/session.h"
#include "work/library.h"

/*
 * Queue it; action (NTMS_INVENTORY_*) is the inventory that is taken when the door is closed.
 * ERROR_INVALID_PARAMETER (NULL id, NTMS_INVENTORY_STOP or no action), ERROR_INVALID_LIBRARY,
 * ERROR_ACCESS_DENIED (no CONTROL), ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE (not present, or the
 * offline library), ERROR_RESOURCE_NOT_PRESENT (it has no door), database errors.
 */
rsm_error rsm_door_queue(struct rsm_session *session, const GUID *library, DWORD action);

/*
 * Run a NTMS_LM_DOORACCESS request: take home what can be taken home, unlock, and record the door as open,
 * the request as WAITING.  False while something else is at work in the library; drives that a
 * program has a medium in do not count.
 */
bool rsm_door_step(struct rsm_library *library, struct rsm_record *request);

/* The chore: close what is open and was closed, ask a person when it stays open for too long.  Sends TEST
 * UNIT READY, and only while a door is open.  True when something was recorded. */
bool rsm_door_watch(struct rsm_library *library);

/* Is a door of the library recorded as open?  True too when that cannot be found out.  Wants no
 * transaction. */
bool rsm_door_is_open(struct rsm_library *library);

/* This process has taken the library, or its changer came back: what was done to an open door before is not
 * known, so one counts as closed as soon as the changer is ready. */
void rsm_door_forget(struct rsm_library *library);

#endif
