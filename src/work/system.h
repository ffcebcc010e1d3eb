/*
 * The instance in this process: started by the first session, stopped after the last.  Opens the
 * store, asks the configured devices, keeps one running library for each changer found, and looks
 * after devices that come and go.
 */
#ifndef RSM_WORK_SYSTEM_H
#define RSM_WORK_SYSTEM_H

#include "core/session.h"
#include "platform/volumes.h"
#include "work/options.h"

/*
 * What the next start will use; the strings and tables must live until the last session is closed.
 * NULL = the defaults.  Only while no session is open.
 */
void rsm_system_set_options(const struct rsm_options *options);

/* How disks are reached: what the options say, or the system's.  Wants no session. */
const struct rsm_volume_io *rsm_system_volumes(void);

/*
 * Open a session, starting the instance if it is the first.  Returns when the store is open and
 * every configured device has answered, or 5 s have passed; whoever has not answered by then is asked
 * again while the session is open.
 * ERROR_INVALID_COMPUTERNAME, ERROR_NOT_CONNECTED (another computer), ERROR_ACCESS_DENIED (data
 * folder, or no USE on the computer), ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_system_open_session(const WCHAR *server, const WCHAR *application,
                                  HANDLE *handle_out);

/*
 * Close a session.  Closing the last one finishes the request in hand and those this process
 * queued that need no person, then lets go of the libraries.  ERROR_INVALID_HANDLE.
 */
rsm_error rsm_system_close_session(HANDLE handle);

/* Stop the instance if no session is open; what rsm_system_close_session() does at its end. */
void rsm_system_end_unused(void);

/* Add or remove a device address in the list kept in the store, and look for devices again.
 * ERROR_BAD_PATHNAME, ERROR_ALREADY_EXISTS, ERROR_NOT_FOUND; device errors of attach as
 * rsm_device_open(), the address is then kept only if `anyway`. */
rsm_error rsm_system_attach(struct rsm_session *session, const char *address, bool anyway);
rsm_error rsm_system_detach(struct rsm_session *session, const char *address);

/* Ask all devices that can be seen who they are: survey.h.  Blocks, for seconds.  The survey is the caller's,
 * also after a failure: rsm_survey_free().  Wants an open session.  Errors as rsm_survey_begin(). */
struct rsm_survey;
rsm_error rsm_system_survey(struct rsm_survey *survey_out);

/* Look for devices that are wanted, and run everything that can run now, on this thread; only with
 * step_by_step.  The number of requests that were run. */
size_t rsm_system_run_all(void);

#endif
