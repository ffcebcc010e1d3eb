/*
 * One look at all mounts that wait in a library.
 */
#include "work/mount_watch.h"

#include <stdlib.h>

#include "core/hold.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/mount_batch.h"
#include "work/mount_fetch.h"
#include "work/mount_offline.h"
#include "work/mount_order.h"

/* The batches that wait, by one of their requests.  free() turns_out->turns. */
static rsm_error list(struct rsm_library *library, struct rsm_mount_turns *turns_out)
{
    struct rsm *rsm = library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(rsm->store, rsm_mount_order_list(rsm, &library->id, turns_out));
}

/* Is there a medium that nobody else has, but that is not promised? */
static rsm_error is_unclaimed(struct rsm *rsm, const struct rsm_mount_batch *batch,
                              bool *unclaimed_out)
{
    struct rsm_record medium;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS && !*unclaimed_out; i++) {
        const NTMS_LIBREQUESTINFORMATIONW *info = &batch->list[i].info.Info.LibRequest;

        err = rsm_records_load(rsm->store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
        *unclaimed_out = err == ERROR_SUCCESS && info->State == NTMS_LM_QUEUED &&
                         medium.info.Info.PhysicalMedia.MediaState == NTMS_MEDIASTATE_IDLE;
        err = err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    }
    return err;
}

static rsm_error claim_all(struct rsm *rsm, const struct rsm_mount_batch *batch)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS; i++) {
        if (batch->list[i].info.Info.LibRequest.State == NTMS_LM_QUEUED)
            err = rsm_mount_batch_claim(rsm, &batch->list[i].info.Info.LibRequest.PhysMediaId);
    }
    return err;
}

/* What is to be done for a batch. */
struct need {
    bool orphaned; /* its process is dead */
    bool due;      /* of mount_offline.h */
    bool unclaimed;
    bool in_port; /* of mount_fetch.h */
};

static rsm_error look(struct rsm *rsm, const struct rsm_mount_turn *turn, struct need *need_out)
{
    struct rsm_mount_batch batch;
    rsm_error err = rsm_mount_batch_load(rsm, &turn->batch, &batch);

    *need_out = (struct need){.orphaned = false};
    if (err == ERROR_SUCCESS && batch.count > 0) {
        need_out->orphaned = !rsm_owner_lives(rsm, batch.list[0].own.Owner);
        err = rsm_mount_offline_is_due(rsm, &batch, &need_out->due);
    }
    if (err == ERROR_SUCCESS)
        err = is_unclaimed(rsm, &batch, &need_out->unclaimed);
    if (err == ERROR_SUCCESS)
        err = rsm_mount_fetch_is_due(rsm, &batch, &need_out->in_port);
    free(batch.list);
    return err;
}

static rsm_error act(struct rsm *rsm, const struct rsm_mount_turn *turn, const struct need *need)
{
    struct rsm_mount_batch batch;
    bool changed;
    rsm_error err;

    if (need->orphaned)
        return rsm_mount_batch_cancel(rsm, &turn->batch);
    if (need->due)
        return rsm_mount_offline_attend(rsm, &turn->batch, &changed);
    err = rsm_mount_batch_load(rsm, &turn->batch, &batch);
    if (err == ERROR_SUCCESS)
        err = claim_all(rsm, &batch);
    if (err == ERROR_SUCCESS && need->in_port)
        err = rsm_mount_fetch_queue(rsm, &batch);
    free(batch.list);
    return err;
}

/* A transaction is written only when there is something to write. */
static bool attend(struct rsm *rsm, const struct rsm_mount_turn *turn)
{
    struct need need;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, look(rsm, turn, &need));
    if (err != ERROR_SUCCESS || !(need.orphaned || need.due || need.unclaimed || need.in_port))
        return false;
    err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS &&
           rsm_store_end(rsm->store, act(rsm, turn, &need)) == ERROR_SUCCESS;
}

/* ---- a session closes ---- */

/* The mounts of a session that did not end.  Where *ids_out is NULL there are none; free() it. */
static rsm_error list_of_session(struct rsm *rsm, const GUID *library, const GUID *session,
                                 DWORD state, GUID **ids_out, size_t *count_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = state},
        {.column = "sort_type", .number = NTMS_LM_MOUNT},
        {.column = "session", .guid = session},
    };

    return rsm_records_ids(rsm->store, NTMS_LIBREQUEST, conditions, 4, ids_out, count_out);
}

/* Each of them belongs to a session that is closed, or, without `change`, is counted. */
static rsm_error let_go_in(struct rsm *rsm, const GUID *library, const GUID *session, bool change,
                           size_t *found)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0] && err == ERROR_SUCCESS; i++) {
        GUID *ids = NULL;
        size_t count = 0;

        err = list_of_session(rsm, library, session, unfinished[i], &ids, &count);
        *found += count;
        for (size_t k = 0; k < count && change && err == ERROR_SUCCESS; k++)
            err = rsm_records_set_guid(rsm->store, NTMS_LIBREQUEST, &ids[k], "session",
                                       &rsm_hold_closed_session);
        free(ids);
    }
    return err;
}

static rsm_error let_go(struct rsm *rsm, const GUID *session, bool change, size_t *found_out)
{
    GUID *libraries = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_LIBRARY, NULL, 0, &libraries, &count);

    *found_out = 0;
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = let_go_in(rsm, &libraries[i], session, change, found_out);
    free(libraries);
    return err;
}

void rsm_mount_watch_let_go(struct rsm *rsm, const GUID *session)
{
    size_t found = 0;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, let_go(rsm, session, false, &found));
    if (err != ERROR_SUCCESS || found == 0)
        return;
    err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, let_go(rsm, session, true, &found));
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work",
                "the mounts that a closed session asked for stay its own: %s (%s); they end when "
                "this process does",
                rsm_error_text(err), rsm_error_name(err));
}

/* ---- the chore ---- */

bool rsm_mount_watch(struct rsm_library *library)
{
    struct rsm_mount_turns turns = {.turns = NULL};
    bool changed = false;

    if (list(library, &turns) == ERROR_SUCCESS) {
        for (size_t i = 0; i < turns.count; i++) {
            bool again = i > 0 && rsm_guid_equal(&turns.turns[i].batch, &turns.turns[i - 1].batch);

            changed = (!again && attend(library->rsm, &turns.turns[i])) || changed;
        }
    }
    free(turns.turns);
    return changed;
}
