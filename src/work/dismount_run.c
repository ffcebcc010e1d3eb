/*
 * Dismounts carried out (spec "requests", section 3; object model, 8.2 and 8.3).
 */
#include "work/dismount_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/dismount.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/queue.h"

/* One dismount under way. */
struct job {
    struct rsm_library *library;
    struct rsm_bay *bay;
    const struct rsm_record *request;
    bool over;  /* nothing is left to be done */
    bool begun; /* the request is INPROCESS, not WAITING */
};

static struct rsm_store *store_of(const struct job *job)
{
    return job->library->rsm->store;
}

static const NTMS_LIBREQUESTINFORMATIONW *info_of(const struct job *job)
{
    return &job->request->info.Info.LibRequest;
}

/* Nobody asked for it but Removable Storage, or it was to be dismounted before, and it is mounted again, or
 * about to be. */
static rsm_error check_wanted(const struct job *job, const struct rsm_record *medium)
{
    bool wanted = medium->own.Hold == RSM_HOLD_MOUNTED;
    rsm_error err = ERROR_SUCCESS;

    if (job->begun && !rsm_guid_is_null(&job->request->own.Session))
        return ERROR_SUCCESS;
    if (medium->own.Hold == RSM_HOLD_NONE)
        err =
            rsm_queue_has_work(job->library->rsm, NTMS_LM_MOUNT, &medium->info.ObjectGuid, &wanted);
    return err == ERROR_SUCCESS && wanted ? ERROR_CANCELLED : err;
}

/* Is the request about what is in the drive now?  ERROR_OBJECT_NOT_FOUND: that is gone, which is what was
 * asked for. */
static rsm_error find_medium(const struct job *job)
{
    const GUID *asked = &info_of(job)->PhysMediaId;
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(job->library->rsm, &job->bay->id, &medium);

    if (err == ERROR_OBJECT_NOT_FOUND && rsm_guid_is_null(asked))
        return ERROR_SUCCESS; /* what is in it has no record */
    if (err == ERROR_SUCCESS && !rsm_guid_equal(&medium.info.ObjectGuid, asked))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = check_wanted(job, &medium);
    if (err == ERROR_SUCCESS && medium.own.Hold == RSM_HOLD_MOUNTED)
        err = rsm_hold_ask_end(job->library->rsm, asked); /* its mount had not ended at the call */
    return err;
}

static rsm_error settle(struct job *job)
{
    const GUID *id = &job->request->info.ObjectGuid;
    rsm_error err = find_medium(job);

    job->over = err == ERROR_OBJECT_NOT_FOUND || err == ERROR_CANCELLED;
    if (job->over)
        err = rsm_queue_set_state(job->library->rsm, id,
                                  err == ERROR_CANCELLED ? NTMS_LM_CANCELLED : NTMS_LM_PASSED,
                                  ERROR_SUCCESS);
    return err;
}

/* Whether there is something to be done, and what.  A request without anything is finished. */
static rsm_error look(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store_of(job), settle(job)) : err;
}

enum { NAME_ROOM = NTMS_OBJECTNAME_LENGTH * 3 };

/* What is in the drive, for the log. */
static void name_medium(const struct job *job, char name_out[NAME_ROOM])
{
    struct rsm_record medium;

    (void)snprintf(name_out, NAME_ROOM, "a cartridge");
    if (rsm_store_begin(store_of(job), RSM_STORE_READ) != ERROR_SUCCESS)
        return;
    if (rsm_media_find_at(job->library->rsm, &job->bay->id, &medium) == ERROR_SUCCESS)
        (void)rsm_text_to_utf8(name_out, NAME_ROOM, medium.info.szName, NTMS_OBJECTNAME_LENGTH);
    (void)rsm_store_end(store_of(job), ERROR_SUCCESS);
}

/* ---- it stays in the drive ---- */

/* A drive that stands alone is its home. */
static bool stays(const struct job *job)
{
    return info_of(job)->OperationOption == RSM_DISMOUNT_DEFERRED ||
           !rsm_library_has_changer(job->library);
}

static rsm_error record_used(const struct job *job)
{
    struct rsm_record drive;
    SYSTEMTIME now;
    rsm_error err = rsm_records_load(store_of(job), &job->bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    drive.own.LastUsed = rsm_clock_to_ms(&now);
    return rsm_records_save(store_of(job), &drive);
}

/* The drive may be emptied from now on; how long it is left alone counts from now on. */
static rsm_error record_staying(const struct job *job)
{
    const struct rsm_stop drive = {
        .id = job->bay->id, .type = NTMS_DRIVE, .element = job->bay->element};
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_move_record_left_in_drive(job->library, &drive, &info_of(job)->PhysMediaId);
    if (err == ERROR_SUCCESS)
        err = record_used(job);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(job->library->rsm, &job->request->info.ObjectGuid, NTMS_LM_PASSED,
                                  ERROR_SUCCESS);
    return rsm_store_end(store_of(job), err);
}

static rsm_error stay(const struct job *job)
{
    char name[NAME_ROOM];
    rsm_error err = record_staying(job);

    if (err != ERROR_SUCCESS)
        return err;
    name_medium(job, name);
    rsm_log(RSM_LOG_INFO, "work", "library %s: %s is dismounted and stays in drive %u for now",
            job->library->name, name, (unsigned)job->bay->number);
    return ERROR_SUCCESS;
}

/* ---- it goes home ---- */

static rsm_error set_state(const struct job *job, DWORD state)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job),
                            rsm_queue_set_state(job->library->rsm, &job->request->info.ObjectGuid,
                                                state, ERROR_SUCCESS));
    return err;
}

static void tell_use(const struct job *job)
{
    char name[NAME_ROOM];

    name_medium(job, name);
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: %s cannot be taken out of drive %u: a program still has the drive open, "
            "or has reserved it; close that program's handle, and it goes on by itself",
            job->library->name, name, (unsigned)job->bay->number);
}

static rsm_error record_waiting(const struct job *job)
{
    struct rsm_record request;
    SYSTEMTIME now;
    rsm_error err =
        rsm_records_load(store_of(job), &job->request->info.ObjectGuid, NTMS_LIBREQUEST, &request);

    if (err != ERROR_SUCCESS || request.info.Info.LibRequest.State != NTMS_LM_INPROCESS)
        return err;
    rsm_clock_utc(&now);
    request.info.Info.LibRequest.State = NTMS_LM_WAITING;
    request.own.Since = rsm_clock_to_ms(&now);
    return rsm_records_save(store_of(job), &request);
}

/* Not before the program has let go.  One that waits already goes on waiting. */
static rsm_error wait_for_program(const struct job *job)
{
    rsm_error err;

    rsm_library_close_bay(job->bay);
    if (!job->begun)
        return ERROR_SUCCESS;
    if (job->request->own.Since == 0) /* it is said once */
        tell_use(job);
    err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);
    return err == ERROR_SUCCESS ? rsm_store_end(store_of(job), record_waiting(job)) : err;
}

static void rest_for(const struct job *job, uint64_t milliseconds)
{
    struct rsm_library *library = job->library;

    rsm_mutex_lock(&library->mutex);
    job->bay->rests_until = rsm_clock_ms() + milliseconds;
    rsm_mutex_unlock(&library->mutex);
}

/* One that could not be taken out is not tried again at once by whoever only tidies up. */
static void rest(const struct job *job)
{
    enum { LEAST_MS = 60000 };
    struct rsm_record drive;
    uint64_t delay = 0;

    if (rsm_store_begin(store_of(job), RSM_STORE_READ) != ERROR_SUCCESS)
        return;
    if (rsm_records_load(store_of(job), &job->bay->id, NTMS_DRIVE, &drive) == ERROR_SUCCESS)
        delay = (uint64_t)drive.info.Info.Drive.dwDeferDismountDelay * 1000;
    (void)rsm_store_end(store_of(job), ERROR_SUCCESS);
    rest_for(job, delay > LEAST_MS ? delay : LEAST_MS);
}

/* ERROR_BUSY: a program still has the drive, as the drive says, or, for which the changer is not asked all
 * the time, the changer. */
static rsm_error go_home(struct job *job)
{
    enum { REFUSED_MOVE_MS = 10000 };
    bool released = false;
    rsm_error err = rsm_home_release(job->library, job->bay, &released);

    if (err == ERROR_BUSY)
        return err;
    if (err == ERROR_SUCCESS && !job->begun)
        err = set_state(job, NTMS_LM_INPROCESS);
    job->begun = job->begun || err == ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_home_carry(job->library, job->bay, released);
    if (err == ERROR_EMPTY)
        atomic_store(&job->library->stale, true); /* somebody took it: look where it is */
    if (err == ERROR_BUSY)
        rest_for(job, REFUSED_MOVE_MS);
    else if (err != ERROR_SUCCESS)
        rest(job);
    return err;
}

/* ---- running ---- */

/* The drive is taken.  True when the request is finished, false while it waits. */
static bool run(struct job *job)
{
    rsm_error err = look(job);

    if (err == ERROR_SUCCESS && job->over)
        return true;
    if (err == ERROR_SUCCESS)
        err = stays(job) ? stay(job) : go_home(job);
    if (err == ERROR_BUSY && wait_for_program(job) == ERROR_SUCCESS)
        return false;
    if (err != ERROR_SUCCESS && !job->begun)
        return false; /* it is tried again */
    rsm_finish_request(job->library, job->request, err);
    return true;
}

/* The drive, and the request begun, as one.  A drive that the library has no more is none. */
static bool begin(struct rsm_library *library, const struct rsm_record *request,
                  struct rsm_bay **bay_out)
{
    bool busy = false;
    bool begun;

    rsm_mutex_lock(&library->choice);
    *bay_out = rsm_library_take_drive(library, &request->info.Info.LibRequest.DriveId, &busy);
    begun = !busy && rsm_queue_start(library->rsm, request);
    if (!begun && !busy)
        rsm_library_give_bay(library, *bay_out);
    rsm_mutex_unlock(&library->choice);
    return begun;
}

bool rsm_dismount_run_step(struct rsm_library *library, struct rsm_record *request)
{
    struct job job = {.library = library, .request = request, .begun = true};

    if (!begin(library, request, &job.bay))
        return false;
    if (job.bay != NULL)
        (void)run(&job);
    else
        rsm_finish_request(library, request, ERROR_RESOURCE_NOT_PRESENT);
    rsm_library_give_bay(library, job.bay);
    return true;
}

static rsm_error list_waiting(struct rsm_library *library, GUID **ids_out, size_t *count_out)
{
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "sort_type", .number = NTMS_LM_DISMOUNT},
    };
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store,
                         rsm_records_ids(store, NTMS_LIBREQUEST, waiting, 3, ids_out, count_out));
}

static bool is_resting(struct rsm_library *library, const struct rsm_bay *bay)
{
    bool is;

    rsm_mutex_lock(&library->mutex);
    is = bay->rests_until > rsm_clock_ms();
    rsm_mutex_unlock(&library->mutex);
    return is;
}

static bool go_on(struct rsm_library *library, const GUID *id)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record request;
    struct job job = {.library = library, .request = &request};
    bool busy;
    bool done;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, id, NTMS_LIBREQUEST, &request));
    if (err == ERROR_SUCCESS)
        job.bay = rsm_library_take_drive(library, &request.info.Info.LibRequest.DriveId, &busy);
    if (job.bay == NULL)
        return false;
    done = !is_resting(library, job.bay) && run(&job);
    rsm_library_give_bay(library, job.bay);
    return done;
}

bool rsm_dismount_run_waiting(struct rsm_library *library)
{
    GUID *ids = NULL;
    size_t count = 0;
    bool changed = false;

    if (!rsm_library_is_enabled(library) || list_waiting(library, &ids, &count) != ERROR_SUCCESS)
        return false;
    for (size_t i = 0; i < count && !rsm_library_is_lost(library); i++)
        changed = go_on(library, &ids[i]) || changed;
    free(ids);
    return changed;
}

/* ---- failed ---- */

rsm_error rsm_dismount_run_give_up(struct rsm_library *library, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    const struct rsm_stop drive = {.id = info->DriveId, .type = NTMS_DRIVE};
    struct rsm_record medium;
    rsm_error err = rsm_hold_find_in_drive(library->rsm, &info->DriveId, &medium);

    if (err == ERROR_SUCCESS && rsm_guid_equal(&medium.info.ObjectGuid, &info->PhysMediaId))
        err = rsm_move_record_left_in_drive(library, &drive, &info->PhysMediaId);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}
