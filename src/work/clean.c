/*
 * Cleaning drives: who asks for it, and when it can be done (function page of CleanNtmsDrive; spec
 * "requests" 8).  The cleaning itself is clean_run.c's.
 */
#include "work/clean.h"

#include "core/cleaner.h"
#include "core/demand.h"
#include "core/hold.h"
#include "core/media.h"
#include "core/objects.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/clean_run.h"
#include "work/clean_wait.h"
#include "work/finish.h"
#include "work/queue.h"

/* ---- the caller's half ---- */

/* Whether the library is present is asked after the drive was looked at. */
static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .disabled = ERROR_RESOURCE_DISABLED,
                                         .offline = ERROR_RESOURCE_NOT_PRESENT};

static rsm_error check(struct rsm_session *session, const GUID *id, struct rsm_record *drive_out,
                       struct rsm_record *library_out)
{
    rsm_error err =
        rsm_objects_require(session->rsm, id, NTMS_DRIVE, ERROR_INVALID_DRIVE, drive_out);

    if (err == ERROR_SUCCESS)
        err =
            rsm_demand_library(session, &drive_out->info.Info.Drive.Library, &demand, library_out);
    if (err == ERROR_SUCCESS && !drive_out->info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS && library_out->info.dwOperationalState == NTMS_NOT_PRESENT)
        err = ERROR_RESOURCE_NOT_PRESENT;
    if (err == ERROR_SUCCESS && drive_out->info.dwOperationalState != NTMS_READY)
        err = ERROR_DEVICE_NOT_AVAILABLE;
    return err;
}

static rsm_error add_request(struct rsm *rsm, const struct rsm_session *session,
                             const GUID *library, const GUID *drive)
{
    const struct rsm_work work = {.operation = NTMS_LM_CLEANDRIVE,
                                  .sort_type = NTMS_LM_CLEANDRIVE,
                                  .library = *library,
                                  .drive = *drive};

    return rsm_queue_add(rsm, session, &work, NULL);
}

static rsm_error record_cleaned_by_hand(struct rsm *rsm, struct rsm_record *drive)
{
    rsm_clock_utc(&drive->info.Info.Drive.LastCleanedTs);
    return rsm_records_save(rsm->store, drive);
}

rsm_error rsm_clean_queue(struct rsm_session *session, const GUID *drive)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record record;
    struct rsm_record library;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = check(session, drive, &record, &library);
    if (err == ERROR_SUCCESS &&
        library.info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE)
        err = record_cleaned_by_hand(rsm, &record);
    else if (err == ERROR_SUCCESS)
        err = add_request(rsm, session, &library.info.ObjectGuid, drive);
    return rsm_store_end(rsm->store, err);
}

/* ---- a drive asks ---- */

/* One that asks again so soon is not dirty but worn, or reads a bad tape: cleaning it again and again would
 * use up the cleaner and the heads. */
enum { SOON_MS = 60 * 60 * 1000 };

static bool was_cleaned_just_now(const struct rsm_record *drive)
{
    int64_t cleaned = rsm_clock_to_ms(&drive->info.Info.Drive.LastCleanedTs);
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    return cleaned != 0 && rsm_clock_to_ms(&now) - cleaned < SOON_MS;
}

/* Does the drive get no cleaning for its wish: has it one to come, or had it one just now? */
static rsm_error is_satisfied(struct rsm *rsm, const GUID *drive, bool *satisfied_out)
{
    struct rsm_record record;
    rsm_error err = rsm_queue_has_drive_work(rsm, NTMS_LM_CLEANDRIVE, drive, satisfied_out);

    if (err != ERROR_SUCCESS || *satisfied_out)
        return err;
    err = rsm_records_load(rsm->store, drive, NTMS_DRIVE, &record);
    *satisfied_out = err == ERROR_SUCCESS && was_cleaned_just_now(&record);
    if (*satisfied_out)
        rsm_log(
            RSM_LOG_WARNING, "work",
            "drive %u was cleaned less than an hour ago: it is not cleaned again by itself; try "
            "another tape, or have the drive looked at",
            (unsigned)record.info.Info.Drive.Number);
    return err;
}

static rsm_error want(struct rsm *rsm, const GUID *library, const GUID *drive)
{
    struct rsm_record record;
    GUID asked;
    bool satisfied = false;
    rsm_error err = is_satisfied(rsm, drive, &satisfied);

    if (err == ERROR_SUCCESS && satisfied)
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_find(rsm, &record, NULL);
    if (rsm_cleaner_is_missing(err) && rsm_cleaner_was_refused(rsm, library))
        return ERROR_SUCCESS; /* nobody is asked twice */
    if (err == ERROR_CLEANER_SLOT_NOT_SET)
        return rsm_cleaner_ask(rsm, &record, err, &asked);
    if (err == ERROR_SUCCESS || err == ERROR_BUSY || rsm_cleaner_is_missing(err))
        err = add_request(rsm, NULL, library, drive);
    return err;
}

void rsm_clean_want(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    rsm_log(RSM_LOG_WARNING, "work", "library %s: drive %u asks to be cleaned", library->name,
            (unsigned)bay->number);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, want(library->rsm, &library->id, &bay->id));
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the cleaning of drive %u was not queued: %s (%s)", library->name,
                (unsigned)bay->number, rsm_error_text(err), rsm_error_name(err));
}

/* ---- the worker's half ---- */

static bool is_cleaning_under_way(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition under_way[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_INPROCESS},
        {.column = "operation_code", .number = NTMS_LM_CLEANDRIVE},
    };
    struct rsm_record request;

    return rsm_records_first(rsm->store, NTMS_LIBREQUEST, under_way, 3, &request) !=
           ERROR_OBJECT_NOT_FOUND;
}

/* May the cartridge in the drive, if there is one, be sent home? */
static bool is_free(struct rsm *rsm, const struct rsm_record *drive)
{
    struct rsm_record medium;
    DWORD state = drive->info.Info.Drive.State;

    if (state != NTMS_DRIVESTATE_DISMOUNTED && state != NTMS_DRIVESTATE_DISMOUNTABLE)
        return false;
    return rsm_media_find_at(rsm, &drive->info.ObjectGuid, &medium) != ERROR_SUCCESS ||
           medium.own.Hold == RSM_HOLD_NONE;
}

/* ERROR_SUCCESS: it can be done; ERROR_BUSY: not now; a code of rsm_cleaner_find(): it waits for a
 * cleaner; ERROR_INVALID_DRIVE and ERROR_RESOURCE_DISABLED: never.  Wants an open transaction. */
static rsm_error judge(struct rsm *rsm, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    struct rsm_record library;
    struct rsm_record drive;
    rsm_error err = rsm_records_load(rsm->store, &request->DriveId, NTMS_DRIVE, &drive);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_INVALID_DRIVE;
    if (err == ERROR_SUCCESS && !drive.info.Enabled)
        return ERROR_RESOURCE_DISABLED;
    if (err != ERROR_SUCCESS || drive.info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED)
        return err;
    if (is_cleaning_under_way(rsm, &request->Library))
        return ERROR_BUSY; /* there is one cleaner */
    err = rsm_records_load(rsm->store, &request->Library, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_find(rsm, &library, NULL);
    if (err == ERROR_SUCCESS && !is_free(rsm, &drive))
        err = ERROR_BUSY;
    return err;
}

/* The choice must be held. */
static rsm_error take_drive(struct rsm_library *library, const struct rsm_record *request,
                            struct rsm_bay **bay_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    bool none_usable = false;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store, judge(library->rsm, info));
    if (err != ERROR_SUCCESS)
        return err;
    *bay_out = rsm_library_take_bay(library, &info->DriveId, &none_usable);
    if (*bay_out != NULL)
        return ERROR_SUCCESS;
    return none_usable ? ERROR_DEVICE_NOT_AVAILABLE : ERROR_BUSY;
}

static bool may_begin(rsm_error err)
{
    return err == ERROR_SUCCESS || err == ERROR_INVALID_DRIVE || err == ERROR_RESOURCE_DISABLED ||
           err == ERROR_DEVICE_NOT_AVAILABLE;
}

bool rsm_clean_step(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_bay *bay = NULL;
    bool begun;
    rsm_error err;

    rsm_mutex_lock(&library->choice);
    err = take_drive(library, request, &bay);
    begun = may_begin(err) && rsm_queue_start(library->rsm, request);
    if (!begun)
        rsm_library_give_bay(library, bay);
    rsm_mutex_unlock(&library->choice);
    if (rsm_cleaner_is_missing(err))
        return rsm_clean_wait_begin(library, request);
    if (!begun)
        return false;
    rsm_finish_in_bay(library, request, bay, bay != NULL ? rsm_clean_run(library, bay) : err);
    rsm_library_give_bay(library, bay);
    return true;
}
