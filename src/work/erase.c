/*
 * Erasures, queued and carried out.
 */
#include "work/erase.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/demand.h"
#include "core/free_pool.h"
#include "core/hold.h"
#include "core/media.h"
#include "core/objects.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/journal.h"
#include "store/records.h"
#include "work/free_label.h"
#include "work/overwrite.h"
#include "work/queue.h"

/* ---- what may be erased ---- */

/* A side with its medium and that one's pool. */
struct target {
    struct rsm_record side;
    struct rsm_record medium;
    struct rsm_record pool;
};

static rsm_error load_target(struct rsm *rsm, const GUID *side, struct target *target_out)
{
    rsm_error err =
        rsm_objects_require(rsm, side, NTMS_PARTITION, ERROR_INVALID_MEDIA, &target_out->side);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &target_out->side.info.Info.Partition.PhysicalMedia,
                                  NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA, &target_out->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &target_out->medium.info.Info.PhysicalMedia.MediaPool,
                                  NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA, &target_out->pool);
    return err;
}

static rsm_error check_kind(struct rsm *rsm, const struct target *target)
{
    const NTMS_PMIDINFORMATIONW *medium = &target->medium.info.Info.PhysicalMedia;
    bool is_tape = false;
    rsm_error err = rsm_free_pool_takes_label(rsm, &medium->MediaType, &is_tape);

    if (err == ERROR_SUCCESS && (!is_tape || medium->dwNumberOfPartitions != 1))
        err = ERROR_NOT_SUPPORTED;
    return err;
}

/* Nobody's, and known for what it is. */
static rsm_error check_state(const struct target *target)
{
    const NTMS_PARTITIONINFORMATIONW *side = &target->side.info.Info.Partition;
    DWORD pool = target->pool.info.Info.MediaPool.PoolType;
    bool is_free = side->State == NTMS_PARTSTATE_AVAILABLE && pool == NTMS_POOLTYPE_SCRATCH;
    bool is_import = side->State == NTMS_PARTSTATE_IMPORT && pool == NTMS_POOLTYPE_IMPORT;
    bool is_foreign = side->State == NTMS_PARTSTATE_FOREIGN && pool == NTMS_POOLTYPE_FOREIGN;

    if (!(is_free || is_import || is_foreign) || !rsm_guid_is_null(&side->LogicalMedia) ||
        target->medium.own.Fresh != RSM_FRESH_NO)
        return ERROR_INVALID_STATE;
    return ERROR_SUCCESS;
}

/* No program has it or waits for it, and no other label is to be written. */
static rsm_error check_unwanted(struct rsm *rsm, const struct target *target)
{
    static const DWORD others[] = {NTMS_LM_MOUNT, NTMS_LM_WRITESCRATCH, NTMS_LM_EJECT};
    bool has = target->medium.own.Hold != RSM_HOLD_NONE;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof others / sizeof others[0] && err == ERROR_SUCCESS && !has; i++)
        err = rsm_queue_has_work(rsm, others[i], &target->medium.info.ObjectGuid, &has);
    return err == ERROR_SUCCESS && has ? ERROR_BUSY : err;
}

/* What must hold from the call to the moment before the tape is touched. */
static rsm_error check_target(struct rsm *rsm, const struct target *target)
{
    rsm_error err = ERROR_SUCCESS;

    if (!target->medium.info.Enabled || !target->side.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS &&
        rsm_guid_equal(&target->medium.info.Info.PhysicalMedia.CurrentLibrary,
                       &rsm_catalogue_offline_library))
        err = ERROR_MEDIA_OFFLINE;
    if (err == ERROR_SUCCESS)
        err = check_kind(rsm, target);
    if (err == ERROR_SUCCESS)
        err = check_state(target);
    return err == ERROR_SUCCESS ? check_unwanted(rsm, target) : err;
}

/* ---- queueing ---- */

static const struct rsm_demand demand = {.right = NTMS_USE_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .disabled = ERROR_RESOURCE_DISABLED,
                                         .absent = ERROR_MEDIA_OFFLINE,
                                         .offline = ERROR_MEDIA_OFFLINE};

static rsm_error check(struct rsm_session *session, const GUID *side, struct target *target_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record library;
    bool has = false;
    rsm_error err = load_target(rsm, side, target_out);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &target_out->pool, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_demand_library(
            session, &target_out->medium.info.Info.PhysicalMedia.CurrentLibrary, &demand, &library);
    if (err == ERROR_SUCCESS)
        err = check_target(rsm, target_out);
    if (err == ERROR_SUCCESS)
        err =
            rsm_queue_has_work(rsm, NTMS_LM_UPDATEOMID, &target_out->medium.info.ObjectGuid, &has);
    if (err == ERROR_SUCCESS &&
        (has || target_out->medium.info.Info.PhysicalMedia.MediaState != NTMS_MEDIASTATE_IDLE))
        err = ERROR_BUSY;
    return err;
}

static rsm_error check_and_add(struct rsm_session *session, const GUID *side, DWORD option,
                               int priority, GUID *request_out)
{
    struct target target;
    struct rsm_work work = {.operation = NTMS_LM_UPDATEOMID,
                            .option = option,
                            .sort_type = priority > NTMS_PRIORITY_NORMAL ? NTMS_LM_UPDATEOMID
                                                                         : NTMS_LM_WRITESCRATCH,
                            .side = *side,
                            .priority = priority};
    rsm_error err = check(session, side, &target);

    if (err != ERROR_SUCCESS)
        return err;
    work.library = target.medium.info.Info.PhysicalMedia.CurrentLibrary;
    work.medium = target.medium.info.ObjectGuid;
    return rsm_queue_add(session->rsm, session, &work, request_out);
}

rsm_error rsm_erase_queue(struct rsm_session *session, const GUID *side, DWORD option, int priority,
                          GUID *request_out)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (option > RSM_ERASE_BEGINNING || priority < NTMS_PRIORITY_LOWEST ||
        priority > NTMS_PRIORITY_HIGHEST)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, check_and_add(session, side, option, priority, request_out));
}

/* ---- erasing ---- */

/* Rights were asked for by the call; all else must hold still.  Whoever ended its process before the tape was
 * touched may have thought better of it. */
static rsm_error is_wanted(struct rsm_library *library, const struct rsm_record *request,
                           struct rsm_record *medium_out, bool *wanted_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct target target;
    rsm_error err = load_target(library->rsm, &info->PartitionId, &target);

    *wanted_out = false;
    if (!rsm_owner_lives(library->rsm, request->own.Owner))
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = check_target(library->rsm, &target);
    switch (err) {
    case ERROR_SUCCESS:
        *wanted_out =
            rsm_guid_equal(&target.medium.info.Info.PhysicalMedia.CurrentLibrary, &library->id);
        *medium_out = target.medium;
        return ERROR_SUCCESS;
    case ERROR_INVALID_MEDIA:
    case ERROR_RESOURCE_DISABLED:
    case ERROR_MEDIA_OFFLINE:
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_STATE:
    case ERROR_BUSY:
        return ERROR_SUCCESS;
    default:
        return err;
    }
}

static rsm_error send_erase(struct rsm_overwrite *job, bool *touched_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &job->visit.request->info.Info.LibRequest;
    bool to_the_end = info->OperationOption == RSM_ERASE_TO_THE_END;
    enum rsm_drive_erasure done = RSM_DRIVE_ERASED_TO_THE_END;
    rsm_error err = rsm_drive_erase(&job->visit.bay->drive, to_the_end, &done, touched_out);

    job->how = done;
    return err;
}

/* No block stands at the beginning any more. */
static bool is_erased(struct rsm_overwrite *job)
{
    struct rsm_label_bytes bytes;

    return rsm_visit_read_again(&job->visit, &bytes) == ERROR_SUCCESS &&
           job->visit.reading == RSM_READING_NO_LABEL && bytes.first_size == 0;
}

/* A medium that was allocated meanwhile keeps its pool; it has no label all the same. */
static rsm_error record_erased(struct rsm_overwrite *job, struct rsm_record *medium)
{
    struct rsm *rsm = job->visit.library->rsm;
    struct target target;
    rsm_error err =
        rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, &job->visit.request->info.ObjectGuid,
                               "operation_option", job->how);

    if (err == ERROR_SUCCESS)
        err = rsm_free_pool_found(rsm, medium, NULL, &job->visit.beginning);
    if (err == ERROR_SUCCESS)
        err = load_target(rsm, &job->side.info.ObjectGuid, &target);
    if (err == ERROR_SUCCESS && target.side.info.Info.Partition.State == NTMS_PARTSTATE_AVAILABLE &&
        target.pool.info.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH)
        err = rsm_free_label_enter(rsm, NULL, &target.medium);
    return err;
}

static const struct rsm_overwrite_kind nothing = {
    .refusal = "nothing is erased from",
    .success = "erased",
    .is_wanted = is_wanted,
    .send = send_erase,
    .is_done = is_erased,
    .record = record_erased,
};

rsm_error rsm_erase_locate(struct rsm_library *library, struct rsm_record *request)
{
    return rsm_overwrite_locate(library, &nothing, request);
}

rsm_error rsm_erase_run(struct rsm_library *library, struct rsm_bay *bay,
                        struct rsm_record *request)
{
    return rsm_overwrite_run(library, bay, request, &nothing);
}

/* ---- what was not done ---- */

rsm_error rsm_erase_settle(struct rsm *rsm, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_record medium;
    struct rsm_intent intent;
    rsm_error err;

    if (info->OperationCode != NTMS_LM_UPDATEOMID)
        return ERROR_SUCCESS;
    err = rsm_journal_find_write(rsm->store, &info->PhysMediaId, &intent);
    if (err == ERROR_OBJECT_NOT_FOUND && info->dwErrorCode != ERROR_UNEXPECTED_OMID &&
        info->dwErrorCode != ERROR_EMPTY)
        return ERROR_SUCCESS; /* nothing was written, and it is the right cartridge */
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_records_load(rsm->store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? rsm_overwrite_look_again(rsm, &medium) : err;
}
