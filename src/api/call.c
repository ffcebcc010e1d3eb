/*
 * The frame of every export.  Whether functions that return a code also set the last error is told
 * nowhere; we set it on failure and leave it alone on success.
 */
#include "api/call.h"

#include "platform/log.h"

#include <stdint.h>

rsm_error rsm_call_begin(const char *function, HANDLE handle, struct rsm_session **session_out)
{
    rsm_log(RSM_LOG_TRACE, "api", "%s(session %lX)", function, (unsigned long)(uintptr_t)handle);
    *session_out = NULL;
    return rsm_session_get(handle, session_out);
}

DWORD rsm_call_end(const char *function, struct rsm_session *session, rsm_error err)
{
    rsm_session_release(session);
    if (err == ERROR_SUCCESS) {
        rsm_log(RSM_LOG_TRACE, "api", "%s: done", function);
        return err;
    }
    rsm_log(RSM_LOG_TRACE, "api", "%s: %s (%lu)", function, rsm_error_name(err),
            (unsigned long)err);
    SetLastError(err);
    return err;
}

HANDLE rsm_call_end_handle(const char *function, struct rsm_session *session, rsm_error err,
                           HANDLE handle)
{
    (void)rsm_call_end(function, session, err);
    return err == ERROR_SUCCESS ? handle : INVALID_HANDLE_VALUE;
}
