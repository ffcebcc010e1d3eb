/*
 * Notifications.
 */
#include "core/notify.h"

#include "core/access.h"
#include "core/owner.h"
#include "platform/clock.h"
#include "store/changes.h"

#include <stdlib.h>

enum {
    LOOK_MS = 1000, /* at the latest then a wait looks again */
    AHEAD = 64      /* changes that are read at once */
};

struct rsm_notification {
    struct rsm_handled handled;
    struct rsm *rsm;
    struct rsm_mutex mutex; /* guards all below; before the store lock */
    struct rsm_listener listener;
    struct rsm_change ahead[AHEAD]; /* were read and not asked for yet */
    size_t next, ahead_count;
};

/* The last user has it. */
static void end(struct rsm_notification *notification)
{
    rsm_mutex_destroy(&notification->mutex);
    free(notification);
}

/* ---- open and close ---- */

/* type NULL = all kinds */
static rsm_error begin_to_listen(struct rsm_session *session, const DWORD *type,
                                 struct rsm_listener *listener_out)
{
    struct rsm *rsm = session->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS && type == NULL)
        err = rsm_changes_listen_to_all(rsm->store, rsm->owner, listener_out);
    else if (err == ERROR_SUCCESS)
        err = rsm_changes_listen(rsm->store, rsm->owner, *type, listener_out);
    return rsm_store_end(rsm->store, err);
}

static rsm_error stop_listening(struct rsm_notification *notification)
{
    struct rsm_store *store = notification->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_changes_leave(store, &notification->listener));
    return err;
}

/* What cannot be deleted now goes when this process is found dead. */
static void destroy(struct rsm_handled *handled)
{
    (void)stop_listening((struct rsm_notification *)handled);
    end((struct rsm_notification *)handled);
}

static rsm_error open_for(struct rsm_session *session, const DWORD *type, HANDLE *handle_out)
{
    struct rsm_notification *notification = calloc(1, sizeof *notification);
    rsm_error err;

    if (notification == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    notification->handled.kind = RSM_HANDLE_NOTIFICATION;
    notification->handled.owner = &session->handled;
    notification->handled.destroy = destroy;
    notification->rsm = session->rsm;
    rsm_mutex_init(&notification->mutex);
    err = begin_to_listen(session, type, &notification->listener);
    if (err != ERROR_SUCCESS) {
        end(notification);
        return err;
    }
    err = rsm_handles_add(&notification->handled, handle_out);
    if (err != ERROR_SUCCESS)
        destroy(&notification->handled);
    return err;
}

rsm_error rsm_notify_open(struct rsm_session *session, DWORD type, HANDLE *handle_out)
{
    return open_for(session, &type, handle_out);
}

rsm_error rsm_notify_open_all(struct rsm_session *session, HANDLE *handle_out)
{
    return open_for(session, NULL, handle_out);
}

rsm_error rsm_notify_close(HANDLE handle)
{
    struct rsm_handled *handled;
    rsm_error err = rsm_handles_remove(handle, RSM_HANDLE_NOTIFICATION, false, &handled);

    if (err != ERROR_SUCCESS)
        return err;
    err = stop_listening((struct rsm_notification *)handled);
    rsm_handles_release(handled); /* and its session, which could not close meanwhile */
    end((struct rsm_notification *)handled);
    return err;
}

static bool lives(void *context, const WCHAR *owner)
{
    return rsm_owner_lives(context, owner);
}

rsm_error rsm_notify_purge(struct rsm *rsm)
{
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, rsm_changes_leave_dead(rsm->store, lives, rsm));
    return err;
}

/* ---- wait ---- */

static rsm_error read_ahead(struct rsm_notification *notification)
{
    struct rsm_store *store = notification->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    notification->next = 0;
    notification->ahead_count = 0;
    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(store, rsm_changes_read(store, &notification->listener, AHEAD,
                                                  notification->ahead, &notification->ahead_count));
    return err;
}

static rsm_error read_next(struct rsm_notification *notification, struct rsm_change *change_out)
{
    rsm_error err = ERROR_SUCCESS;

    rsm_mutex_lock(&notification->mutex);
    if (notification->next == notification->ahead_count)
        err = read_ahead(notification);
    if (err == ERROR_SUCCESS)
        *change_out = notification->ahead[notification->next++];
    rsm_mutex_unlock(&notification->mutex);
    return err;
}

static uint32_t time_left(uint64_t end)
{
    uint64_t now = rsm_clock_ms();

    if (now >= end)
        return 0;
    return end - now < LOOK_MS ? (uint32_t)(end - now) : LOOK_MS;
}

rsm_error rsm_notify_get(HANDLE handle, struct rsm_notification **notification_out)
{
    struct rsm_handled *handled;
    rsm_error err = rsm_handles_get(handle, RSM_HANDLE_NOTIFICATION, &handled);

    *notification_out = err == ERROR_SUCCESS ? (struct rsm_notification *)handled : NULL;
    return err;
}

void rsm_notify_release(struct rsm_notification *notification)
{
    if (notification != NULL)
        rsm_handles_release(&notification->handled);
}

rsm_error rsm_notify_wait_change(struct rsm_notification *notification, uint32_t timeout_ms,
                                 struct rsm_change *change_out)
{
    uint64_t end = timeout_ms == RSM_FOREVER ? UINT64_MAX : rsm_clock_ms() + timeout_ms;
    struct rsm *rsm = notification->rsm;

    for (;;) {
        uint64_t seen = rsm_store_version(rsm->store);
        rsm_error err = read_next(notification, change_out);

        if (err != ERROR_NO_MORE_ITEMS)
            return err;
        if (rsm_handles_is_closing(&notification->handled))
            return ERROR_NO_DATA;
        if (time_left(end) == 0)
            return ERROR_TIMEOUT;
        if (rsm->idle != NULL)
            rsm->idle(rsm->idle_context);
        (void)rsm_store_wait(rsm->store, seen, time_left(end));
    }
}

rsm_error rsm_notify_wait(struct rsm_notification *notification, uint32_t timeout_ms,
                          NTMS_NOTIFICATIONINFORMATION *information_out)
{
    struct rsm_change change;
    rsm_error err = rsm_notify_wait_change(notification, timeout_ms, &change);

    if (err == ERROR_SUCCESS) {
        information_out->dwOperation = change.kind;
        information_out->ObjectId = change.id;
    }
    return err;
}
