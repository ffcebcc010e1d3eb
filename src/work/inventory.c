/*
 * InventoryNtmsLibrary, both halves (its function page; spec "requests" section 6).  The request
 * scans and reconciles; each cartridge whose label must be read becomes a request of its own, and
 * the inventory is finished by the last of them.
 */
#include "work/inventory.h"

#include <string.h>

#include "core/demand.h"
#include "core/marks.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/alone.h"
#include "work/free_label.h"
#include "work/missing.h"
#include "work/queue.h"
#include "work/reconcile.h"

/* ---- the caller's half ---- */

/* The rules of the function page. */
static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .offline_is_missing = true,
                                         .disabled = ERROR_RESOURCE_DISABLED,
                                         .absent = ERROR_DEVICE_NOT_AVAILABLE};

rsm_error rsm_inventory_add(struct rsm *rsm, const struct rsm_session *session, const GUID *library,
                            DWORD action, GUID *request_out)
{
    struct rsm_work work = {.operation = NTMS_LM_INVENTORY,
                            .option = action == NTMS_INVENTORY_SLOT ? 1 : 0,
                            .action = action,
                            .sort_type = NTMS_LM_INVENTORY,
                            .library = *library};
    struct rsm_record running;
    rsm_error err = rsm_queue_find_running(rsm, library, 0, &running);

    /* A busy library marks its slots when the request starts; of bar codes the request is the mark. */
    if (err == ERROR_OBJECT_NOT_FOUND && action == NTMS_INVENTORY_OMID)
        err = rsm_marks_write(rsm, library);
    else if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_add(rsm, session, &work, request_out);
    return err;
}

rsm_error rsm_inventory_add_fast(struct rsm_session *session, const GUID *library)
{
    struct rsm_record queued;
    rsm_error err = rsm_queue_next(session->rsm, library, NTMS_LM_INVENTORY, &queued);

    if (err != ERROR_NO_MORE_ITEMS)
        return err;
    return rsm_inventory_add(session->rsm, session, library, NTMS_INVENTORY_FAST, NULL);
}

/* The one that runs; else the one that runs next, since its caller was told already that it is under
 * way. */
rsm_error rsm_inventory_stop(struct rsm *rsm, const GUID *library)
{
    struct rsm_record running;
    rsm_error err = rsm_queue_find_running(rsm, library, NTMS_LM_INVENTORY, &running);

    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_queue_next(rsm, library, NTMS_LM_INVENTORY, &running);
    if (err == ERROR_NO_MORE_ITEMS)
        return ERROR_SUCCESS; /* nothing to stop */
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, &running.info.ObjectGuid, NTMS_LM_STOPPED, ERROR_SUCCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_cancel_children(rsm, &running.info.ObjectGuid);
    return err;
}

static rsm_error queue_action(struct rsm_session *session, const struct rsm_record *library,
                              DWORD action)
{
    if (action == NTMS_INVENTORY_DEFAULT)
        action = library->info.Info.Library.InventoryMethod;
    switch (action) {
    case NTMS_INVENTORY_NONE:
        return ERROR_SUCCESS;
    case NTMS_INVENTORY_STOP:
        return rsm_inventory_stop(session->rsm, &library->info.ObjectGuid);
    default:
        return rsm_inventory_add(session->rsm, session, &library->info.ObjectGuid, action, NULL);
    }
}

rsm_error rsm_inventory_queue(struct rsm_session *session, const GUID *library, DWORD action)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    rsm_error err;

    if (library == NULL || action >= NTMS_INVENTORY_MAX)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_demand_library(session, library, &demand, &record);
    if (err == ERROR_SUCCESS)
        err = queue_action(session, &record, action);
    return rsm_store_end(store, err);
}

/* ---- the worker's half ---- */

bool rsm_inventory_is_running(struct rsm_library *library)
{
    struct rsm_record running;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(library->rsm->store, rsm_queue_find_running(library->rsm, &library->id,
                                                                      NTMS_LM_INVENTORY, &running));
    return err != ERROR_OBJECT_NOT_FOUND;
}

static bool is_full(void *context, const struct rsm_record *request)
{
    bool *found = context;

    *found = request->own.Action == NTMS_INVENTORY_OMID;
    return !*found;
}

rsm_error rsm_inventory_recover(struct rsm_library *library)
{
    const struct rsm_work work = {.operation = NTMS_LM_INVENTORY,
                                  .action = NTMS_INVENTORY_OMID,
                                  .sort_type = NTMS_LM_INVENTORY,
                                  .library = library->id};
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = NTMS_LM_INVENTORY},
    };
    bool found = false;
    rsm_error err =
        rsm_records_each(library->rsm->store, NTMS_LIBREQUEST, waiting, 3, is_full, &found);

    return err == ERROR_SUCCESS && !found ? rsm_queue_add(library->rsm, NULL, &work, NULL) : err;
}

/* What came of an inventory, or of a look around, is concluded here for a library without a changer. */
static rsm_error look_alone(struct rsm_library *library, enum rsm_reconcile_method method,
                            const GUID *request, rsm_conclusion *conclude, size_t *queued_out)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_settlement outcome = {.all_found = false};
    rsm_error err = rsm_alone_look(library, method, request, queued_out);

    outcome.queued = *queued_out;
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS ? rsm_store_end(store, conclude(library, request, &outcome)) : err;
}

/* Scan, reconcile and conclude with the changer in hand, so that nothing of ours moves in between. */
static rsm_error look_around(struct rsm_library *library, enum rsm_reconcile_method method,
                             const GUID *request, rsm_conclusion *conclude, size_t *queued_out)
{
    struct rsm_scan scan = {.has_bar_codes = false};
    rsm_error err;

    if (!rsm_library_has_changer(library))
        return look_alone(library, method, request, conclude, queued_out);
    *queued_out = 0;
    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_scan_read(library, &scan);
    if (err == ERROR_SUCCESS && rsm_device_is_connected(library->device)) {
        atomic_store(&library->stale, false);
        err = rsm_reconcile(library, &scan, method, request, conclude, queued_out);
    }
    if (!rsm_device_is_connected(library->device)) {
        rsm_library_lose(library);
        err = ERROR_DEVICE_NOT_AVAILABLE;
    }
    rsm_library_give_changer(library);
    rsm_scan_free(&scan);
    return err;
}

static enum rsm_reconcile_method method_of(DWORD action)
{
    switch (action) {
    case NTMS_INVENTORY_OMID:
        return RSM_RECONCILE_OMID;
    case NTMS_INVENTORY_SLOT:
        return RSM_RECONCILE_SLOTS;
    default:
        return RSM_RECONCILE_FAST;
    }
}

/* Nothing that it waits for is left. */
static rsm_error end_inventory(struct rsm_library *library, const GUID *request,
                               struct rsm_settlement *outcome)
{
    size_t unprepared = 0;
    rsm_error err = ERROR_SUCCESS;

    if (!outcome->all_found)
        err = rsm_missing_leave(library);
    if (err == ERROR_SUCCESS && !outcome->unchanged)
        err = rsm_free_label_queue_missing(library, &unprepared); /* of media that came back */
    outcome->quiet = unprepared == 0;
    if (err == ERROR_SUCCESS && request != NULL)
        err = rsm_queue_set_state(library->rsm, request, NTMS_LM_PASSED, ERROR_SUCCESS);
    if (err == ERROR_SUCCESS && request != NULL)
        rsm_log(RSM_LOG_INFO, "work", "library %s: inventory finished", library->name);
    return err;
}

rsm_error rsm_inventory_finish(struct rsm_library *library, const GUID *request)
{
    struct rsm_settlement outcome = {.all_found = false};
    struct rsm_record record;
    bool unfinished;
    rsm_error err = rsm_records_load(library->rsm->store, request, NTMS_LIBREQUEST, &record);

    /* Stopped, or deleted: slots were left out, so nothing can be said of missing cartridges. */
    if (err == ERROR_OBJECT_NOT_FOUND ||
        (err == ERROR_SUCCESS && record.info.Info.LibRequest.State != NTMS_LM_WAITING))
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_has_children(library->rsm, request, &unfinished);
    if (err != ERROR_SUCCESS || unfinished)
        return err;
    return end_inventory(library, request, &outcome);
}

/* INPROCESS becomes WAITING for its cartridges; without any it has passed. */
static rsm_error conclude_inventory(struct rsm_library *library, const GUID *request,
                                    struct rsm_settlement *outcome)
{
    struct rsm_record record;
    bool unfinished = outcome->queued > 0;
    rsm_error err = rsm_records_load(library->rsm->store, request, NTMS_LIBREQUEST, &record);

    if (err != ERROR_SUCCESS || record.info.Info.LibRequest.State != NTMS_LM_INPROCESS)
        return err;
    rsm_log(RSM_LOG_INFO, "work", "library %s: %u cartridges to be identified", library->name,
            (unsigned)outcome->queued);
    if (!unfinished)
        err = rsm_queue_has_children(library->rsm, request, &unfinished);
    if (err != ERROR_SUCCESS)
        return err;
    return unfinished ? rsm_queue_set_state(library->rsm, request, NTMS_LM_WAITING, ERROR_SUCCESS)
                      : end_inventory(library, request, outcome);
}

rsm_error rsm_inventory_run(struct rsm_library *library, struct rsm_record *request)
{
    size_t queued = 0;

    rsm_log(RSM_LOG_INFO, "work", "library %s: inventory begins (method %u)", library->name,
            (unsigned)request->own.Action);
    rsm_library_mend_bays(library);
    return look_around(library, method_of(request->own.Action), &request->info.ObjectGuid,
                       conclude_inventory, &queued);
}

/* With cartridges unknown, a missing one may be among them. */
static rsm_error conclude_look(struct rsm_library *library, const GUID *request,
                               struct rsm_settlement *outcome)
{
    (void)request;
    outcome->all_found = outcome->all_found || outcome->queued > 0;
    return end_inventory(library, NULL, outcome);
}

rsm_error rsm_inventory_refresh(struct rsm_library *library)
{
    size_t queued = 0;

    return look_around(library, RSM_RECONCILE_FAST, &rsm_guid_null, conclude_look, &queued);
}
