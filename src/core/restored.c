/*
 * What was under way in a database that was kept as a copy.
 */
#include "core/restored.h"

#include "core/free_pool.h"
#include "core/media.h"
#include "core/operator.h"
#include "core/promise.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "store/changes.h"
#include "store/journal.h"
#include "store/records.h"

#include <stdlib.h>

/* Do that with each object of a kind that a condition chooses; *count_out is their number. */
static rsm_error for_each(struct rsm *rsm, DWORD type, const struct rsm_condition *chosen,
                          rsm_error (*act)(struct rsm *rsm, const GUID *id), size_t *count_out)
{
    GUID *ids = NULL;
    rsm_error err = rsm_records_ids(rsm->store, type, chosen, 1, &ids, count_out);

    for (size_t i = 0; err == ERROR_SUCCESS && i < *count_out; i++)
        err = act(rsm, &ids[i]);
    free(ids);
    return err;
}

/* ---- media ---- */

static rsm_error give_back(struct rsm *rsm, const GUID *side_id)
{
    struct rsm_record side;
    struct rsm_record medium;
    rsm_error err = rsm_records_load(rsm->store, side_id, NTMS_PARTITION, &side);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &side.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, &medium);
    return err == ERROR_SUCCESS ? rsm_free_pool_return(rsm, &medium) : err;
}

static rsm_error give_all_back(struct rsm *rsm)
{
    const struct rsm_condition waiting = {.column = "state", .number = NTMS_PARTSTATE_UNPREPARED};
    size_t count = 0;
    rsm_error err = for_each(rsm, NTMS_PARTITION, &waiting, give_back, &count);

    if (err == ERROR_SUCCESS && count > 0)
        rsm_log(
            RSM_LOG_WARNING, "core",
            "%zu sides waited for their free label when the copy of the database was made; their "
            "media are not written on but go back to where they were: free them again",
            count);
    return err;
}

/* The place of a displaced record belongs to another one, so it cannot wait there to be read. */
static rsm_error doubt_all(struct rsm *rsm)
{
    const struct rsm_condition displaced = {.column = "fresh", .number = RSM_FRESH_DISPLACED};
    const struct rsm_condition known = {
        .column = "fresh", .number = RSM_FRESH_NEW, .differs = true};
    size_t count;
    rsm_error err = for_each(rsm, NTMS_PHYSICAL_MEDIA, &displaced, rsm_media_leave, &count);

    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number_of_all(rsm->store, NTMS_PHYSICAL_MEDIA, &known, 1, "fresh",
                                            RSM_FRESH_NEW);
    return err;
}

/* ---- requests ---- */

static rsm_error cancel(struct rsm *rsm, const GUID *id)
{
    struct rsm_record request;
    NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &request);

    if (err == ERROR_SUCCESS)
        err = rsm_operator_withdraw_for(rsm, &request);
    if (err != ERROR_SUCCESS)
        return err;
    if (info->OperationCode == NTMS_LM_CLEANDRIVE) /* unfinished ones are deleted at a start */
        return rsm_records_delete(rsm->store, id);
    info->State = NTMS_LM_CANCELLED;
    rsm_clock_utc(&info->TimeCompleted);
    err = rsm_records_save(rsm->store, &request);
    return err == ERROR_SUCCESS ? rsm_promise_end(rsm, &request) : err;
}

static rsm_error cancel_all(struct rsm *rsm)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof unfinished / sizeof *unfinished; i++) {
        const struct rsm_condition in_state = {.column = "state", .number = unfinished[i]};
        size_t count;

        err = for_each(rsm, NTMS_LIBREQUEST, &in_state, cancel, &count);
    }
    return err;
}

/* Listeners go first: nobody is told of what follows.  Intents go last: they say which media are in
 * doubt. */
static rsm_error settle(struct rsm *rsm)
{
    rsm_error err = rsm_changes_leave_all(rsm->store);

    if (err == ERROR_SUCCESS)
        err = cancel_all(rsm);
    if (err == ERROR_SUCCESS)
        err = give_all_back(rsm);
    if (err == ERROR_SUCCESS)
        err = doubt_all(rsm);
    if (err == ERROR_SUCCESS)
        err = rsm_journal_erase_kind(rsm->store, RSM_INTENT_WRITE, &rsm_guid_null);
    return err;
}

rsm_error rsm_restored_settle(struct rsm *rsm)
{
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(rsm->store, settle(rsm)) : err;
}
