/*
 * A door that is open, until it is closed.  It is when the changer was not ready, or said that something
 * moved, since it was opened, and is ready now; of a changer that never tells, a person says so.
 */
#include "work/door.h"

#include <string.h>

#include "core/operator.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/door_record.h"
#include "work/inventory.h"
#include "work/queue.h"

struct watch {
    struct rsm_library *library;
    struct rsm_record door;
    struct rsm_record request; /* that waits until it is closed */
    bool has_request;          /* false: it was cancelled meanwhile, or its process died */
    rsm_error answer; /* of the person, as rsm_operator_result(); ERROR_IO_PENDING too while
                                  nobody was asked */
    bool ready;       /* the changer is */
};

/* ---- what is known ---- */

static rsm_error hear_person(struct watch *watch)
{
    const GUID *asked = &watch->request.own.OperatorRequest;
    rsm_error err;

    watch->answer = ERROR_IO_PENDING;
    if (!watch->has_request || rsm_guid_is_null(asked))
        return ERROR_SUCCESS;
    err = rsm_operator_result(watch->library->rsm, asked);
    if (err == ERROR_OBJECT_NOT_FOUND) /* answered and deleted: not asked again */
        err = ERROR_CANCELLED;
    watch->answer = err;
    return err == ERROR_IO_PENDING || err == ERROR_CANCELLED ? ERROR_SUCCESS : err;
}

static rsm_error load(struct watch *watch)
{
    struct rsm *rsm = watch->library->rsm;
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &watch->library->id},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "sort_type", .number = NTMS_LM_DOORACCESS},
    };
    rsm_error err = rsm_door_find(rsm, &watch->library->id, NTMS_DOORSTATE_OPEN, &watch->door);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, waiting, 3, &watch->request);
    watch->has_request = err == ERROR_SUCCESS;
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = hear_person(watch);
    return err;
}

/* False when no door is open. */
static bool find_open_door(struct watch *watch)
{
    struct rsm_store *store = watch->library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, load(watch));
    return err == ERROR_SUCCESS;
}

bool rsm_door_is_open(struct rsm_library *library)
{
    struct rsm_record door;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store,
                            rsm_door_find(library->rsm, &library->id, NTMS_DOORSTATE_OPEN, &door));
    return err != ERROR_OBJECT_NOT_FOUND;
}

void rsm_door_forget(struct rsm_library *library)
{
    atomic_store(&library->door_moved, true);
}

/* Is the changer ready, and what did it say meanwhile?  False when it does not answer. */
static bool ask_changer(struct watch *watch)
{
    struct rsm_library *library = watch->library;
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return false;
    err = rsm_changer_ask_ready(&library->changer, &watch->ready);
    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    if ((err == ERROR_SUCCESS && !watch->ready) ||
        rsm_library_count_stirs(library) != atomic_load(&library->door_stirs))
        atomic_store(&library->door_moved, true);
    rsm_library_give_changer(library);
    return err == ERROR_SUCCESS;
}

/* ---- it is closed ---- */

static bool is_closed(const struct watch *watch)
{
    return watch->ready && (!watch->has_request || watch->answer == ERROR_SUCCESS ||
                            atomic_load(&watch->library->door_moved));
}

/* The inventory that the call asked for; NTMS_INVENTORY_NONE = none. */
static rsm_error find_action(const struct watch *watch, DWORD *action_out)
{
    struct rsm_record library;
    rsm_error err =
        rsm_records_load(watch->library->rsm->store, &watch->library->id, NTMS_LIBRARY, &library);

    *action_out = watch->request.own.Action;
    if (err == ERROR_SUCCESS && *action_out == NTMS_INVENTORY_DEFAULT)
        *action_out = library.info.Info.Library.InventoryMethod;
    if (err == ERROR_SUCCESS && !library.info.Enabled)
        *action_out = NTMS_INVENTORY_NONE;
    return err;
}

/* It outlives this process as the call's own request would: it belongs to the same session. */
static rsm_error add_inventory(const struct watch *watch, DWORD action)
{
    struct rsm *rsm = watch->library->rsm;
    struct rsm_record inventory;
    GUID id;
    rsm_error err = rsm_inventory_add(rsm, NULL, &watch->library->id, action, &id);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &id, NTMS_LIBREQUEST, &inventory);
    if (err != ERROR_SUCCESS)
        return err;
    memcpy(inventory.own.Owner, watch->request.own.Owner, sizeof inventory.own.Owner);
    inventory.own.Session = watch->request.own.Session;
    return rsm_records_save(rsm->store, &inventory);
}

static rsm_error pass_request(const struct watch *watch, DWORD action)
{
    struct rsm *rsm = watch->library->rsm;
    rsm_error err = ERROR_SUCCESS;

    if (watch->answer == ERROR_IO_PENDING && !rsm_guid_is_null(&watch->request.own.OperatorRequest))
        err = rsm_operator_settle(rsm, &watch->request.own.OperatorRequest, NTMS_OPSTATE_COMPLETE);
    if (err == ERROR_SUCCESS && action != NTMS_INVENTORY_NONE)
        err = add_inventory(watch, action);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, &watch->request.info.ObjectGuid, NTMS_LM_PASSED,
                                  ERROR_SUCCESS);
    return err;
}

/* Loads all anew: somebody may have cancelled or answered in between. */
static rsm_error record_closed(struct watch *watch, DWORD *action_out)
{
    rsm_error err = load(watch);

    *action_out = NTMS_INVENTORY_FAST;
    if (err == ERROR_SUCCESS && watch->has_request)
        err = find_action(watch, action_out);
    if (err == ERROR_SUCCESS)
        err = rsm_door_set_state(watch->library->rsm, &watch->door, NTMS_DOORSTATE_CLOSED);
    if (err == ERROR_SUCCESS && watch->has_request)
        err = pass_request(watch, *action_out);
    return err;
}

static bool close_door(struct watch *watch)
{
    struct rsm_library *library = watch->library;
    struct rsm_store *store = library->rsm->store;
    DWORD action = NTMS_INVENTORY_NONE;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_closed(watch, &action));
    if (err != ERROR_SUCCESS)
        return false;
    /* Without an inventory nothing is looked at; without a request nobody said which one. */
    atomic_store(&library->stale, action != NTMS_INVENTORY_NONE);
    rsm_log(RSM_LOG_INFO, "work", "library %s: its door is closed", library->name);
    return true;
}

/* ---- it stays open ---- */

/* For longer than it may; and again when a person said that it is closed, and the changer says it is not.
 * One who refused is not asked again. */
static bool must_ask_person(const struct watch *watch)
{
    int64_t may_ms = (int64_t)watch->door.info.Info.IEDoor.MaxOpenSecs * 1000;
    SYSTEMTIME now;

    if (!watch->has_request)
        return false;
    if (!rsm_guid_is_null(&watch->request.own.OperatorRequest))
        return watch->answer == ERROR_SUCCESS;
    rsm_clock_utc(&now);
    return rsm_clock_to_ms(&now) - watch->door.own.Since >= may_ms;
}

static rsm_error ask_again(struct watch *watch)
{
    rsm_error err = load(watch);

    if (err == ERROR_SUCCESS && must_ask_person(watch))
        err = rsm_door_ask_person(watch->library, &watch->door, &watch->request);
    return err;
}

static bool ask_person(struct watch *watch)
{
    struct rsm_store *store = watch->library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, ask_again(watch));
    return err == ERROR_SUCCESS;
}

bool rsm_door_watch(struct rsm_library *library)
{
    struct watch watch = {.library = library};

    if (!find_open_door(&watch) || !ask_changer(&watch))
        return false;
    if (is_closed(&watch))
        return close_door(&watch);
    return must_ask_person(&watch) && ask_person(&watch);
}
