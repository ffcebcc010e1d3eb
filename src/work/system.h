/*
 * The instance in this process: started by the first session, stopped after the last.  Opens the
 * store, asks the configured devices, keeps one running library for each changer found, and looks
 * after devices that come and go.
 */
#ifndef RSM_WORK_SYSTEM_H
#define RSM_WORK_SYSTEM_H

#include "core/session.h"
#include "platform/volumes.h"
#include "work/examine.h"
#include "work/options.h"

/*
 * What the next start will use; the strings and tables must live until the last session is closed.
 * NULL = the defaults.  Only while no session is open.
 */
void rsm_system_set_options(const struct rsm_options *options);

/* Whether the next start keeps its hands off (options.h); until the options are set anew.  A session that finds
 * another one open has what that one has. */
void rsm_system_keep_hands_off(bool hands_off);

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

/*
 * Use the devices at an address from now on, and look for devices again.  The address is kept in a list, in the
 * store; devices that the system shows by themselves ("\\.\Changer0") are kept as chosen, by identity, whatever
 * name they get, a changer with the drives on record in its library.  What rsm_system_detach() left alone there is
 * not any more.
 *
 * ERROR_BAD_PATHNAME; ERROR_ALREADY_EXISTS; ERROR_ACCESS_DENIED (no CONTROL on the computer); device errors as
 * rsm_device_open(), the address is then listed only if `anyway`; database errors.
 */
rsm_error rsm_system_attach(struct rsm_session *session, const char *address, bool anyway);

/*
 * Use them no more: the address is taken off the list; devices that the system shows are left alone, here and
 * in other processes, until they are attached: nothing but INQUIRY is sent to them.  A changer takes the
 * drives on record in its library with it.  Blocks while the workers of their libraries finish what they have in hand;
 * the libraries stay on record, and are not present.  A drive of a library that stays is left out as soon as
 * nobody has it in hand.
 *
 * ERROR_NOT_FOUND when the address is neither listed nor that of such a device, now or on record;
 * ERROR_ACCESS_DENIED; database errors.
 */
rsm_error rsm_system_detach(struct rsm_session *session, const char *address);

/* Ask all devices that can be seen who they are: survey.h.  Blocks, for seconds.  The survey is the caller's,
 * also after a failure: rsm_survey_free().  Wants an open session.  Errors as rsm_survey_begin(). */
struct rsm_survey;
rsm_error rsm_system_survey(struct rsm_survey *survey_out);

/* Ask libraries what they hold, and compare it with their records: examine.h.  library NULL = all of them.  Nothing
 * is asked unless the instance keeps its hands off.  The examination is the caller's, also after a failure.  Blocks;
 * wants an open session.  Errors as rsm_examine_list(), rsm_survey_begin() and rsm_examine(). */
rsm_error rsm_system_examine(const GUID *library, rsm_examine_told *told, void *context,
                             struct rsm_examination *examination_out);

/* Where the next start finds the database, or would make it; all "" when it is in memory.  Wants no session.
 * Errors as rsm_paths_data_folder(). */
struct rsm_folders;
rsm_error rsm_system_find_folders(struct rsm_folders *folders_out);

/*
 * Wait until what is on record of a library (NULL = of each) can be believed: this process has looked around
 * in it, or knows that another one runs it or that it does not answer.  A person may have changed it while
 * nobody ran it, and the look at the start of a process takes its time.  False: that was not so within
 * timeout_ms.
 */
bool rsm_system_wait_settled(const GUID *library, uint32_t timeout_ms);

/* Look for devices that are wanted, and run everything that can run now, on this thread; only with
 * step_by_step.  The number of requests that were run. */
size_t rsm_system_run_all(void);

#endif
