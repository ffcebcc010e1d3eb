/*
 * Whether others have what a mount needs.
 */
#include "work/mount_busy.h"

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "store/records.h"

struct search {
    const GUID *batch; /* does not count */
    bool found;
};

static bool is_other(void *context, const struct rsm_record *request)
{
    struct search *search = context;

    search->found =
        rsm_guid_is_null(search->batch) || !rsm_guid_equal(&request->own.Batch, search->batch);
    return !search->found;
}

/* Is one with these conditions at work, or waiting, that is none of the batch? */
static rsm_error find_other(struct rsm *rsm, const struct rsm_condition *conditions, size_t count,
                            const GUID *batch, bool *found_out)
{
    struct search search = {.batch = batch};
    rsm_error err =
        rsm_records_each(rsm->store, NTMS_LIBREQUEST, conditions, count, is_other, &search);

    *found_out = search.found;
    return err;
}

/* Does another mount that did not end want the medium? */
static rsm_error is_wanted(struct rsm *rsm, const GUID *medium, const GUID *batch, bool *wanted_out)
{
    static const DWORD states[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_SUCCESS;

    *wanted_out = false;
    for (size_t i = 0; i < 3 && err == ERROR_SUCCESS && !*wanted_out; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "phys_media_id", .guid = medium},
            {.column = "state", .number = states[i]},
            {.column = "operation_code", .number = NTMS_LM_MOUNT},
        };

        err = find_other(rsm, conditions, 3, batch, wanted_out);
    }
    return err;
}

static bool is_ours_to_wait_for(const struct rsm_session *session, const struct rsm_record *medium)
{
    return medium->own.Hold == RSM_HOLD_DISMOUNTING &&
           rsm_guid_equal(&medium->own.Session, &session->id);
}

static rsm_error is_medium_busy(const struct rsm_session *session, const GUID *id,
                                const GUID *batch, bool *busy_out)
{
    struct rsm_record medium;
    rsm_error err = rsm_records_load(session->rsm->store, id, NTMS_PHYSICAL_MEDIA, &medium);
    DWORD state;

    if (err != ERROR_SUCCESS)
        return err;
    state = medium.info.Info.PhysicalMedia.MediaState;
    *busy_out = !is_ours_to_wait_for(session, &medium) &&
                (medium.own.Hold != RSM_HOLD_NONE ||
                 (state != NTMS_MEDIASTATE_IDLE && state != NTMS_MEDIASTATE_INUSE &&
                  state != NTMS_MEDIASTATE_OPREQ));
    return *busy_out ? ERROR_SUCCESS : is_wanted(session->rsm, id, batch, busy_out);
}

/* May the drive be taken for a mount of that session: nobody has it, or what is in it? */
static rsm_error is_drive_free(const struct rsm_session *session, const struct rsm_record *drive,
                               const GUID *batch, bool *free_out)
{
    const NTMS_DRIVEINFORMATIONW *info = &drive->info.Info.Drive;
    const struct rsm_condition at_work[] = {
        {.column = "library", .guid = &info->Library},
        {.column = "state", .number = NTMS_LM_INPROCESS},
        {.column = "drive_id", .guid = &drive->info.ObjectGuid},
    };
    struct rsm_record medium;
    bool taken = false;
    rsm_error err = rsm_media_find_at(session->rsm, &drive->info.ObjectGuid, &medium);
    bool held = err == ERROR_SUCCESS && medium.own.Hold != RSM_HOLD_NONE;

    *free_out = drive->info.Enabled && drive->info.dwOperationalState == NTMS_READY;
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        return err;
    if (held && is_ours_to_wait_for(session, &medium))
        return ERROR_SUCCESS;
    *free_out =
        *free_out && !held &&
        (info->State == NTMS_DRIVESTATE_DISMOUNTED || info->State == NTMS_DRIVESTATE_DISMOUNTABLE);
    err = find_other(session->rsm, at_work, 3, batch, &taken);
    *free_out = *free_out && !taken;
    return err;
}

struct counter {
    const struct rsm_session *session;
    const GUID *batch;
    size_t free;
    rsm_error err;
};

static bool count_free(void *context, const struct rsm_record *drive)
{
    struct counter *counter = context;
    bool is_free = false;

    counter->err = is_drive_free(counter->session, drive, counter->batch, &is_free);
    counter->free += is_free ? 1 : 0;
    return counter->err == ERROR_SUCCESS;
}

/* Those asked for, or as many as are needed. */
static rsm_error are_drives_busy(const struct rsm_session *session,
                                 const struct rsm_mount_plan *plan, const GUID *batch,
                                 bool *busy_out)
{
    const struct rsm_condition of_library = {.column = "library", .guid = &plan->library};
    struct counter counter = {.session = session, .batch = batch, .err = ERROR_SUCCESS};
    struct rsm_record drive;
    rsm_error err = ERROR_SUCCESS;

    if (rsm_guid_is_null(&plan->parts[0].drive)) {
        err =
            rsm_records_each(session->rsm->store, NTMS_DRIVE, &of_library, 1, count_free, &counter);
        *busy_out = counter.free < plan->count;
        return err == ERROR_SUCCESS ? counter.err : err;
    }
    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++) {
        err = rsm_records_load(session->rsm->store, &plan->parts[i].drive, NTMS_DRIVE, &drive);
        if (err == ERROR_SUCCESS)
            (void)count_free(&counter, &drive);
        err = err == ERROR_SUCCESS ? counter.err : err;
    }
    *busy_out = counter.free < plan->count;
    return err;
}

rsm_error rsm_mount_busy_check(const struct rsm_session *session, const struct rsm_mount_plan *plan,
                               const GUID *batch)
{
    bool busy = false;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS && !busy; i++)
        err = is_medium_busy(session, &plan->parts[i].medium, batch, &busy);
    if (err == ERROR_SUCCESS && !busy && !plan->offline)
        err = are_drives_busy(session, plan, batch, &busy);
    return err == ERROR_SUCCESS && busy ? ERROR_BUSY : err;
}
