/*
 * What every export does before and after its one verb: the number becomes a session, one line is
 * traced each way, and a failure is also left for GetLastError().
 */
#ifndef RSM_API_CALL_H
#define RSM_API_CALL_H

#include "core/session.h"

/* The session of handle, with a reference that rsm_call_end() gives back; NULL on failure, which
 * is ERROR_INVALID_HANDLE. */
rsm_error rsm_call_begin(const char *function, HANDLE handle, struct rsm_session **session_out);

/* Accepts a session of NULL, for calls that have none.  Returns err. */
DWORD rsm_call_end(const char *function, struct rsm_session *session, rsm_error err);

/* The same for exports that return a handle: handle if err is ERROR_SUCCESS, else
 * INVALID_HANDLE_VALUE. */
HANDLE rsm_call_end_handle(const char *function, struct rsm_session *session, rsm_error err,
                           HANDLE handle);

#endif
