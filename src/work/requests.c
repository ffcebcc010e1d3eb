/*
 * Requests that are there.  The queue itself is queue.c.
 */
#include "work/requests.h"

#include <stdlib.h>

#include "core/access.h"
#include "core/free_pool.h"
#include "core/hold.h"
#include "core/objects.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/inventory.h"
#include "work/mount_batch.h"
#include "work/mount_order.h"
#include "work/queue.h"

static bool is_waiting(const struct rsm_record *request)
{
    DWORD state = request->info.Info.LibRequest.State;

    return state == NTMS_LM_QUEUED || state == NTMS_LM_WAITING;
}

static rsm_error require(struct rsm *rsm, const GUID *id, struct rsm_record *request_out)
{
    return rsm_objects_require(rsm, id, NTMS_LIBREQUEST, ERROR_OBJECT_NOT_FOUND, request_out);
}

/* ---- cancel ---- */

static rsm_error check_waiting(const struct rsm_record *request)
{
    if (is_waiting(request))
        return ERROR_SUCCESS;
    return request->info.Info.LibRequest.State == NTMS_LM_INPROCESS ? ERROR_ACCESS_DENIED
                                                                    : ERROR_OBJECT_NOT_FOUND;
}

/* Without its free label a medium does not become free, and nobody would ever write it. */
static rsm_error give_back(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_free_pool_return(rsm, &record);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error cancel(struct rsm *rsm, const struct rsm_record *request)
{
    const GUID *id = &request->info.ObjectGuid;
    rsm_error err = rsm_queue_set_state(rsm, id, NTMS_LM_CANCELLED, ERROR_SUCCESS);

    if (err == ERROR_SUCCESS)
        err = rsm_queue_cancel_children(rsm, id);
    if (err == ERROR_SUCCESS && request->info.Info.LibRequest.OperationCode == NTMS_LM_MOUNT)
        err = rsm_mount_batch_cancel(rsm, &request->own.Batch); /* all or none */
    if (err == ERROR_SUCCESS && request->info.Info.LibRequest.OperationCode == NTMS_LM_WRITESCRATCH)
        err = give_back(rsm, &request->info.Info.LibRequest.PhysMediaId);
    if (err == ERROR_SUCCESS && request->info.Info.LibRequest.OperationCode == NTMS_LM_DISMOUNT)
        err = rsm_hold_go_on(rsm, &request->info.Info.LibRequest.PhysMediaId);
    return err;
}

/* Is somebody at work in the library?  Nobody is in one that is not present. */
static rsm_error find_out_busy(struct rsm *rsm, const GUID *library, bool *busy_out)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err == ERROR_SUCCESS && record.info.dwOperationalState == NTMS_NOT_PRESENT)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_find_running(rsm, library, 0, &record);
    *busy_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error cancel_or_queue(struct rsm_session *session, const struct rsm_record *request)
{
    const struct rsm_work removal = {.operation = NTMS_LM_REMOVE,
                                     .sort_type = NTMS_LM_REMOVE,
                                     .library = request->info.Info.LibRequest.Library,
                                     .request = request->info.ObjectGuid};
    bool busy = false;
    rsm_error err = find_out_busy(session->rsm, &removal.library, &busy);

    if (err == ERROR_SUCCESS && busy)
        return rsm_queue_add(session->rsm, session, &removal, NULL);
    return err == ERROR_SUCCESS ? cancel(session->rsm, request) : err;
}

rsm_error rsm_requests_cancel(struct rsm_session *session, const GUID *request)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = require(session->rsm, request, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &record, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = check_waiting(&record);
    if (err == ERROR_SUCCESS)
        err = cancel_or_queue(session, &record);
    return rsm_store_end(store, err);
}

rsm_error rsm_requests_cancel_run(struct rsm_library *library, const struct rsm_record *removal)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = require(rsm, &removal->info.Info.LibRequest.WorkItemId, &record);
    if (err == ERROR_SUCCESS)
        err = check_waiting(&record);
    if (err == ERROR_SUCCESS)
        err = cancel(rsm, &record);
    if (err == ERROR_SUCCESS && !rsm_guid_is_null(&record.own.Parent)) /* perhaps its last part */
        err = rsm_inventory_finish(library, &record.own.Parent);
    return rsm_store_end(rsm->store, err);
}

/* ---- order ---- */

/* The mounts among which a request has a place, and that place. */
static rsm_error look(struct rsm_session *session, const GUID *request,
                      struct rsm_mount_turns *mounts, size_t *place_out)
{
    struct rsm_record record;
    rsm_error err = require(session->rsm, request, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_mount_order_list(session->rsm, &record.info.Info.LibRequest.Library, mounts);
    *place_out = rsm_mount_order_place(mounts, request);
    return err;
}

rsm_error rsm_requests_get_order(struct rsm_session *session, const GUID *request, DWORD *order_out)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_mount_turns mounts = {.turns = NULL};
    size_t place = 0;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, look(session, request, &mounts, &place));
    free(mounts.turns);
    if (err == ERROR_SUCCESS)
        *order_out = (DWORD)place;
    return err;
}

rsm_error rsm_requests_set_order(struct rsm_session *session, const GUID *request, DWORD order)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_mount_turns mounts = {.turns = NULL};
    size_t place = 0;
    rsm_error err;

    if (order == 0)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = look(session, request, &mounts, &place);
    if (err == ERROR_SUCCESS && place != 0)
        err = rsm_mount_order_move(session->rsm, &mounts, place,
                                   order < mounts.count ? order : mounts.count);
    err = rsm_store_end(store, err);
    free(mounts.turns);
    return err;
}

/* ---- delete ---- */

static bool is_finished(const struct rsm_record *request)
{
    DWORD state = request->info.Info.OpRequest.State;

    if (request->info.dwType == NTMS_LIBREQUEST)
        return rsm_queue_is_final(request->info.Info.LibRequest.State);
    return state == NTMS_OPSTATE_REFUSED || state == NTMS_OPSTATE_COMPLETE;
}

static rsm_error delete_finished(struct rsm *rsm, const GUID *request, DWORD type)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, request, type, &record);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && is_finished(&record))
        err = rsm_records_delete(rsm->store, request);
    return err;
}

rsm_error rsm_requests_delete(struct rsm_session *session, const GUID *requests, size_t count,
                              DWORD type)
{
    struct rsm *rsm = session->rsm;
    rsm_error err;

    if (type != NTMS_LIBREQUEST && type != NTMS_OPREQUEST)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_MODIFY_ACCESS);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = delete_finished(rsm, &requests[i], type);
    return rsm_store_end(rsm->store, err);
}
