/*
 * What callers do with ejects.  Checks in the order of the spec's "errors" 1.1.
 */
#include "work/eject.h"

#include <stdlib.h>

#include "core/demand.h"
#include "core/hold.h"
#include "core/objects.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/ports.h"
#include "work/queue.h"

enum { FORGOTTEN_MS = 24 * 60 * 60 * 1000 };

/* Whether the library is there is asked after its medium. */
static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_PARAMETER,
                                         .disabled = ERROR_DEVICE_NOT_AVAILABLE};

static bool is_online(const struct rsm_record *library)
{
    return !rsm_demand_is_offline_library(library) &&
           library->info.dwOperationalState != NTMS_NOT_PRESENT;
}

/* ---- may it go? ---- */

/* What is to be ejected, and where it is. */
struct candidate {
    struct rsm_record medium;
    struct rsm_record library;
};

static rsm_error check_drive(struct rsm *rsm, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct rsm_record drive;
    rsm_error err;

    if (info->LocationType != NTMS_DRIVE)
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, &info->Location, NTMS_DRIVE, &drive);
    if (err == ERROR_SUCCESS && !drive.info.Enabled)
        err = ERROR_DEVICE_NOT_AVAILABLE;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error find_candidate(struct rsm_session *session, const GUID *medium,
                                struct candidate *candidate)
{
    rsm_error err = rsm_objects_require(session->rsm, medium, NTMS_PHYSICAL_MEDIA,
                                        ERROR_INVALID_PARAMETER, &candidate->medium);

    if (err == ERROR_SUCCESS)
        err = rsm_demand_library(session, &candidate->medium.info.Info.PhysicalMedia.CurrentLibrary,
                                 &demand, &candidate->library);
    if (err == ERROR_SUCCESS)
        err = check_drive(session->rsm, &candidate->medium);
    if (err == ERROR_SUCCESS && !candidate->medium.info.Enabled)
        err = ERROR_MEDIA_NOT_AVAILABLE;
    if (err == ERROR_SUCCESS && !is_online(&candidate->library))
        err = ERROR_LIBRARY_OFFLINE;
    return err;
}

/* Has a program the medium, or will it have it soon? */
static rsm_error check_unused(struct rsm *rsm, const struct rsm_record *medium)
{
    bool wanted = false;
    rsm_error err = ERROR_SUCCESS;

    if (medium->own.Hold != RSM_HOLD_NONE)
        return ERROR_BUSY;
    err = rsm_queue_has_work(rsm, NTMS_LM_MOUNT, &medium->info.ObjectGuid, &wanted);
    return err == ERROR_SUCCESS && wanted ? ERROR_BUSY : err;
}

/* ---- putting aside ---- */

bool rsm_eject_is_aside(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.OperationCode == NTMS_LM_EJECT &&
           request->info.Info.LibRequest.State == NTMS_LM_QUEUED &&
           request->own.SortType == RSM_EJECT_HELD_BACK;
}

struct forgotten {
    struct rsm *rsm;
    int64_t before; /* put aside before this moment, ms since 1970 UTC */
    rsm_error err;
};

static bool give_up_one(void *context, const struct rsm_record *request)
{
    struct forgotten *forgotten = context;

    if (rsm_clock_to_ms(&request->info.Info.LibRequest.TimeQueued) > forgotten->before ||
        rsm_owner_lives(forgotten->rsm, request->own.Owner))
        return true;
    forgotten->err = rsm_queue_set_state(forgotten->rsm, &request->info.ObjectGuid,
                                         NTMS_LM_CANCELLED, ERROR_SUCCESS);
    return forgotten->err == ERROR_SUCCESS;
}

rsm_error rsm_eject_give_up_forgotten(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition aside[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };
    struct forgotten forgotten = {
        .rsm = rsm, .before = rsm_ports_now() - FORGOTTEN_MS, .err = ERROR_SUCCESS};
    rsm_error err =
        rsm_records_each(rsm->store, NTMS_LIBREQUEST, aside, 3, give_up_one, &forgotten);

    return err == ERROR_SUCCESS ? forgotten.err : err;
}

static rsm_error find_aside(struct rsm *rsm, const GUID *medium, struct rsm_record *request_out)
{
    const struct rsm_condition of_medium[] = {
        {.column = "phys_media_id", .guid = medium},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };

    return rsm_records_first(rsm->store, NTMS_LIBREQUEST, of_medium, 3, request_out);
}

/* What was put aside in a library goes into its port together; a person who opens a library without one may
 * take any number. */
static rsm_error check_room(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition aside[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };
    struct rsm_ports ports;
    size_t cells;
    DWORD count = 0;
    rsm_error err = rsm_ports_load(rsm, library, &ports);

    if (err != ERROR_SUCCESS)
        return err;
    cells = ports.count;
    rsm_ports_free(&ports);
    err = rsm_records_count(rsm->store, NTMS_LIBREQUEST, aside, 3, &count);
    return err == ERROR_SUCCESS && cells > 0 && count >= cells ? ERROR_BUSY : err;
}

static rsm_error add(struct rsm_session *session, const struct candidate *candidate, bool force)
{
    const struct rsm_work work = {.operation = NTMS_LM_EJECT,
                                  .option = force ? RSM_EJECT_FORCED : 0,
                                  .action = NTMS_EJECT_QUEUE,
                                  .sort_type = RSM_EJECT_HELD_BACK,
                                  .library = candidate->library.info.ObjectGuid,
                                  .medium = candidate->medium.info.ObjectGuid};
    bool begun = false;
    rsm_error err = rsm_queue_has_work(session->rsm, NTMS_LM_EJECT, &work.medium, &begun);

    if (err == ERROR_SUCCESS && begun)
        err = ERROR_BUSY;
    if (err == ERROR_SUCCESS)
        err = check_room(session->rsm, &work.library);
    return err == ERROR_SUCCESS ? rsm_queue_add(session->rsm, session, &work, NULL) : err;
}

static rsm_error put_aside(struct rsm_session *session, const GUID *medium, bool force,
                           struct candidate *candidate)
{
    struct rsm_record request;
    rsm_error err = find_candidate(session, medium, candidate);

    if (err == ERROR_SUCCESS && !force)
        err = check_unused(session->rsm, &candidate->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_eject_give_up_forgotten(session->rsm, &candidate->library.info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = find_aside(session->rsm, medium, &request);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return add(session, candidate, force);
    if (err == ERROR_SUCCESS && force)
        err = rsm_records_set_number(session->rsm->store, NTMS_LIBREQUEST, &request.info.ObjectGuid,
                                     "operation_option", RSM_EJECT_FORCED);
    return err;
}

rsm_error rsm_eject_put_aside(struct rsm_session *session, const GUID *medium)
{
    struct rsm_store *store = session->rsm->store;
    struct candidate candidate;
    rsm_error err;

    if (medium == NULL)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, put_aside(session, medium, false, &candidate));
}

/* ---- beginning ---- */

/* What was put aside in a library may begin, for this session whoever put it aside; *batch_out is the first of
 * it, unless it is set already. */
static rsm_error release(const struct rsm_session *session, const GUID *library, GUID *batch_out)
{
    struct rsm *rsm = session->rsm;
    const struct rsm_condition aside[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };
    struct rsm_record request;
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_LIBREQUEST, aside, 3, &ids, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = rsm_records_load(rsm->store, &ids[i], NTMS_LIBREQUEST, &request);
        if (err != ERROR_SUCCESS)
            break;
        if (rsm_guid_is_null(batch_out))
            *batch_out = ids[i];
        request.own.Batch = *batch_out;
        request.own.Session = session->id;
        rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, rsm->owner);
        request.own.Action = NTMS_EJECT_START;
        request.own.SortType = NTMS_LM_EJECT;
        err = rsm_records_save(rsm->store, &request);
    }
    free(ids);
    return err;
}

static rsm_error start_one(struct rsm_session *session, const GUID *medium, bool force,
                           GUID *batch_out)
{
    struct candidate candidate;
    rsm_error err = put_aside(session, medium, force, &candidate);

    return err == ERROR_SUCCESS ? release(session, &candidate.library.info.ObjectGuid, batch_out)
                                : err;
}

/* Every library in which the session put something aside; what was released with the one before it is not
 * aside any more. */
static rsm_error start_all(struct rsm_session *session, GUID *batch_out)
{
    static const struct rsm_demand all = {.right = NTMS_CONTROL_ACCESS,
                                          .missing = ERROR_INVALID_PARAMETER,
                                          .disabled = ERROR_DEVICE_NOT_AVAILABLE,
                                          .absent = ERROR_LIBRARY_OFFLINE,
                                          .offline = ERROR_LIBRARY_OFFLINE};
    const struct rsm_condition own[] = {
        {.column = "session", .guid = &session->id},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };
    struct rsm *rsm = session->rsm;
    struct rsm_record request;
    struct rsm_record library;
    rsm_error err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, own, 3, &request);

    while (err == ERROR_SUCCESS) {
        err = rsm_demand_library(session, &request.info.Info.LibRequest.Library, &all, &library);
        if (err == ERROR_SUCCESS)
            err = release(session, &library.info.ObjectGuid, batch_out);
        if (err == ERROR_SUCCESS)
            err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, own, 3, &request);
    }
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_guid_is_null(batch_out) ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    return err;
}

rsm_error rsm_eject_start(struct rsm_session *session, const GUID *medium, bool force,
                          GUID *operation_out)
{
    struct rsm_store *store = session->rsm->store;
    bool flush = medium == NULL || rsm_guid_is_null(medium);
    GUID batch = rsm_guid_null;
    rsm_error err;

    if (flush && force)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = flush ? start_all(session, &batch) : start_one(session, medium, force, &batch);
    err = rsm_store_end(store, err);
    if (err == ERROR_SUCCESS)
        *operation_out = batch;
    return err;
}

rsm_error rsm_eject_media_and_wait(struct rsm_session *session, const GUID *medium, bool force)
{
    GUID operation;
    rsm_error err;

    if (medium == NULL || rsm_guid_is_null(medium))
        return ERROR_INVALID_PARAMETER;
    err = rsm_eject_start(session, medium, force, &operation);
    return err == ERROR_SUCCESS ? rsm_queue_wait(session, &operation, RSM_FOREVER) : err;
}

/* ---- ending ---- */

struct stopping {
    struct rsm *rsm;
    rsm_error err;
    bool found; /* something of it has not ended */
};

/* What has never begun has nothing to take back; the worker ends the others. */
static bool stop_one(void *context, const struct rsm_record *request)
{
    struct stopping *stopping = context;
    DWORD state = request->info.Info.LibRequest.State;

    if (rsm_queue_is_final(state))
        return true;
    stopping->found = true;
    if (state == NTMS_LM_QUEUED && request->own.Since == 0)
        stopping->err = rsm_queue_set_state(stopping->rsm, &request->info.ObjectGuid,
                                            NTMS_LM_STOPPED, ERROR_SUCCESS);
    else
        stopping->err =
            rsm_records_set_number(stopping->rsm->store, NTMS_LIBREQUEST, &request->info.ObjectGuid,
                                   "action", NTMS_EJECT_STOP);
    return stopping->err == ERROR_SUCCESS;
}

/* The rules are those of the library of the first one. */
static rsm_error stop(struct rsm_session *session, const GUID *operation)
{
    static const struct rsm_demand at_work = {.right = NTMS_CONTROL_ACCESS,
                                              .missing = ERROR_INVALID_OPERATION,
                                              .disabled = ERROR_DEVICE_NOT_AVAILABLE,
                                              .absent = ERROR_LIBRARY_OFFLINE,
                                              .offline = ERROR_LIBRARY_OFFLINE};
    const struct rsm_condition of_batch[] = {
        {.column = "batch", .guid = operation},
        {.column = "operation_code", .number = NTMS_LM_EJECT},
    };
    struct stopping stopping = {.rsm = session->rsm};
    struct rsm_record request;
    struct rsm_record library;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    if (!rsm_guid_is_null(operation))
        err = rsm_records_first(session->rsm->store, NTMS_LIBREQUEST, of_batch, 2, &request);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_OPERATION : err;
    err = rsm_demand_library(session, &request.info.Info.LibRequest.Library, &at_work, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(session->rsm->store, NTMS_LIBREQUEST, of_batch, 2, stop_one,
                               &stopping);
    if (err == ERROR_SUCCESS)
        err = stopping.err;
    return err == ERROR_SUCCESS && !stopping.found ? ERROR_INVALID_OPERATION : err;
}

rsm_error rsm_eject_stop(struct rsm_session *session, const GUID *operation)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, stop(session, operation));
}
