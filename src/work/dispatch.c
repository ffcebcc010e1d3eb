/*
 * Which request runs next, and what is recorded when it has run.  One row of the table for each operation,
 * in the order of the queue.
 */
#include "work/dispatch.h"

#include <string.h>

#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/clean.h"
#include "work/cleaner_eject.h"
#include "work/cleaner_inject.h"
#include "work/cleaner_slot.h"
#include "work/dismount_run.h"
#include "work/door.h"
#include "work/door_record.h"
#include "work/eject_run.h"
#include "work/enable.h"
#include "work/erase.h"
#include "work/finish.h"
#include "work/free_label.h"
#include "work/identify.h"
#include "work/inject_run.h"
#include "work/inventory.h"
#include "work/mount_run.h"
#include "work/queue.h"
#include "work/requests.h"

/* ---- one operation after another ---- */

/* Run it if it can run now.  False = not now. */
typedef bool runner(struct rsm_library *library, struct rsm_record *request);
typedef bool stepper(struct rsm_library *library);

/* One inventory after another. */
static bool run_inventory(struct rsm_library *library, struct rsm_record *request)
{
    if (rsm_inventory_is_running(library) || !rsm_queue_start_look(library->rsm, request))
        return false;
    rsm_finish_request(library, request, rsm_inventory_run(library, request));
    return true;
}

/* What is done with a request and a drive that was taken for it. */
typedef rsm_error drive_work(struct rsm_library *library, struct rsm_bay *bay,
                             struct rsm_record *request);

/*
 * Take a drive for the request and begin it, as one: another thread that has the same request in mind
 * must not take the drive that suits this one best.  False, and no drive taken, when it cannot begin now;
 * true without a drive when there is none for it at all.
 */
static bool begin_in_drive(struct rsm_library *library, const struct rsm_record *request,
                           struct rsm_bay **bay_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    const GUID *where = rsm_guid_is_null(&info->SlotId) ? &info->DriveId : &info->SlotId;
    bool none_usable = false;
    bool begun;

    rsm_mutex_lock(&library->choice);
    *bay_out = rsm_library_take_bay(library, where, &none_usable);
    begun = (*bay_out != NULL || none_usable) && rsm_queue_start(library->rsm, request);
    if (!begun) {
        rsm_library_give_bay(library, *bay_out);
        *bay_out = NULL;
    }
    rsm_mutex_unlock(&library->choice);
    return begun;
}

/* For the cartridge in the slot, or the drive, that the request names. */
static bool run_in_drive(struct rsm_library *library, struct rsm_record *request, drive_work *work)
{
    struct rsm_bay *bay;

    if (!begin_in_drive(library, request, &bay))
        return false;
    if (bay == NULL)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: no drive can be used to read or write labels; enable one, or attach "
                "its tape device",
                library->name);
    rsm_finish_in_bay(library, request, bay,
                      bay == NULL ? ERROR_DEVICE_NOT_AVAILABLE : work(library, bay, request));
    rsm_library_give_bay(library, bay);
    return true;
}

static bool run_identification(struct rsm_library *library, struct rsm_record *request)
{
    if (rsm_identify_is_overtaken(library, request) && rsm_queue_start(library->rsm, request)) {
        rsm_finish_request(library, request, ERROR_SUCCESS);
        return true;
    }
    return run_in_drive(library, request, rsm_identify_run);
}

/* A free label is written, or a tape is erased. */
static bool run_overwriting(struct rsm_library *library, struct rsm_record *request)
{
    bool erases = request->info.Info.LibRequest.OperationCode == NTMS_LM_UPDATEOMID;
    rsm_error err =
        erases ? rsm_erase_locate(library, request) : rsm_free_label_locate(library, request);

    if (err == ERROR_SUCCESS)
        return run_in_drive(library, request, erases ? rsm_erase_run : rsm_free_label_run);
    if (err != ERROR_MEDIUM_NOT_ACCESSIBLE)
        return err == ERROR_CANCELLED; /* nothing is left to be done; else not now */
    if (!rsm_queue_start(library->rsm, request))
        return false;
    rsm_finish_request(library, request, err);
    return true;
}

static bool run_removal(struct rsm_library *library, struct rsm_record *request)
{
    if (!rsm_queue_start(library->rsm, request))
        return false;
    rsm_finish_request(library, request, rsm_requests_cancel_run(library, request));
    return true;
}

static bool run_enabling(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_bay *bay = NULL;

    if (!rsm_enable_start(library, request, &bay))
        return false;
    rsm_finish_request(library, request, rsm_enable_run(library, bay, request));
    rsm_library_give_bay(library, bay);
    return true;
}

/* The library was disabled after this was asked of it. */
static bool refuse(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_queue_begin(library->rsm, request));
    if (err == ERROR_SUCCESS)
        rsm_finish_request(library, request, ERROR_RESOURCE_DISABLED);
    return err == ERROR_SUCCESS;
}

/* In the order of the queue: by operation, identification of an inventory last. */
/* clang-format off */
static const struct {
    DWORD sort_type;
    runner *run;
    stepper *step; /* instead, where requests are chosen among all that wait */
} table[] = {
    {NTMS_LM_REMOVE, run_removal, NULL},
    {NTMS_LM_DISABLELIBRARY, run_enabling, NULL},
    {NTMS_LM_ENABLELIBRARY, run_enabling, NULL},
    {NTMS_LM_DISABLEDRIVE, run_enabling, NULL},
    {NTMS_LM_ENABLEDRIVE, run_enabling, NULL},
    {NTMS_LM_DISABLEMEDIA, run_enabling, NULL},
    {NTMS_LM_ENABLEMEDIA, run_enabling, NULL},
    {NTMS_LM_UPDATEOMID, run_overwriting, NULL},
    {NTMS_LM_INVENTORY, run_inventory, NULL},
    {NTMS_LM_DOORACCESS, rsm_door_step, NULL},
    {NTMS_LM_EJECT, rsm_eject_step, NULL},
    {NTMS_LM_EJECTCLEANER, rsm_cleaner_eject_step, NULL},
    {NTMS_LM_INJECT, rsm_inject_step, NULL},
    {NTMS_LM_INJECTCLEANER, rsm_cleaner_inject_step, NULL},
    {NTMS_LM_PROCESSOMID, run_identification, NULL},
    {NTMS_LM_CLEANDRIVE, rsm_clean_step, NULL},
    {NTMS_LM_DISMOUNT, rsm_dismount_run_step, NULL},
    {NTMS_LM_MOUNT, NULL, rsm_mount_step},
    {NTMS_LM_WRITESCRATCH, run_overwriting, NULL},
    {NTMS_LM_CLASSIFY, run_identification, NULL},
    {NTMS_LM_RESERVECLEANER, rsm_cleaner_slot_step, NULL},
    {NTMS_LM_RELEASECLEANER, rsm_cleaner_slot_step, NULL},
};
/* clang-format on */

/*
 * How many requests of a kind are looked at in a step.  Those that wait do so for a medium in a drive, or
 * for a slot or a drive that somebody is at: fewer than twice the drives.
 */
static size_t most_tries(const struct rsm_library *library)
{
    return 2 * library->bay_count + 16;
}

static size_t next_requests(struct rsm_library *library, DWORD sort_type,
                            GUID ids[RSM_QUEUE_LIST_MAX])
{
    size_t count = 0;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(library->rsm->store, rsm_queue_list(library->rsm, &library->id, sort_type,
                                                              most_tries(library), ids, &count));
    return err == ERROR_SUCCESS ? count : 0;
}

/* False when it is not QUEUED any more: another thread has it. */
static bool load_request(struct rsm_library *library, const GUID *id,
                         struct rsm_record *request_out)
{
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store, rsm_records_load(library->rsm->store, id,
                                                                  NTMS_LIBREQUEST, request_out));
    return err == ERROR_SUCCESS && request_out->info.Info.LibRequest.State == NTMS_LM_QUEUED;
}

/* The first of them that can run now.  *waits_out tells that there are some, and none can. */
static bool run_first(struct rsm_library *library, DWORD sort_type, runner *run, bool *waits_out)
{
    GUID ids[RSM_QUEUE_LIST_MAX];
    struct rsm_record request;
    size_t count = next_requests(library, sort_type, ids);
    bool ran = false;

    for (size_t i = 0; i < count && !ran && !rsm_library_is_lost(library); i++)
        ran = load_request(library, &ids[i], &request) && run(library, &request);
    *waits_out = count > 0 && !ran;
    return ran;
}

/* What waits for all that is running: nothing else begins until it has begun, but dismounts of what it may
 * wait for. */
static bool holds_up(DWORD sort_type)
{
    return sort_type == NTMS_LM_DISABLELIBRARY || sort_type == NTMS_LM_DOORACCESS;
}

/* What a step begins with, read at one time. */
struct outlook {
    bool enabled;
    bool open;                    /* a door; or nothing could be read */
    bool queued[RSM_QUEUE_SORTS]; /* there are requests of that sort */
};

static rsm_error read_outlook(struct rsm_library *library, struct outlook *outlook)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, &library->id, NTMS_LIBRARY, &record);

    outlook->enabled = err == ERROR_SUCCESS && record.info.Enabled;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_sorts(rsm, &library->id, outlook->queued);
    if (err == ERROR_SUCCESS)
        err = rsm_door_find(rsm, &library->id, NTMS_DOORSTATE_OPEN, &record);
    outlook->open = err != ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static void look_out(struct rsm_library *library, struct outlook *outlook)
{
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    memset(outlook, 0, sizeof *outlook);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store, read_outlook(library, outlook));
    outlook->open = outlook->open || err != ERROR_SUCCESS;
}

/* The first request of the first kind that can begin. */
static bool run_next(struct rsm_library *library, const struct outlook *outlook)
{
    bool held_up = false; /* see holds_up() */
    bool ran = false;

    for (size_t i = 0; i < sizeof table / sizeof table[0] && !ran; i++) {
        DWORD sort_type = table[i].sort_type;
        bool may = outlook->enabled || !rsm_queue_wants_enabled(sort_type);
        bool waits = false;

        if (rsm_library_is_lost(library) || (outlook->open && sort_type != NTMS_LM_REMOVE))
            break;
        if (held_up && sort_type != NTMS_LM_DISMOUNT)
            continue;
        if (may && table[i].step != NULL)
            ran = table[i].step(library);
        else if (outlook->queued[sort_type])
            ran = run_first(library, sort_type, may ? table[i].run : refuse, &waits);
        held_up = held_up || (waits && holds_up(sort_type));
    }
    return ran;
}

bool rsm_dispatch_step(struct rsm_library *library)
{
    struct outlook outlook;
    bool ran;

    look_out(library, &outlook);
    ran = rsm_mount_continue(library) || /* drives that are taken come first */
          run_next(library, &outlook);
    if (!rsm_library_is_lost(library) && atomic_load(&library->stale) &&
        rsm_library_is_enabled(library) && !rsm_inventory_is_running(library) &&
        !rsm_door_is_open(library))
        (void)rsm_inventory_refresh(library); /* something moved without us: look around */
    return ran;
}
