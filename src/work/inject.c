/*
 * What callers do with injects.
 */
#include "work/inject.h"

#include "core/demand.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/queue.h"

static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .disabled = ERROR_DEVICE_NOT_AVAILABLE,
                                         .absent = ERROR_LIBRARY_OFFLINE,
                                         .offline = ERROR_LIBRARY_OFFLINE};

/* The cleaner's slot is kept for it.  A drive that stands alone has none, and wants none. */
static rsm_error check_free_slot(struct rsm *rsm, const struct rsm_record *library)
{
    bool alone = library->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    const struct rsm_condition empty[] = {
        {.column = "library", .guid = &library->info.ObjectGuid},
        {.column = "state", .number = NTMS_SLOTSTATE_EMPTY},
    };
    const GUID *reserved = &library->info.Info.Library.CleanerSlot;
    struct rsm_record slot;
    DWORD count = 0;
    rsm_error err = rsm_records_count(rsm->store, NTMS_STORAGESLOT, empty, 2, &count);

    if (err == ERROR_SUCCESS && count > 0 && !rsm_guid_is_null(reserved) &&
        rsm_records_load(rsm->store, reserved, NTMS_STORAGESLOT, &slot) == ERROR_SUCCESS &&
        slot.info.Info.StorageSlot.State == NTMS_SLOTSTATE_EMPTY)
        count--;
    return err == ERROR_SUCCESS && count == 0 && !alone ? ERROR_LIBRARY_FULL : err;
}

static rsm_error start(struct rsm_session *session, const struct rsm_record *library, DWORD action,
                       GUID *operation_out)
{
    const struct rsm_work work = {.operation = NTMS_LM_INJECT,
                                  .option = action == NTMS_INJECT_STARTMANY ? RSM_INJECT_MANY : 0,
                                  .action = action,
                                  .sort_type = NTMS_LM_INJECT,
                                  .library = library->info.ObjectGuid};
    rsm_error err = check_free_slot(session->rsm, library);

    if (err == ERROR_SUCCESS)
        err = rsm_queue_add(session->rsm, session, &work, operation_out);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(session->rsm->store, NTMS_LIBREQUEST, operation_out, "batch",
                                   operation_out);
    return err;
}

/* An inject of that library which has not ended. */
static rsm_error find(struct rsm *rsm, const GUID *library, const GUID *operation,
                      struct rsm_record *request_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request_out->info.Info.LibRequest;
    DWORD type;
    rsm_error err = rsm_records_type(rsm->store, operation, &type);

    if (err == ERROR_SUCCESS && type != NTMS_LIBREQUEST)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, operation, NTMS_LIBREQUEST, request_out);
    if (err == ERROR_SUCCESS &&
        (info->OperationCode != NTMS_LM_INJECT || rsm_queue_is_final(info->State) ||
         !rsm_guid_equal(&info->Library, library)))
        err = ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_OPERATION : err;
}

/* Has nothing to be taken: it has never begun, or waits only for what is too much to be removed. */
static bool may_end_at_once(const struct rsm_record *request)
{
    DWORD state = request->info.Info.LibRequest.State;

    if (state == NTMS_LM_QUEUED)
        return request->own.Since == 0;
    return state == NTMS_LM_WAITING && !rsm_guid_is_null(&request->own.OperatorRequest);
}

/* Else the worker takes what is in the port, and ends it. */
static rsm_error stop(struct rsm *rsm, const GUID *library, const GUID *operation)
{
    struct rsm_record request;
    rsm_error err = find(rsm, library, operation, &request);

    if (err != ERROR_SUCCESS)
        return err;
    if (may_end_at_once(&request))
        return rsm_queue_set_state(rsm, operation, NTMS_LM_STOPPED, ERROR_SUCCESS);
    return rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, operation, "action",
                                  NTMS_INJECT_STOP);
}

static rsm_error retract(struct rsm *rsm, const GUID *library, const GUID *operation)
{
    struct rsm_record request;
    rsm_error err = find(rsm, library, operation, &request);

    if (err == ERROR_SUCCESS && request.info.Info.LibRequest.OperationOption != RSM_INJECT_MANY)
        err = ERROR_INVALID_OPERATION;
    if (err != ERROR_SUCCESS || request.own.Action == NTMS_INJECT_STOP)
        return err;
    return rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, operation, "action",
                                  NTMS_INJECT_RETRACT);
}

static rsm_error act(struct rsm_session *session, const GUID *library, GUID *operation,
                     DWORD action)
{
    struct rsm_record record;
    rsm_error err = rsm_demand_library(session, library, &demand, &record);

    if (err != ERROR_SUCCESS)
        return err;
    switch (action) {
    case NTMS_INJECT_STOP:
        return stop(session->rsm, library, operation);
    case NTMS_INJECT_RETRACT:
        return retract(session->rsm, library, operation);
    default:
        return start(session, &record, action, operation);
    }
}

rsm_error rsm_inject_media(struct rsm_session *session, const GUID *library, GUID *operation,
                           DWORD action)
{
    struct rsm_store *store = session->rsm->store;
    GUID id = *operation;
    rsm_error err;

    if (action > NTMS_INJECT_STARTMANY)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, act(session, library, &id, action));
    if (err == ERROR_SUCCESS)
        *operation = id;
    return err;
}
