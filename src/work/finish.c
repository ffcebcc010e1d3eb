/*
 * The end of requests.
 */
#include "work/finish.h"

#include <stdio.h>
#include <string.h>

#include "model/guid.h"
#include "model/operations.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/dismount_run.h"
#include "work/free_label.h"
#include "work/inventory.h"
#include "work/mount_batch.h"
#include "work/queue.h"

/* Is the request to be run again? */
enum again { NO, LATER, WHEN_DRIVE_IS_FREE };

/* The changer went away in the middle, or the drive did and there are others: run it again later.
 * When the changer does not come back those that wait for an answer get it from the worker. */
static rsm_error record_failure(struct rsm_library *library, const struct rsm_record *request,
                                rsm_error result, enum again again)
{
    const GUID *id = &request->info.ObjectGuid;
    bool put_back = false;
    rsm_error err = ERROR_SUCCESS;

    if (again != NO)
        err = rsm_queue_put_back(library->rsm, id, again == LATER, &put_back);
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

/* ", NAME" behind what is there already; nothing for what is not on record. */
static void add_name(struct rsm_store *store, const GUID *id, DWORD type, char *text, size_t room)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    size_t length = strlen(text);
    struct rsm_record record;

    if (rsm_guid_is_null(id) || rsm_records_load(store, id, type, &record) != ERROR_SUCCESS)
        return;
    (void)rsm_text_to_utf8(name, sizeof name, record.info.szName, NTMS_OBJECTNAME_LENGTH);
    (void)snprintf(text + length, room - length, ", %s", name);
}

static rsm_error record_end(struct rsm_library *library, const struct rsm_record *request,
                            rsm_error result, enum again again)
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
        err = record_failure(library, request, result, again);
    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_guid_is_null(&request->own.Parent))
        return rsm_inventory_finish(library, &request->own.Parent);
    if (request->info.Info.LibRequest.OperationCode == NTMS_LM_PROCESSOMID)
        err = rsm_free_label_queue_missing(library, NULL); /* of a medium that came back */
    return err;
}

/* What failed, and what it was about, which the request may know better by now.  Wants an open transaction. */
static void describe(struct rsm_store *store, const struct rsm_record *request, char *about,
                     size_t room)
{
    struct rsm_record now;
    const NTMS_LIBREQUESTINFORMATIONW *info = &now.info.Info.LibRequest;

    if (rsm_records_load(store, &request->info.ObjectGuid, NTMS_LIBREQUEST, &now) != ERROR_SUCCESS)
        return;
    add_name(store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, about, room);
    add_name(store, &info->SlotId, NTMS_STORAGESLOT, about, room);
    add_name(store, &info->DriveId, NTMS_DRIVE, about, room);
}

static void say_failure(struct rsm_library *library, const struct rsm_record *request,
                        rsm_error result, bool later)
{
    struct rsm_store *store = library->rsm->store;
    char about[3 * (NTMS_OBJECTNAME_LENGTH * 3 + 4)] = "";

    if (rsm_store_begin(store, RSM_STORE_READ) == ERROR_SUCCESS) {
        describe(store, request, about, sizeof about);
        (void)rsm_store_end(store, ERROR_SUCCESS);
    }
    rsm_log(RSM_LOG_WARNING, "work", "library %s: %s%s failed%s: %s (%s)", library->name,
            rsm_operation_words(request->info.Info.LibRequest.OperationCode), about,
            later ? " and is tried again" : "", rsm_error_text(result), rsm_error_name(result));
}

static void finish(struct rsm_library *library, const struct rsm_record *request, rsm_error result,
                   enum again again)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err;

    if (result != ERROR_SUCCESS && again != WHEN_DRIVE_IS_FREE)
        say_failure(library, request, result, again == LATER);
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_end(library, request, result, again));
    if (err == ERROR_SUCCESS)
        return;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the end of a request was not recorded: %s (%s); starting over with this "
            "library",
            library->name, rsm_error_text(err), rsm_error_name(err));
    rsm_library_lose(library); /* whoever takes it again settles the request */
}

void rsm_finish_request(struct rsm_library *library, const struct rsm_record *request,
                        rsm_error result)
{
    rsm_finish_in_bay(library, request, NULL, result);
}

void rsm_finish_in_bay(struct rsm_library *library, const struct rsm_record *request,
                       const struct rsm_bay *bay, rsm_error result)
{
    /* asked before the transaction: the library's lock comes before the store's */
    bool later = result == ERROR_RETRY || rsm_library_is_lost(library);
    bool in_use = result == ERROR_RETRY && bay != NULL && rsm_library_is_used(library, bay);

    finish(library, request, result, in_use ? WHEN_DRIVE_IS_FREE : later ? LATER : NO);
}

rsm_error rsm_finish_stopped(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, rsm_queue_set_state(library->rsm, &request->info.ObjectGuid,
                                                    NTMS_LM_STOPPED, ERROR_SUCCESS));
}
