/*
 * Sessions.  Follows the function pages of OpenNtmsSession and CloseNtmsSession.
 */
#include "core/session.h"

#include "core/access.h"
#include "core/hold.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { WAKE_INTERVAL_MS = 50 /* how often waiting calls of a closing session are woken */ };

static atomic_size_t session_count;

static void describe_caller(struct rsm_session *session, const WCHAR *application)
{
    bool named = rsm_text_length(application, NTMS_APPLICATIONNAME_LENGTH) > 0;

    (void)rsm_text_copy(session->application, NTMS_APPLICATIONNAME_LENGTH,
                        named ? application : u"RSM");
    if (rsm_identity_user(session->user, NTMS_USERNAME_LENGTH) != ERROR_SUCCESS)
        session->user[0] = 0;
    if (rsm_identity_computer(session->computer, NTMS_COMPUTERNAME_LENGTH) != ERROR_SUCCESS)
        session->computer[0] = 0;
}

static rsm_error check_use_of_computer(struct rsm_session *session)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_USE_ACCESS);
    return rsm_store_end(store, err);
}

rsm_error rsm_session_open(struct rsm *rsm, const WCHAR *application, HANDLE *handle_out)
{
    struct rsm_session *session = calloc(1, sizeof *session);
    rsm_error err;

    if (session == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    session->handled.kind = RSM_HANDLE_SESSION;
    session->rsm = rsm;
    describe_caller(session, application);
    err = rsm_records_new_id(&session->id);
    if (err == ERROR_SUCCESS)
        err = check_use_of_computer(session);
    if (err == ERROR_SUCCESS)
        err = rsm_handles_add(&session->handled, handle_out);
    if (err == ERROR_SUCCESS)
        atomic_fetch_add(&session_count, 1);
    else
        free(session);
    return err;
}

rsm_error rsm_session_get(HANDLE handle, struct rsm_session **session_out)
{
    struct rsm_handled *handled;
    rsm_error err = rsm_handles_get(handle, RSM_HANDLE_SESSION, &handled);

    if (err == ERROR_SUCCESS)
        *session_out = (struct rsm_session *)handled;
    return err;
}

void rsm_session_release(struct rsm_session *session)
{
    if (session != NULL)
        rsm_handles_release(&session->handled);
}

/*
 * Waits until no call uses the session.  A call that looked whether it is closing just before it was, and
 * begins to wait just after it was woken, is woken again.
 */
static void drain(struct rsm_session *session)
{
    do
        rsm_store_wake(session->rsm->store);
    while (!rsm_handles_wait_unused(&session->handled, WAKE_INTERVAL_MS));
}

rsm_error rsm_session_close(HANDLE handle)
{
    struct rsm_handled *handled;
    struct rsm_session *session;
    rsm_error err = rsm_handles_remove(handle, RSM_HANDLE_SESSION, true, &handled);

    if (err != ERROR_SUCCESS)
        return err;
    session = (struct rsm_session *)handled;
    rsm_session_release(session);
    drain(session);
    rsm_handles_destroy_owned(&session->handled);
    rsm_hold_let_go(session->rsm, &session->id);
    for (size_t i = 0; i < NTMS_UITYPE_MAX; i++)
        free(session->destinations[i]);
    free(session);
    atomic_fetch_sub(&session_count, 1); /* only now: a call that still leaves needs the instance */
    return ERROR_SUCCESS;
}

bool rsm_session_is_closing(struct rsm_session *session)
{
    return rsm_handles_is_closing(&session->handled);
}

size_t rsm_session_count(void)
{
    return atomic_load(&session_count);
}

enum { SERVER_NAME_MAX = 255, SERVER_LABEL_MAX = 63 };

/* What neither a DNS nor a WINS name may hold. */
static bool is_forbidden_in_name(WCHAR c)
{
    static const WCHAR forbidden[] = u"\\/:*?\"<>|,;=+[]";

    if (c <= u' ' || c == 0x7F)
        return true;
    for (size_t i = 0; forbidden[i] != 0; i++) {
        if (c == forbidden[i])
            return true;
    }
    return false;
}

/* Labels of 1 to 63 characters parted by dots; one dot may end the name. */
static bool is_server_name(const WCHAR *name)
{
    size_t label = 0;
    size_t length = 0;

    for (; name[length] != 0; length++) {
        if (length == SERVER_NAME_MAX)
            return false;
        if (name[length] == u'.') {
            if (label == 0)
                return false;
            label = 0;
        } else if (is_forbidden_in_name(name[length]) || ++label > SERVER_LABEL_MAX) {
            return false;
        }
    }
    return true;
}

rsm_error rsm_session_check_server(const WCHAR *server)
{
    WCHAR computer[NTMS_COMPUTERNAME_LENGTH];
    char shown[SERVER_NAME_MAX * 3 + 1];

    if (server == NULL || server[0] == 0)
        return ERROR_SUCCESS;
    if (!is_server_name(server))
        return ERROR_INVALID_COMPUTERNAME;
    if (rsm_identity_computer(computer, NTMS_COMPUTERNAME_LENGTH) == ERROR_SUCCESS &&
        rsm_text_equal_no_case(server, computer, SERVER_NAME_MAX + 1))
        return ERROR_SUCCESS;
    (void)rsm_text_to_utf8(shown, sizeof shown, server, RSM_TEXT_TERMINATED);
    rsm_log(RSM_LOG_WARNING, "core", "\"%s\" is another computer: only this one can be managed",
            shown);
    return ERROR_NOT_CONNECTED;
}
