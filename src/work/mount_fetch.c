/*
 * An inject that nobody but the mount asks for: it takes what is in the port, and ends.
 */
#include "work/mount_fetch.h"

#include "core/media.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "store/records.h"
#include "work/queue.h"

/* Does somebody put cartridges into that library? */
static rsm_error is_injecting(struct rsm *rsm, const GUID *library, bool *is_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 3 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = library},
            {.column = "state", .number = unfinished[i]},
            {.column = "operation_code", .number = NTMS_LM_INJECT},
        };
        struct rsm_record request;

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, conditions, 3, &request);
    }
    *is_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static bool may_be_due(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.State == NTMS_LM_QUEUED && request->own.Since == 0;
}

static rsm_error is_due(struct rsm *rsm, const struct rsm_record *request, bool *due_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_record medium;
    bool busy = false;
    rsm_error err = rsm_records_load(rsm->store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);

    *due_out = err == ERROR_SUCCESS && may_be_due(request) &&
               medium.info.Info.PhysicalMedia.LocationType == NTMS_IEPORT &&
               rsm_guid_equal(&medium.info.Info.PhysicalMedia.CurrentLibrary, &info->Library);
    if (err != ERROR_SUCCESS || !*due_out)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    err = rsm_queue_has_work(rsm, NTMS_LM_EJECT, &info->PhysMediaId, &busy);
    if (err == ERROR_SUCCESS && !busy)
        err = is_injecting(rsm, &info->Library, &busy);
    *due_out = !busy;
    return err;
}

rsm_error rsm_mount_fetch_is_due(struct rsm *rsm, const struct rsm_mount_batch *batch,
                                 bool *due_out)
{
    rsm_error err = ERROR_SUCCESS;

    *due_out = false;
    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS && !*due_out; i++)
        err = is_due(rsm, &batch->list[i], due_out);
    return err;
}

/* So that one that could not be taken in is not tried again and again. */
static rsm_error mark(struct rsm *rsm, const struct rsm_record *request)
{
    struct rsm_record changed = *request;
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    changed.own.Since = rsm_clock_to_ms(&now);
    return rsm_records_save(rsm->store, &changed);
}

rsm_error rsm_mount_fetch_queue(struct rsm *rsm, const struct rsm_mount_batch *batch)
{
    struct rsm_work work = {.operation = NTMS_LM_INJECT,
                            .action = NTMS_INJECT_STOP, /* nobody is waited for */
                            .sort_type = NTMS_LM_INJECT};
    bool due = false;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS && !due; i++) {
        err = is_due(rsm, &batch->list[i], &due);
        if (err == ERROR_SUCCESS && due)
            err = mark(rsm, &batch->list[i]);
        work.library = batch->list[i].info.Info.LibRequest.Library;
    }
    return err == ERROR_SUCCESS && due ? rsm_queue_add(rsm, NULL, &work, NULL) : err;
}
