/*
 * What callers do with the cleaner at the port (function pages of InjectNtmsCleaner and EjectNtmsCleaner).
 */
#include "work/cleaner_port.h"

#include "core/cleaner.h"
#include "core/demand.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/ports.h"
#include "work/queue.h"

/* The same numbers for both. */
enum { START = NTMS_INJECT_START, STOP = NTMS_INJECT_STOP };

static const struct rsm_demand to_inject = {.right = NTMS_CONTROL_ACCESS,
                                            .missing = ERROR_INVALID_LIBRARY,
                                            .disabled = ERROR_RESOURCE_DISABLED,
                                            .absent = ERROR_DEVICE_NOT_AVAILABLE,
                                            .offline = ERROR_LIBRARY_OFFLINE};
static const struct rsm_demand to_eject = {.right = NTMS_CONTROL_ACCESS,
                                           .missing = ERROR_INVALID_LIBRARY,
                                           .disabled = ERROR_RESOURCE_DISABLED,
                                           .absent = ERROR_LIBRARY_OFFLINE,
                                           .offline = ERROR_LIBRARY_OFFLINE};

/* ---- stopping ---- */

static rsm_error check_has_port(struct rsm *rsm, const GUID *library)
{
    struct rsm_ports ports;
    rsm_error err = rsm_ports_load(rsm, library, &ports);

    if (err == ERROR_SUCCESS && ports.count == 0)
        err = ERROR_INVALID_OPERATION;
    rsm_ports_free(&ports);
    return err;
}

static rsm_error find(struct rsm *rsm, const GUID *library, const GUID *id, DWORD operation,
                      struct rsm_record *request_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request_out->info.Info.LibRequest;
    DWORD type;
    rsm_error err = rsm_records_type(rsm->store, id, &type);

    if (err == ERROR_SUCCESS && type != NTMS_LIBREQUEST)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, request_out);
    if (err == ERROR_SUCCESS &&
        (info->OperationCode != operation || rsm_queue_is_final(info->State) ||
         !rsm_guid_equal(&info->Library, library)))
        err = ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_OPERATION : err;
}

/* One that has not begun ends at once; the worker ends the other, with what is in the port. */
static rsm_error stop(struct rsm *rsm, const GUID *library, const GUID *id, DWORD operation)
{
    struct rsm_record request;
    rsm_error err = check_has_port(rsm, library);

    if (err == ERROR_SUCCESS)
        err = find(rsm, library, id, operation, &request);
    if (err != ERROR_SUCCESS)
        return err;
    if (request.info.Info.LibRequest.State == NTMS_LM_QUEUED && request.own.Since == 0)
        return rsm_queue_set_state(rsm, id, NTMS_LM_STOPPED, ERROR_SUCCESS);
    return rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, id, "action", STOP);
}

/* ---- starting ---- */

static rsm_error start(struct rsm_session *session, const struct rsm_record *library,
                       DWORD operation, DWORD uses, GUID *id_out)
{
    struct rsm_work work = {.operation = operation,
                            .action = START,
                            .sort_type = operation,
                            .library = library->info.ObjectGuid,
                            .slot = library->info.Info.Library.CleanerSlot,
                            .order = uses};

    return rsm_queue_add(session->rsm, session, &work, id_out);
}

static rsm_error inject(struct rsm_session *session, const GUID *library, GUID *operation,
                        DWORD uses, DWORD action)
{
    struct rsm_record record;
    rsm_error err = rsm_demand_library(session, library, &to_inject, &record);

    if (err == ERROR_SUCCESS && action == STOP)
        return stop(session->rsm, library, operation, NTMS_LM_INJECTCLEANER);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_check_slot_empty(session->rsm, &record);
    return err == ERROR_SUCCESS ? start(session, &record, NTMS_LM_INJECTCLEANER, uses, operation)
                                : err;
}

static rsm_error eject(struct rsm_session *session, const GUID *library, GUID *operation,
                       DWORD action)
{
    struct rsm_record record;
    rsm_error err = rsm_demand_library(session, library, &to_eject, &record);

    if (err == ERROR_SUCCESS && action == STOP)
        return stop(session->rsm, library, operation, NTMS_LM_EJECTCLEANER);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_find(session->rsm, &record, NULL);
    if (err == ERROR_SUCCESS || err == ERROR_CLEANER_CARTRIDGE_SPENT ||
        err == ERROR_BUSY) /* it is in a drive, and comes back */
        err = start(session, &record, NTMS_LM_EJECTCLEANER, 0, operation);
    return err;
}

rsm_error rsm_cleaner_port_inject(struct rsm_session *session, const GUID *library, GUID *operation,
                                  DWORD uses, DWORD action)
{
    struct rsm_store *store = session->rsm->store;
    GUID id = *operation;
    rsm_error err;

    if (action > STOP)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, inject(session, library, &id, uses, action));
    if (err == ERROR_SUCCESS)
        *operation = id;
    return err;
}

rsm_error rsm_cleaner_port_eject(struct rsm_session *session, const GUID *library, GUID *operation,
                                 DWORD action)
{
    struct rsm_store *store = session->rsm->store;
    GUID id = *operation;
    rsm_error err;

    if (action > STOP)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, eject(session, library, &id, action));
    if (err == ERROR_SUCCESS)
        *operation = id;
    return err;
}
