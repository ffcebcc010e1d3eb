/*
 * Notifications: what changed among the objects of one kind, read in the order of the commits of all
 * processes.  Follows the function pages of OpenNtmsNotification, WaitForNtmsNotification and
 * CloseNtmsNotification, and section 5 of the spec's "requests".
 *
 * What is kept for one who does not read is bounded (store/changes.h): of all changes together the last
 * 65,536.  Who waits longer hears ERROR_NO_DATA, closes, opens again, and looks at the objects anew.
 */
#ifndef RSM_CORE_NOTIFY_H
#define RSM_CORE_NOTIFY_H

#include "core/session.h"
#include "store/changes.h"

struct rsm_notification;

/*
 * Open a notification on a session, for what is committed from now on.  A kind that does not exist is
 * accepted and never fires.  ERROR_ACCESS_DENIED (no USE on the computer), ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_notify_open(struct rsm_session *session, DWORD type, HANDLE *handle_out);

/* The same for the objects of all kinds, in one order; no function of the interface has that. */
rsm_error rsm_notify_open_all(struct rsm_session *session, HANDLE *handle_out);

/* The notification of a handle, with a reference that rsm_notify_release() gives back.
 * ERROR_INVALID_HANDLE, also when its session is closing. */
rsm_error rsm_notify_get(HANDLE handle, struct rsm_notification **notification_out);

/* Accepts NULL. */
void rsm_notify_release(struct rsm_notification *notification);

/*
 * The oldest change that was not read yet; waits for one.  ERROR_TIMEOUT (timeout_ms 0 only looks,
 * RSM_FOREVER has no end); ERROR_NO_DATA: the session closes, or changes were lost.  Several threads may
 * wait; each change is given to one of them.
 */
rsm_error rsm_notify_wait(struct rsm_notification *notification, uint32_t timeout_ms,
                          NTMS_NOTIFICATIONINFORMATION *information_out);

/* The same, and of what kind the object is. */
rsm_error rsm_notify_wait_change(struct rsm_notification *notification, uint32_t timeout_ms,
                                 struct rsm_change *change_out);

/* ERROR_INVALID_HANDLE; ERROR_BUSY while somebody waits on it. */
rsm_error rsm_notify_close(HANDLE handle);

/* Forget what processes that died listened to.  Wants no transaction. */
rsm_error rsm_notify_purge(struct rsm *rsm);

#endif
