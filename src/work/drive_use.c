/*
 * Drives that other programs use.
 */
#include "work/drive_use.h"

#include "core/hold.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/drive_proof.h"

static size_t list_used(struct rsm_library *library, GUID drives[RSM_LIBRARY_DRIVES_MAX])
{
    size_t count = 0;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].in_use && !library->bays[i].taken)
            drives[count++] = library->bays[i].id;
    }
    rsm_mutex_unlock(&library->mutex);
    return count;
}

static rsm_error has_dismount(struct rsm_store *store, const GUID *drive, bool *has_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    struct rsm_record request;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 3 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "drive_id", .guid = drive},
            {.column = "state", .number = unfinished[i]},
            {.column = "operation_code", .number = NTMS_LM_DISMOUNT},
        };

        err = rsm_records_first(store, NTMS_LIBREQUEST, conditions, 3, &request);
    }
    *has_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* ERROR_OBJECT_NOT_FOUND: nobody has what is in the drive, and nobody waits to take it out. */
static rsm_error find_interest(struct rsm *rsm, const GUID *drive)
{
    struct rsm_record medium;
    bool has = false;
    rsm_error err = rsm_hold_find_in_drive(rsm, drive, &medium);

    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    err = has_dismount(rsm->store, drive, &has);
    return err == ERROR_SUCCESS && !has ? ERROR_OBJECT_NOT_FOUND : err;
}

/* Asked with the drive in hand: a mount may have ended meanwhile. */
static bool may_try(struct rsm_library *library, const GUID *drive)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, find_interest(library->rsm, drive));
    return err == ERROR_OBJECT_NOT_FOUND;
}

static bool try_drive(struct rsm_library *library, const GUID *drive)
{
    bool busy;
    bool used = true;
    struct rsm_bay *bay = rsm_library_take_drive(library, drive, &busy);

    if (bay == NULL)
        return false;
    if (may_try(library, drive)) {
        used = rsm_drive_proof_is_used(library, bay);
        rsm_library_note_use(library, bay, used);
        if (!used)
            rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u can be used again", library->name,
                    (unsigned)bay->number);
    }
    rsm_library_give_bay(library, bay);
    return !used;
}

bool rsm_drive_use_chore(struct rsm_library *library)
{
    GUID drives[RSM_LIBRARY_DRIVES_MAX];
    size_t count = rsm_library_has_changer(library) ? list_used(library, drives) : 0;
    bool changed = false;

    for (size_t i = 0; i < count && !rsm_library_is_lost(library); i++)
        changed = try_drive(library, &drives[i]) || changed;
    return changed;
}
