/*
 * What becomes of cartridges that are left in drives (spec "requests", section 3 and 1.4).
 */
#include "work/deferred.h"

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/dismount.h"
#include "work/queue.h"

/* A drive that nobody of us uses now. */
struct rest {
    GUID drive;
    bool in_use; /* somebody else uses it: its dismount is asked for, and goes on when that ends */
    bool tired;  /* its cartridge could not be taken out a short time ago */
};

static size_t list_resting(struct rsm_library *library, struct rest rests[RSM_LIBRARY_DRIVES_MAX])
{
    uint64_t now = rsm_clock_ms();
    size_t count = 0;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        const struct rsm_bay *bay = &library->bays[i];

        if (bay->taken)
            continue;
        rests[count].drive = bay->id;
        rests[count].in_use = bay->in_use;
        rests[count++].tired = bay->rests_until > now;
    }
    rsm_mutex_unlock(&library->mutex);
    return count;
}

/* ---- cartridges that may go ---- */

static bool is_time_over(const struct rsm_record *drive)
{
    LONGLONG delay = (LONGLONG)drive->info.Info.Drive.dwDeferDismountDelay * 1000;
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    return rsm_clock_to_ms(&now) - drive->own.LastUsed >= delay;
}

static rsm_error has_drive_work(struct rsm_library *library, const GUID *drive, bool *has_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    struct rsm_record request;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0]; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = &library->id},
            {.column = "state", .number = unfinished[i]},
            {.column = "drive_id", .guid = drive},
        };

        if (err == ERROR_OBJECT_NOT_FOUND)
            err = rsm_records_first(library->rsm->store, NTMS_LIBREQUEST, conditions, 3, &request);
    }
    *has_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* Somebody has something to do with the drive, or with the medium in it (NULL = it has no record). */
static rsm_error find_interest(struct rsm_library *library, const GUID *drive,
                               const struct rsm_record *medium, bool *found_out)
{
    rsm_error err = has_drive_work(library, drive, found_out);

    if (err == ERROR_SUCCESS && !*found_out && medium != NULL)
        err = rsm_queue_has_work(library->rsm, NTMS_LM_MOUNT, &medium->info.ObjectGuid, found_out);
    return err;
}

static rsm_error is_left(struct rsm_library *library, const struct rest *rest, bool *is_out)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record drive;
    struct rsm_record medium;
    bool interest = false;
    rsm_error err = rsm_records_load(rsm->store, &rest->drive, NTMS_DRIVE, &drive);

    *is_out = err == ERROR_SUCCESS && !rest->tired && drive.info.Enabled &&
              drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTABLE &&
              (rest->in_use || is_time_over(&drive));
    if (err != ERROR_SUCCESS || !*is_out)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    err = rsm_media_find_at(rsm, &rest->drive, &medium);
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err =
            find_interest(library, &rest->drive, err == ERROR_SUCCESS ? &medium : NULL, &interest);
    *is_out = err == ERROR_SUCCESS && !interest;
    return err;
}

/* ---- media without a program ---- */

/* Said before it is asked for: then it is being dismounted. */
static void tell_orphan(const struct rsm_library *library, const GUID *drive)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    struct rsm_record medium;

    if (rsm_hold_find_in_drive(library->rsm, drive, &medium) != ERROR_SUCCESS ||
        medium.own.Hold != RSM_HOLD_MOUNTED)
        return;
    (void)rsm_text_to_utf8(name, sizeof name, medium.info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: the program that mounted %s ended without dismounting it; it goes home",
            library->name, name);
}

static rsm_error is_lost(struct rsm_library *library, const struct rest *rest, bool *is_out)
{
    struct rsm_record medium;
    bool has = false;
    rsm_error err = rsm_hold_find_in_drive(library->rsm, &rest->drive, &medium);

    *is_out = false;
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (medium.own.Hold == RSM_HOLD_MOUNTED) {
        *is_out = rsm_hold_is_orphaned(library->rsm, &medium);
        return ERROR_SUCCESS;
    }
    err = rsm_queue_has_work(library->rsm, NTMS_LM_DISMOUNT, &medium.info.ObjectGuid, &has);
    *is_out = err == ERROR_SUCCESS && !has;
    return err;
}

/* ---- both ---- */

static rsm_error is_due(struct rsm_library *library, const struct rest *rest, bool *is_out)
{
    rsm_error err = is_lost(library, rest, is_out);

    if (err != ERROR_SUCCESS || *is_out || !rsm_library_has_changer(library))
        return err; /* a drive that stands alone is a cartridge's home */
    return is_left(library, rest, is_out);
}

/* Those that are due come first then.  Nothing is in a library that is disabled. */
static rsm_error keep_due(struct rsm_library *library, struct rest *rests, size_t *count)
{
    struct rsm_record record;
    size_t due = 0;
    rsm_error err = rsm_records_load(library->rsm->store, &library->id, NTMS_LIBRARY, &record);

    for (size_t i = 0; i < *count && err == ERROR_SUCCESS && record.info.Enabled; i++) {
        bool is = false;

        err = is_due(library, &rests[i], &is);
        if (is)
            rests[due++] = rests[i];
    }
    *count = due;
    return err;
}

static rsm_error queue_due(struct rsm_library *library, const struct rest *rests, size_t count)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        tell_orphan(library, &rests[i].drive);
        err = rsm_dismount_queue_own(library->rsm, &library->id, &rests[i].drive);
    }
    return err;
}

bool rsm_deferred_dismount(struct rsm_library *library)
{
    struct rsm_store *store = library->rsm->store;
    struct rest rests[RSM_LIBRARY_DRIVES_MAX];
    size_t count = list_resting(library, rests);
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, keep_due(library, rests, &count));
    if (err != ERROR_SUCCESS || count == 0)
        return false; /* as nearly always, and nobody was kept from writing */
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return false;
    err = keep_due(library, rests, &count);
    if (err == ERROR_SUCCESS)
        err = queue_due(library, rests, count);
    return rsm_store_end(store, err) == ERROR_SUCCESS && count > 0;
}
