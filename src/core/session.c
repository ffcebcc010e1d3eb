/*
 * The table of handles and the sessions behind them.  A handle is a number that looks like nothing
 * else a program holds: its two low bits are never zero as those of pointers and kernel handles
 * are, and it is larger than any kernel handle, so that closing it with CloseHandle closes nothing.
 *
 *     bit 31 0 | bit 30 1 | generation, 16 bits | index, 12 bits | kind, 2 bits
 *
 * Follows the function pages of OpenNtmsSession and CloseNtmsSession.
 */
#include "core/session.h"

#include "core/access.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdlib.h>

enum {
    KIND_BITS = 2,
    INDEX_BITS = 12,
    GENERATION_BITS = 16,
    HANDLES_MAX = 1 << INDEX_BITS,
    WAKE_INTERVAL_MS = 50 /* how often waiting calls of a closing session are woken */
};

#define HANDLE_MARK ((uintptr_t)1 << 30)

struct entry {
    void *object; /* NULL = free */
    uint16_t generation;
    uint8_t kind;
};

/* The last lock in the order: while it is held nothing else is called. */
static struct rsm_mutex table_lock = RSM_MUTEX_INIT;
static struct entry table[HANDLES_MAX]; /* guarded by table_lock, as all below */
static size_t next_index; /* entries are used in turn, so that none is used again soon */
static size_t session_count;

static HANDLE handle_of(size_t index)
{
    const struct entry *entry = &table[index];
    uintptr_t number = HANDLE_MARK | ((uintptr_t)entry->generation << (INDEX_BITS + KIND_BITS)) |
                       ((uintptr_t)index << KIND_BITS) | entry->kind;

    return (HANDLE)number;
}

/* Wants the lock.  False when the table is full. */
static bool add_handle(enum rsm_handle_kind kind, void *object, HANDLE *handle_out)
{
    for (size_t tried = 0; tried < HANDLES_MAX; tried++) {
        size_t index = (next_index + tried) % HANDLES_MAX;
        struct entry *entry = &table[index];

        if (entry->object == NULL) {
            entry->object = object;
            entry->kind = (uint8_t)kind;
            entry->generation++;
            next_index = index + 1;
            *handle_out = handle_of(index);
            return true;
        }
    }
    return false;
}

/* Wants the lock.  NULL when the handle is not a live one of that kind, whatever it is. */
static struct entry *find_handle(HANDLE handle, enum rsm_handle_kind kind)
{
    uintptr_t number = (uintptr_t)handle;
    size_t index = (number >> KIND_BITS) % HANDLES_MAX;
    struct entry *entry = &table[index];

    if (entry->object == NULL || entry->kind != kind || handle_of(index) != handle)
        return NULL;
    return entry;
}

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
    bool added;

    if (session == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    session->rsm = rsm;
    describe_caller(session, application);
    rsm_cond_init(&session->drained);
    err = rsm_records_new_id(&session->id);
    if (err == ERROR_SUCCESS)
        err = check_use_of_computer(session);
    if (err != ERROR_SUCCESS)
        goto out;

    rsm_mutex_lock(&table_lock);
    added = add_handle(RSM_HANDLE_SESSION, session, handle_out);
    if (added)
        session_count++;
    rsm_mutex_unlock(&table_lock);
    if (added)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_ERROR, "core", "%d handles are open: close sessions that are no longer used",
            HANDLES_MAX);
    err = ERROR_NOT_ENOUGH_MEMORY;

out:
    rsm_cond_destroy(&session->drained);
    free(session);
    return err;
}

rsm_error rsm_session_get(HANDLE handle, struct rsm_session **session_out)
{
    struct entry *entry;

    rsm_mutex_lock(&table_lock);
    entry = find_handle(handle, RSM_HANDLE_SESSION);
    if (entry != NULL) {
        *session_out = entry->object;
        (*session_out)->references++;
    }
    rsm_mutex_unlock(&table_lock);
    return entry == NULL ? ERROR_INVALID_HANDLE : ERROR_SUCCESS;
}

void rsm_session_release(struct rsm_session *session)
{
    if (session == NULL)
        return;
    rsm_mutex_lock(&table_lock);
    session->references--;
    if (session->references == 0)
        rsm_cond_broadcast(&session->drained);
    rsm_mutex_unlock(&table_lock);
}

/*
 * Waits until no call uses the session.  A call that looked at `closing` just before it was set, and
 * begins to wait just after it was woken, is woken again.
 */
static void drain(struct rsm_session *session)
{
    rsm_mutex_lock(&table_lock);
    while (session->references > 0) {
        rsm_mutex_unlock(&table_lock);
        rsm_store_wake(session->rsm->store);
        rsm_mutex_lock(&table_lock);
        if (session->references > 0)
            (void)rsm_cond_wait(&session->drained, &table_lock, WAKE_INTERVAL_MS);
    }
    rsm_mutex_unlock(&table_lock);
}

rsm_error rsm_session_close(HANDLE handle)
{
    struct rsm_session *session = NULL;
    struct entry *entry;

    rsm_mutex_lock(&table_lock);
    entry = find_handle(handle, RSM_HANDLE_SESSION);
    if (entry != NULL) {
        session = entry->object;
        session->closing = true;
        entry->object = NULL;
    }
    rsm_mutex_unlock(&table_lock);
    if (session == NULL)
        return ERROR_INVALID_HANDLE;

    drain(session);
    rsm_mutex_lock(&table_lock);
    session_count--; /* only now: a call that is still leaving needs the instance */
    rsm_mutex_unlock(&table_lock);
    rsm_cond_destroy(&session->drained);
    free(session);
    return ERROR_SUCCESS;
}

bool rsm_session_is_closing(struct rsm_session *session)
{
    bool closing;

    rsm_mutex_lock(&table_lock);
    closing = session->closing;
    rsm_mutex_unlock(&table_lock);
    return closing;
}

size_t rsm_session_count(void)
{
    size_t count;

    rsm_mutex_lock(&table_lock);
    count = session_count;
    rsm_mutex_unlock(&table_lock);
    return count;
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
