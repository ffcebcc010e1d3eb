/*
 * Sessions: one for each OpenNtmsSession.  Their handles are those of core/handles.h.
 */
#ifndef RSM_CORE_SESSION_H
#define RSM_CORE_SESSION_H

#include "core/handles.h"
#include "core/rsm.h"

struct rsm_session {
    struct rsm_handled handled;
    struct rsm *rsm;
    GUID id; /* of this session, made at open; not an object */
    WCHAR application[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR user[NTMS_USERNAME_LENGTH];
    WCHAR computer[NTMS_COMPUTERNAME_LENGTH];
    WCHAR *destinations[NTMS_UITYPE_MAX]; /* core/ui_options.h; guarded by the store lock */
};

/*
 * Make a session and its handle.  application NULL or empty = "RSM"; longer than 63 characters is
 * cut.  ERROR_NOT_ENOUGH_MEMORY, ERROR_ACCESS_DENIED (no USE on the computer).
 */
rsm_error rsm_session_open(struct rsm *rsm, const WCHAR *application, HANDLE *handle_out);

/* The session of a handle, with a reference that rsm_session_release() gives back.
 * ERROR_INVALID_HANDLE. */
rsm_error rsm_session_get(HANDLE handle, struct rsm_session **session_out);

/* Accepts NULL. */
void rsm_session_release(struct rsm_session *session);

/*
 * Make the handle invalid and tell waiting calls to end (rsm_session_is_closing()); then close what was
 * opened on the session, and free it.  Returns when no other thread uses it any more; the caller must
 * not hold a reference.  ERROR_INVALID_HANDLE.
 */
rsm_error rsm_session_close(HANDLE handle);
bool rsm_session_is_closing(struct rsm_session *session);

/* Open sessions of this process. */
size_t rsm_session_count(void);

/* The computer name rules of lpServer: NULL, "" and this computer are ERROR_SUCCESS; malformed is
 * ERROR_INVALID_COMPUTERNAME; another computer ERROR_NOT_CONNECTED. */
rsm_error rsm_session_check_server(const WCHAR *server);

#endif
