/*
 * The end of a promise.
 */
#include "core/promise.h"

#include "store/records.h"

/* Does a mount of the medium wait? */
static rsm_error is_wanted(struct rsm *rsm, const GUID *medium, bool *wanted_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    struct rsm_record mount;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 3 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition mounts[] = {
            {.column = "phys_media_id", .guid = medium},
            {.column = "state", .number = unfinished[i]},
            {.column = "operation_code", .number = NTMS_LM_MOUNT},
        };

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, mounts, 3, &mount);
    }
    *wanted_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_promise_end(struct rsm *rsm, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *mount = &request->info.Info.LibRequest;
    struct rsm_record medium;
    bool wanted = false;
    DWORD state;
    rsm_error err;

    if (mount->OperationCode != NTMS_LM_MOUNT)
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, &mount->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    state = medium.info.Info.PhysicalMedia.MediaState;
    if (state != NTMS_MEDIASTATE_INUSE && state != NTMS_MEDIASTATE_OPREQ)
        return ERROR_SUCCESS;
    err = is_wanted(rsm, &mount->PhysMediaId, &wanted);
    return err == ERROR_SUCCESS && !wanted
               ? rsm_records_set_number(rsm->store, NTMS_PHYSICAL_MEDIA, &mount->PhysMediaId,
                                        "media_state", NTMS_MEDIASTATE_IDLE)
               : err;
}
