/*
 * The end of requests.
 */
#include "work/finish.h"

#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/dismount_run.h"
#include "work/free_label.h"
#include "work/inventory.h"
#include "work/mount_batch.h"
#include "work/queue.h"

/* The changer went away in the middle, or the drive did and there are others: run it again later.
 * When the changer does not come back those that wait for an answer get it from the worker. */
static rsm_error record_failure(struct rsm_library *library, const struct rsm_record *request,
                                rsm_error result, bool later)
{
    const GUID *id = &request->info.ObjectGuid;
    bool put_back = false;
    rsm_error err = ERROR_SUCCESS;

    if (later)
        err = rsm_queue_put_back(library->rsm, id, &put_back);
    if (err != ERROR_SUCCESS || put_back)
        return err;
    if (result == ERROR_RETRY)
        result = ERROR_DEVICE_NOT_AVAILABLE;
    if (request->info.Info.LibRequest.OperationCode == NTMS_LM_MOUNT)
        return rsm_mount_batch_fail(library->rsm, request, result);
    err = rsm_queue_set_state(library->rsm, id, NTMS_LM_FAILED, result);
    if (err == ERROR_SUCCESS && request->info.Info.LibRequest.OperationCode == NTMS_LM_WRITESCRATCH)
        err = rsm_free_label_give_up(library, request, result);
    if (err == ERROR_SUCCESS && request->info.Info.LibRequest.OperationCode == NTMS_LM_DISMOUNT)
        err = rsm_dismount_run_give_up(library, request);
    return err;
}

static rsm_error record_end(struct rsm_library *library, const struct rsm_record *request,
                            rsm_error result, bool later)
{
    const GUID *id = &request->info.ObjectGuid;
    struct rsm_record now;
    rsm_error err = rsm_records_load(library->rsm->store, id, NTMS_LIBREQUEST, &now);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    /* Stopped meanwhile, or an inventory that waits for its cartridges. */
    if (err != ERROR_SUCCESS || now.info.Info.LibRequest.State != NTMS_LM_INPROCESS)
        return err;
    if (result == ERROR_SUCCESS)
        err = rsm_queue_set_state(library->rsm, id, NTMS_LM_PASSED, ERROR_SUCCESS);
    else
        err = record_failure(library, request, result, later);
    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_guid_is_null(&request->own.Parent))
        return rsm_inventory_finish(library, &request->own.Parent);
    if (request->info.Info.LibRequest.OperationCode == NTMS_LM_PROCESSOMID)
        err = rsm_free_label_queue_missing(library); /* of a medium that came back */
    return err;
}

void rsm_finish_request(struct rsm_library *library, const struct rsm_record *request,
                        rsm_error result)
{
    struct rsm_store *store = library->rsm->store;
    /* asked before the transaction: the library's lock comes before the store's */
    bool later = result == ERROR_RETRY || rsm_library_is_lost(library);
    rsm_error err;

    if (result != ERROR_SUCCESS)
        rsm_log(RSM_LOG_WARNING, "work", "library %s: request %u failed: %s (%s)", library->name,
                (unsigned)request->info.Info.LibRequest.OperationCode, rsm_error_text(result),
                rsm_error_name(result));
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_end(library, request, result, later));
    if (err == ERROR_SUCCESS)
        return;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the end of a request was not recorded: %s (%s); starting over with this "
            "library",
            library->name, rsm_error_text(err), rsm_error_name(err));
    rsm_library_lose(library); /* whoever takes it again settles the request */
}
