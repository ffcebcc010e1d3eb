/*
 * A mount as its caller sees it.
 */
#include "work/mount.h"

#include <stdlib.h>

#include "core/wait.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/mount_batch.h"
#include "work/mount_busy.h"
#include "work/mount_offline.h"
#include "work/mount_order.h"
#include "work/queue.h"

struct mounting {
    struct rsm_session *session;
    const struct rsm_mount_wish *wish;
    struct rsm_mount_plan plan;
    GUID batch;
    GUID *drives_out;
};

/* ---- queueing ---- */

/* The first request gives the batch its name. */
static rsm_error add_request(struct mounting *mounting, const struct rsm_mount_part *part)
{
    struct rsm *rsm = mounting->session->rsm;
    struct rsm_work work = {.operation = NTMS_LM_MOUNT,
                            .sort_type = NTMS_LM_MOUNT,
                            .action = mounting->wish->options,
                            .library = mounting->plan.library,
                            .drive = part->drive,
                            .medium = part->medium,
                            .side = part->side,
                            .batch = mounting->batch,
                            .priority = mounting->wish->priority,
                            .order = RSM_MOUNT_ORDER_LAST,
                            .waiting = !part->online};
    GUID request;
    rsm_error err = rsm_queue_add(rsm, mounting->session, &work, &request);

    if (err == ERROR_SUCCESS && rsm_guid_is_null(&mounting->batch)) {
        mounting->batch = request;
        err = rsm_queue_note(rsm, &request, "batch", &request);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_mount_order_join(rsm, &mounting->plan.library, &request);
    if (err != ERROR_SUCCESS)
        return err;
    return part->online ? rsm_mount_batch_claim(rsm, &part->medium)
                        : rsm_mount_offline_ask(rsm, &request);
}

static rsm_error check_and_add(struct mounting *mounting)
{
    rsm_error err = rsm_mount_check(mounting->session, mounting->wish, &mounting->plan);

    for (size_t i = 0; i < mounting->plan.count && err == ERROR_SUCCESS; i++)
        err = add_request(mounting, &mounting->plan.parts[i]);
    return err;
}

static rsm_error queue(struct mounting *mounting)
{
    struct rsm_store *store = mounting->session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, check_and_add(mounting)) : err;
}

/* ---- waiting ---- */

static void tell_drives(const struct mounting *mounting, const struct rsm_mount_batch *batch)
{
    for (size_t i = 0; i < batch->count && i < mounting->plan.count; i++)
        mounting->drives_out[i] = batch->list[i].info.Info.LibRequest.DriveId;
}

/* What the requests say.  *due_out: something changed about media that were not there. */
static rsm_error look_at_requests(const struct mounting *mounting, bool *due_out)
{
    struct rsm *rsm = mounting->session->rsm;
    struct rsm_mount_batch batch;
    rsm_error result = ERROR_IO_PENDING;
    rsm_error err = rsm_mount_batch_load(rsm, &mounting->batch, &batch);

    if (err == ERROR_SUCCESS)
        result = rsm_mount_batch_result(&batch);
    if (err == ERROR_SUCCESS && result == ERROR_SUCCESS)
        tell_drives(mounting, &batch);
    if (err == ERROR_SUCCESS && result == ERROR_IO_PENDING)
        err = rsm_mount_offline_is_due(rsm, &batch, due_out);
    free(batch.list);
    return err == ERROR_SUCCESS ? result : err;
}

static rsm_error attend(const struct mounting *mounting)
{
    struct rsm *rsm = mounting->session->rsm;
    bool changed;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(rsm->store, rsm_mount_offline_attend(rsm, &mounting->batch, &changed));
}

static rsm_error look_once(const struct mounting *mounting, bool *due_out)
{
    struct rsm_store *store = mounting->session->rsm->store;
    rsm_error result;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    *due_out = false;
    if (err != ERROR_SUCCESS)
        return err;
    result = look_at_requests(mounting, due_out);
    err = rsm_store_end(store, ERROR_SUCCESS);
    return err == ERROR_SUCCESS ? result : err;
}

static rsm_error look(void *context)
{
    const struct mounting *mounting = context;
    bool due;
    rsm_error result = look_once(mounting, &due);
    rsm_error err = ERROR_SUCCESS;

    if (result == ERROR_IO_PENDING && due)
        err = attend(mounting);
    if (err == ERROR_SUCCESS && due)
        result = look_once(mounting, &due);
    return err == ERROR_SUCCESS ? result : err;
}

/* ---- giving up ---- */

static bool was_begun(const struct rsm_mount_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->list[i].own.Tries > 0)
            return true;
    }
    return !rsm_mount_batch_is(batch, NTMS_LM_QUEUED);
}

/* Why time was over: what never left the queue because others had what it needs is told so. */
static rsm_error judge(const struct mounting *mounting, const struct rsm_mount_batch *batch)
{
    rsm_error err;

    if (was_begun(batch))
        return ERROR_TIMEOUT;
    err = rsm_mount_busy_check(mounting->session, &mounting->plan, &mounting->batch);
    return err == ERROR_SUCCESS ? ERROR_TIMEOUT : err;
}

/* What the caller hears at last: it may have ended in the last moment.  Wants an open writing
 * transaction. */
static rsm_error end_wait(const struct mounting *mounting, rsm_error reason, rsm_error *heard_out)
{
    struct rsm *rsm = mounting->session->rsm;
    struct rsm_mount_batch batch;
    rsm_error err = rsm_mount_batch_load(rsm, &mounting->batch, &batch);

    if (err == ERROR_SUCCESS)
        *heard_out = rsm_mount_batch_result(&batch);
    if (err == ERROR_SUCCESS && *heard_out == ERROR_OBJECT_NOT_FOUND)
        *heard_out = ERROR_CANCELLED; /* they were deleted with their library */
    if (err == ERROR_SUCCESS && *heard_out == ERROR_SUCCESS)
        tell_drives(mounting, &batch);
    if (err == ERROR_SUCCESS && *heard_out == ERROR_IO_PENDING) {
        *heard_out = reason == ERROR_TIMEOUT ? judge(mounting, &batch) : reason;
        err = rsm_mount_batch_cancel(rsm, &mounting->batch);
    }
    free(batch.list);
    return err;
}

/* Nobody waits any more: nothing of it stays mounted for this call. */
static rsm_error give_up(const struct mounting *mounting, rsm_error reason)
{
    struct rsm_store *store = mounting->session->rsm->store;
    rsm_error heard = reason;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, end_wait(mounting, reason, &heard));
    return err == ERROR_SUCCESS ? heard : err;
}

rsm_error rsm_mount_media(struct rsm_session *session, const struct rsm_mount_wish *wish,
                          GUID *drives_out, GUID *batch_out)
{
    struct mounting mounting = {
        .session = session, .wish = wish, .batch = rsm_guid_null, .drives_out = drives_out};
    rsm_error err = queue(&mounting);

    *batch_out = mounting.batch;
    if (err != ERROR_SUCCESS || (wish->options & NTMS_MOUNT_NOWAIT) != 0)
        return err;
    err = rsm_wait_until(session, wish->timeout_ms, look, &mounting);
    return err == ERROR_SUCCESS ? err : give_up(&mounting, err);
}
