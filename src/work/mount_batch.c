/*
 * What becomes of the requests of one call together.
 */
#include "work/mount_batch.h"

#include <stdlib.h>

#include "model/guid.h"
#include "platform/array.h"
#include "store/records.h"
#include "work/queue.h"

/* ---- reading ---- */

struct collector {
    struct rsm_mount_batch *batch;
    size_t room;
    bool failed;
};

static bool collect(void *context, const struct rsm_record *request)
{
    struct collector *c = context;
    struct rsm_record *grown =
        rsm_array_grow(c->batch->list, sizeof *grown, c->batch->count + 1, &c->room);

    c->failed = grown == NULL;
    if (c->failed)
        return false;
    c->batch->list = grown;
    grown[c->batch->count++] = *request;
    return true;
}

rsm_error rsm_mount_batch_load(struct rsm *rsm, const GUID *batch,
                               struct rsm_mount_batch *batch_out)
{
    const struct rsm_condition of_batch = {.column = "batch", .guid = batch};
    struct collector c = {.batch = batch_out};
    rsm_error err;

    batch_out->list = NULL;
    batch_out->count = 0;
    if (rsm_guid_is_null(batch))
        return ERROR_SUCCESS; /* it would be all that are by themselves */
    err = rsm_records_each(rsm->store, NTMS_LIBREQUEST, &of_batch, 1, collect, &c);
    return err == ERROR_SUCCESS && c.failed ? ERROR_NOT_ENOUGH_MEMORY : err;
}

static DWORD state_of(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.State;
}

rsm_error rsm_mount_batch_result(const struct rsm_mount_batch *batch)
{
    rsm_error result = batch->count > 0 ? ERROR_SUCCESS : ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < batch->count; i++) {
        DWORD state = state_of(&batch->list[i]);
        rsm_error code = batch->list[i].info.Info.LibRequest.dwErrorCode;

        if (state == NTMS_LM_FAILED)
            return code != ERROR_SUCCESS ? code : ERROR_GEN_FAILURE;
        if (!rsm_queue_is_final(state) && result == ERROR_SUCCESS)
            result = ERROR_IO_PENDING;
        else if (state != NTMS_LM_PASSED && rsm_queue_is_final(state))
            result = ERROR_CANCELLED;
    }
    return result;
}

bool rsm_mount_batch_is(const struct rsm_mount_batch *batch, DWORD state)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (state_of(&batch->list[i]) != state)
            return false;
    }
    return batch->count > 0;
}

/* ---- media that are promised ---- */

static rsm_error set_medium_state(struct rsm *rsm, const GUID *medium, DWORD state)
{
    return rsm_records_set_number(rsm->store, NTMS_PHYSICAL_MEDIA, medium, "media_state", state);
}

rsm_error rsm_mount_batch_claim(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);
    DWORD state = err == ERROR_SUCCESS ? record.info.Info.PhysicalMedia.MediaState : 0;

    if (err == ERROR_SUCCESS && (state == NTMS_MEDIASTATE_IDLE || state == NTMS_MEDIASTATE_OPREQ))
        err = set_medium_state(rsm, medium, NTMS_MEDIASTATE_INUSE);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* ---- ending ---- */

static rsm_error end_one(struct rsm *rsm, const struct rsm_record *request, DWORD state,
                         rsm_error error)
{
    if (rsm_queue_is_final(state_of(request)))
        return ERROR_SUCCESS;
    return rsm_queue_set_state(rsm, &request->info.ObjectGuid, state, error);
}

/* All become CANCELLED but for the one that failed (NULL = none did). */
static rsm_error end_all(struct rsm *rsm, const GUID *batch, const GUID *failed, rsm_error error)
{
    struct rsm_mount_batch requests;
    rsm_error err = rsm_mount_batch_load(rsm, batch, &requests);

    for (size_t i = 0; i < requests.count && err == ERROR_SUCCESS; i++) {
        const struct rsm_record *request = &requests.list[i];
        bool is_failed = failed != NULL && rsm_guid_equal(failed, &request->info.ObjectGuid);

        err = end_one(rsm, request, is_failed ? NTMS_LM_FAILED : NTMS_LM_CANCELLED,
                      is_failed ? error : ERROR_SUCCESS);
    }
    free(requests.list);
    return err;
}

rsm_error rsm_mount_batch_cancel(struct rsm *rsm, const GUID *batch)
{
    return end_all(rsm, batch, NULL, ERROR_SUCCESS);
}

rsm_error rsm_mount_batch_fail(struct rsm *rsm, const struct rsm_record *request, rsm_error error)
{
    return end_all(rsm, &request->own.Batch, &request->info.ObjectGuid, error);
}

/* ---- beginning anew ---- */

static rsm_error put_back_all(struct rsm *rsm, const struct rsm_mount_batch *batch, bool counts,
                              bool *put_back_out)
{
    rsm_error err = ERROR_SUCCESS;

    *put_back_out = batch->count > 0;
    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS && *put_back_out; i++) {
        if (state_of(&batch->list[i]) == NTMS_LM_INPROCESS)
            err = rsm_queue_put_back(rsm, &batch->list[i].info.ObjectGuid, counts, put_back_out);
        if (err == ERROR_SUCCESS && *put_back_out)
            err = rsm_mount_batch_claim(rsm, &batch->list[i].info.Info.LibRequest.PhysMediaId);
    }
    return err;
}

rsm_error rsm_mount_batch_put_back(struct rsm *rsm, const GUID *batch, bool counts,
                                   bool *put_back_out)
{
    struct rsm_mount_batch requests;
    rsm_error err = rsm_mount_batch_load(rsm, batch, &requests);

    *put_back_out = false;
    if (err == ERROR_SUCCESS)
        err = put_back_all(rsm, &requests, counts, put_back_out);
    free(requests.list);
    return err;
}
