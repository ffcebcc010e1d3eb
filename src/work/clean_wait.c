/*
 * Cleanings that cannot be done now.  One operator request serves all that wait in a library: it is about
 * the library, and belongs to none of them.
 */
#include "work/clean_wait.h"

#include <stdlib.h>

#include "core/cleaner.h"
#include "core/operator.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/queue.h"

/* 0 = it is gone.  Wants an open transaction. */
static DWORD drive_number(struct rsm_store *store, const struct rsm_record *request)
{
    struct rsm_record drive;
    rsm_error err =
        rsm_records_load(store, &request->info.Info.LibRequest.DriveId, NTMS_DRIVE, &drive);

    return err == ERROR_SUCCESS ? drive.info.Info.Drive.Number : 0;
}

/* ---- beginning to wait ---- */

static rsm_error begin(struct rsm *rsm, const GUID *id)
{
    struct rsm_record library;
    struct rsm_record request;
    GUID asked;
    rsm_error reason;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &request);

    if (err == ERROR_SUCCESS && request.info.Info.LibRequest.State != NTMS_LM_QUEUED)
        err = ERROR_INVALID_STATE;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &request.info.Info.LibRequest.Library, NTMS_LIBRARY,
                               &library);
    if (err != ERROR_SUCCESS)
        return err;
    reason = rsm_cleaner_find(rsm, &library, NULL);
    if (!rsm_cleaner_is_missing(reason))
        return ERROR_BUSY; /* it came meanwhile */
    err = rsm_cleaner_ask(rsm, &library, reason, &asked);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(rsm, id, "operator_request", &asked);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, id, NTMS_LM_WAITING, ERROR_SUCCESS);
    return err;
}

/* The operator request is for all drives of the library: which one waits says the log. */
static void say(const struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    DWORD number = 0;

    if (rsm_store_begin(store, RSM_STORE_READ) != ERROR_SUCCESS)
        return;
    number = drive_number(store, request);
    (void)rsm_store_end(store, ERROR_SUCCESS);
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: drive %u waits to be cleaned until there is a cleaning cartridge",
            library->name, (unsigned)number);
}

bool rsm_clean_wait_begin(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, begin(library->rsm, &request->info.ObjectGuid));
    if (err == ERROR_SUCCESS)
        say(library, request);
    return err == ERROR_SUCCESS;
}

/* ---- going on ---- */

struct waking {
    struct rsm *rsm;
    const char *name; /* of the library, for the log */
    struct rsm_record library;
    rsm_error cleaner; /* of rsm_cleaner_find() */
    bool changed;
};

/* There is still none.  The operator request may have gone with another cleaning that it served. */
static rsm_error look_at_answer(struct waking *w, const struct rsm_record *request)
{
    const GUID *id = &request->info.ObjectGuid;
    GUID asked;
    rsm_error err = rsm_operator_result(w->rsm, &request->own.OperatorRequest);

    if (err == ERROR_SUCCESS || err == ERROR_IO_PENDING)
        return ERROR_SUCCESS;
    if (err != ERROR_CANCELLED && err != ERROR_OBJECT_NOT_FOUND)
        return err;
    w->changed = true;
    if (err == ERROR_CANCELLED) {
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: drive %u is not cleaned: bringing a cleaning cartridge was refused",
                w->name, (unsigned)drive_number(w->rsm->store, request));
        return rsm_queue_set_state(w->rsm, id, NTMS_LM_FAILED, ERROR_UNABLE_TO_CLEAN);
    }
    err = rsm_cleaner_ask(w->rsm, &w->library, w->cleaner, &asked);
    return err == ERROR_SUCCESS ? rsm_queue_note(w->rsm, id, "operator_request", &asked) : err;
}

static rsm_error wake(struct waking *w, const GUID *id)
{
    struct rsm_record request;
    rsm_error err = rsm_records_load(w->rsm->store, id, NTMS_LIBREQUEST, &request);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (request.info.Info.LibRequest.State != NTMS_LM_WAITING)
        return ERROR_SUCCESS;
    if (rsm_cleaner_is_missing(w->cleaner))
        return look_at_answer(w, &request);
    w->changed = true;
    return rsm_queue_set_state(w->rsm, id, NTMS_LM_QUEUED, ERROR_SUCCESS);
}

/* A cleaner is there: nobody needs to bring one. */
static rsm_error end_asking(struct waking *w)
{
    GUID asked;
    rsm_error err;

    if (w->cleaner != ERROR_SUCCESS)
        return ERROR_SUCCESS;
    err = rsm_operator_find(w->rsm, NTMS_OPREQ_CLEANER, &w->library.info.ObjectGuid, &asked);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    w->changed = true;
    return rsm_operator_settle(w->rsm, &asked, NTMS_OPSTATE_COMPLETE);
}

static rsm_error wake_all(struct waking *w, const GUID *library, const GUID *ids, size_t count)
{
    rsm_error err = rsm_records_load(w->rsm->store, library, NTMS_LIBRARY, &w->library);

    if (err == ERROR_SUCCESS) {
        w->cleaner = rsm_cleaner_find(w->rsm, &w->library, NULL);
        err = end_asking(w);
    }
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = wake(w, &ids[i]);
    return err;
}

/* ---- what was interrupted ---- */

/* A drive that is being cleaned, and no request about it.  Wants an open transaction. */
static rsm_error find_interrupted(struct rsm *rsm, const GUID *library, GUID *drive_out)
{
    const struct rsm_condition being_cleaned[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_DRIVESTATE_BEING_CLEANED},
        {.column = "operational_state", .number = NTMS_READY},
        {.column = "enabled", .number = TRUE},
    };
    struct rsm_record drive;
    bool unfinished = false;
    rsm_error err = rsm_records_first(rsm->store, NTMS_DRIVE, being_cleaned, 4, &drive);

    if (err == ERROR_SUCCESS)
        err =
            rsm_queue_has_drive_work(rsm, NTMS_LM_CLEANDRIVE, &drive.info.ObjectGuid, &unfinished);
    if (err == ERROR_SUCCESS && unfinished)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        *drive_out = drive.info.ObjectGuid;
    return err;
}

static rsm_error go_on(struct rsm *rsm, const GUID *library, bool *changed)
{
    struct rsm_work work = {
        .operation = NTMS_LM_CLEANDRIVE, .sort_type = NTMS_LM_CLEANDRIVE, .library = *library};
    rsm_error err = find_interrupted(rsm, library, &work.drive);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    *changed = true;
    return rsm_queue_add(rsm, NULL, &work, NULL);
}

/* ---- the chore ---- */

static rsm_error list_waiting(struct rsm *rsm, const GUID *library, GUID **ids_out,
                              size_t *count_out)
{
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "operation_code", .number = NTMS_LM_CLEANDRIVE},
    };

    return rsm_records_ids(rsm->store, NTMS_LIBREQUEST, waiting, 3, ids_out, count_out);
}

/* Is there anything to be done?  Only then is the database written to. */
static bool has_work(struct rsm *rsm, const GUID *library)
{
    GUID *ids = NULL;
    GUID id;
    size_t count = 0;
    bool has = false;

    if (rsm_store_begin(rsm->store, RSM_STORE_READ) != ERROR_SUCCESS)
        return false;
    has = (list_waiting(rsm, library, &ids, &count) == ERROR_SUCCESS && count > 0) ||
          rsm_operator_find(rsm, NTMS_OPREQ_CLEANER, library, &id) == ERROR_SUCCESS ||
          find_interrupted(rsm, library, &id) == ERROR_SUCCESS;
    (void)rsm_store_end(rsm->store, ERROR_SUCCESS);
    free(ids);
    return has;
}

bool rsm_clean_wait_chore(struct rsm_library *library)
{
    struct waking w = {.rsm = library->rsm, .name = library->name};
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err;

    if (!has_work(library->rsm, &library->id) || !rsm_library_is_enabled(library))
        return false;
    err = rsm_store_begin(library->rsm->store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return false;
    err = list_waiting(library->rsm, &library->id, &ids, &count);
    if (err == ERROR_SUCCESS)
        err = wake_all(&w, &library->id, ids, count);
    if (err == ERROR_SUCCESS)
        err = go_on(library->rsm, &library->id, &w.changed);
    err = rsm_store_end(library->rsm->store, err);
    free(ids);
    return err == ERROR_SUCCESS && w.changed;
}
