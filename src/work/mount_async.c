/*
 * One thread for each block.  Those that have ended are joined when the next one begins, and when a session
 * is closed.
 */
#include "work/mount_async.h"

#include <stdlib.h>

#include "core/wait.h"
#include "platform/event.h"
#include "store/records.h"
#include "work/mount_batch.h"

struct watch {
    struct watch *next;
    struct rsm_thread thread;
    struct rsm_session *session; /* a reference */
    GUID batch;
    NTMS_ASYNC_IO *block;
    bool ended; /* guarded by the lock: nothing but the end of its thread is left */
};

static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct watch *watches; /* guarded by the lock */

static DWORD async_state_of(const struct rsm_mount_batch *batch)
{
    DWORD state = NTMS_ASYNCSTATE_QUEUED;

    for (size_t i = 0; i < batch->count; i++) {
        if (batch->list[i].info.Info.LibRequest.State == NTMS_LM_WAITING)
            return NTMS_ASYNCSTATE_WAIT_OPERATOR;
        if (batch->list[i].info.Info.LibRequest.State == NTMS_LM_INPROCESS)
            state = NTMS_ASYNCSTATE_INPROCESS;
    }
    return state;
}

static rsm_error look(void *context)
{
    const struct watch *watch = context;
    struct rsm *rsm = watch->session->rsm;
    struct rsm_mount_batch batch = {.list = NULL};
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(rsm->store, rsm_mount_batch_load(rsm, &watch->batch, &batch));
    if (err == ERROR_SUCCESS)
        err = rsm_mount_batch_result(&batch);
    if (err == ERROR_IO_PENDING)
        watch->block->dwAsyncState = async_state_of(&batch);
    free(batch.list);
    return err;
}

/* The session may close in the moment in which the mount ends. */
static rsm_error wait_for_end(struct watch *watch)
{
    rsm_error err = rsm_wait_until(watch->session, RSM_FOREVER, look, watch);
    rsm_error now = err == ERROR_CANCELLED ? look(watch) : err;

    return now == ERROR_IO_PENDING ? err : now;
}

static void run(void *context)
{
    struct watch *watch = context;

    watch->block->dwResult = wait_for_end(watch);
    watch->block->dwAsyncState = NTMS_ASYNCSTATE_COMPLETE;
    rsm_event_set(watch->block->hEvent);
    rsm_mutex_lock(&lock);
    watch->ended = true;
    rsm_mutex_unlock(&lock);
    rsm_session_release(watch->session);
}

/* Take those that have ended off the list. */
static struct watch *take_ended(void)
{
    struct watch **at = &watches;
    struct watch *ended = NULL;

    rsm_mutex_lock(&lock);
    while (*at != NULL) {
        struct watch *watch = *at;

        if (!watch->ended) {
            at = &watch->next;
            continue;
        }
        *at = watch->next;
        watch->next = ended;
        ended = watch;
    }
    rsm_mutex_unlock(&lock);
    return ended;
}

void rsm_mount_async_end(void)
{
    struct watch *watch = take_ended();

    while (watch != NULL) {
        struct watch *next = watch->next;

        rsm_thread_join(&watch->thread);
        free(watch);
        watch = next;
    }
}

static rsm_error start(struct watch *watch)
{
    rsm_error err;

    watch->block->OperationId = watch->batch;
    watch->block->dwResult = ERROR_IO_PENDING;
    watch->block->dwAsyncState = NTMS_ASYNCSTATE_QUEUED;
    rsm_mutex_lock(&lock); /* so that it is in the list before it ends */
    err = rsm_thread_start(run, watch, &watch->thread);
    if (err == ERROR_SUCCESS) {
        watch->next = watches;
        watches = watch;
    }
    rsm_mutex_unlock(&lock);
    return err;
}

static void cancel(struct rsm *rsm, const GUID *batch)
{
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        (void)rsm_store_end(rsm->store, rsm_mount_batch_cancel(rsm, batch));
}

rsm_error rsm_mount_async_begin(HANDLE session, const GUID *batch, NTMS_ASYNC_IO *block)
{
    struct rsm_session *own;
    struct watch *watch;
    rsm_error err = rsm_session_get(session, &own);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_mount_async_end();
    watch = calloc(1, sizeof *watch);
    err = watch != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    if (err == ERROR_SUCCESS) {
        watch->session = own;
        watch->batch = *batch;
        watch->block = block;
        err = start(watch);
    }
    if (err == ERROR_SUCCESS)
        return ERROR_SUCCESS;
    cancel(own->rsm, batch);
    free(watch);
    rsm_session_release(own);
    return err;
}
