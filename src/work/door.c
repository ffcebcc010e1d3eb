/*
 * Opening the door of a library for a person: queued, unlocked, recorded.  Watching it is door_watch.c's.
 */
#include "work/door.h"

#include "core/demand.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/door_record.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/queue.h"

/* ---- the caller's half ---- */

/* The rules of the function page. */
static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .disabled = ERROR_RESOURCE_DISABLED,
                                         .absent = ERROR_LIBRARY_OFFLINE,
                                         .offline = ERROR_LIBRARY_OFFLINE};

static rsm_error add_request(struct rsm_session *session, const GUID *library, DWORD action)
{
    const struct rsm_work work = {.operation = NTMS_LM_DOORACCESS,
                                  .action = action,
                                  .sort_type = NTMS_LM_DOORACCESS,
                                  .library = *library};
    struct rsm_record record;
    rsm_error err = rsm_demand_library(session, library, &demand, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_door_find(session->rsm, library, NTMS_DOORSTATE_UNKNOWN, &record);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_RESOURCE_NOT_PRESENT;
    return err == ERROR_SUCCESS ? rsm_queue_add(session->rsm, session, &work, NULL) : err;
}

rsm_error rsm_door_queue(struct rsm_session *session, const GUID *library, DWORD action)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (library == NULL || action >= NTMS_INVENTORY_STOP)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, add_request(session, library, action));
}

/* ---- the worker's half: to begin ---- */

/* All drives, so that nobody of us begins anything with one. */
struct taken {
    struct rsm_bay *bays[RSM_LIBRARY_DRIVES_MAX];
    size_t count;
};

static void give_all(struct rsm_library *library, struct taken *taken)
{
    while (taken->count > 0)
        rsm_library_give_bay(library, taken->bays[--taken->count]);
}

/* None if somebody is at work with one.  What a program has mounted is in nobody's hands here, and is not
 * touched. */
static bool take_all(struct rsm_library *library, struct taken *taken)
{
    bool busy = false;

    taken->count = 0;
    for (size_t i = 0; i < library->bay_count && !busy; i++) {
        struct rsm_bay *bay = rsm_library_take_drive(library, &library->bays[i].id, &busy);

        if (bay != NULL)
            taken->bays[taken->count++] = bay;
    }
    if (busy)
        give_all(library, taken);
    return !busy;
}

/* Chores move cartridges without being asked: either they run or a door is opened, by one thread. */
static bool begin_opening(struct rsm_library *library)
{
    bool may;

    rsm_mutex_lock(&library->mutex);
    may = !library->chores_run && !library->door_opens;
    library->door_opens = library->door_opens || may;
    rsm_mutex_unlock(&library->mutex);
    return may;
}

static void end_opening(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    library->door_opens = false;
    rsm_mutex_unlock(&library->mutex);
}

/* Does another request run?  ERROR_BUSY. */
static rsm_error check_idle(struct rsm_library *library)
{
    const struct rsm_condition running[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_LM_INPROCESS},
    };
    struct rsm_record other;
    rsm_error err = rsm_records_first(library->rsm->store, NTMS_LIBREQUEST, running, 2, &other);

    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* In one transaction, so that nothing begins in between. */
static bool begin_alone(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return false;
    err = check_idle(library);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_begin(library->rsm, request);
    return rsm_store_end(store, err) == ERROR_SUCCESS;
}

static bool begin(struct rsm_library *library, const struct rsm_record *request,
                  struct taken *taken)
{
    bool begun;

    rsm_mutex_lock(&library->choice);
    begun = take_all(library, taken);
    if (begun && !begin_alone(library, request)) {
        give_all(library, taken);
        begun = false;
    }
    rsm_mutex_unlock(&library->choice);
    return begun;
}

/* ---- and to open ---- */

/* One that a cartridge was left in, to be reused. */
static bool may_be_emptied(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_record drive;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store,
                            rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive));
    return err == ERROR_SUCCESS && drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTABLE;
}

/* What cannot go home stays in its drive, as home.c says in the log. */
static void take_home(struct rsm_library *library, const struct taken *taken)
{
    for (size_t i = 0; i < taken->count && !rsm_library_is_lost(library); i++) {
        if (may_be_emptied(library, taken->bays[i]))
            (void)rsm_home_empty_bay(library, taken->bays[i]);
    }
}

/* A changer that has no lock, or whose door is open already, is opened all the same. */
static rsm_error unlock(struct rsm_library *library)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_changer_prevent_removal(&library->changer, false);
    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    else
        err = ERROR_SUCCESS;
    atomic_store(&library->door_stirs, rsm_library_count_stirs(library));
    atomic_store(&library->door_moved, false);
    rsm_library_give_changer(library);
    return err;
}

static rsm_error record_open_door(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record door;
    rsm_error err = rsm_door_find(rsm, &library->id, NTMS_DOORSTATE_UNKNOWN, &door);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_RESOURCE_NOT_PRESENT;
    if (err == ERROR_SUCCESS)
        err = rsm_door_set_state(rsm, &door, NTMS_DOORSTATE_OPEN);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &request->info.ObjectGuid, NTMS_LIBREQUEST, request);
    if (err == ERROR_SUCCESS) {
        request->own.Since = door.own.Since;
        request->info.Info.LibRequest.State = NTMS_LM_WAITING;
        err = rsm_records_save(rsm->store, request);
    }
    if (err == ERROR_SUCCESS && door.info.Info.IEDoor.MaxOpenSecs == 0)
        err = rsm_door_ask_person(library, &door, request);
    return err;
}

static rsm_error open_door(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = unlock(library);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_open_door(library, request));
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work",
                "library %s: its door may be opened; nothing is begun until it is closed again",
                library->name);
    return err;
}

bool rsm_door_step(struct rsm_library *library, struct rsm_record *request)
{
    struct taken taken;
    bool begun;
    rsm_error err = ERROR_SUCCESS;

    if (!begin_opening(library))
        return false;
    begun = begin(library, request, &taken);
    if (begun) {
        take_home(library, &taken);
        err = open_door(library, request);
        give_all(library, &taken);
    }
    end_opening(library);
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, request, err);
    return begun;
}
