/*
 * The slot that is kept for the cleaning cartridge (function pages of ReserveNtmsCleanerSlot and
 * ReleaseNtmsCleanerSlot).  Both are recorded by the library's worker, in its turn; what was true when
 * they were asked for is looked at again then.
 */
#include "work/cleaner_slot.h"

#include "core/cleaner.h"
#include "core/demand.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/journal.h"
#include "store/records.h"
#include "work/finish.h"
#include "work/queue.h"

static const struct rsm_demand demand = {.right = NTMS_CONTROL_ACCESS,
                                         .missing = ERROR_INVALID_LIBRARY,
                                         .disabled = ERROR_RESOURCE_DISABLED,
                                         .absent = ERROR_DEVICE_NOT_AVAILABLE,
                                         .offline = ERROR_LIBRARY_OFFLINE};

/* ---- the rules ---- */

/* ERROR_RESOURCE_NOT_AVAILABLE when a medium that is in a drive comes back to that slot. */
static rsm_error check_nobodys_home(struct rsm *rsm, const GUID *slot)
{
    const struct rsm_condition in_drive[] = {
        {.column = "home_slot", .guid = slot},
        {.column = "location_type", .number = NTMS_DRIVE},
    };
    struct rsm_record medium;
    rsm_error err = rsm_records_first(rsm->store, NTMS_PHYSICAL_MEDIA, in_drive, 2, &medium);

    if (err == ERROR_SUCCESS)
        return ERROR_RESOURCE_NOT_AVAILABLE;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* A move to an element. */
struct arrival {
    DWORD element;
    bool found;
};

static bool is_arrival(void *context, const struct rsm_intent *intent)
{
    struct arrival *arrival = context;

    arrival->found = intent->kind == RSM_INTENT_MOVE && intent->to == arrival->element;
    return !arrival->found;
}

/* ERROR_RESOURCE_NOT_AVAILABLE when a cartridge is on its way to that slot. */
static rsm_error check_nothing_comes(struct rsm *rsm, const GUID *library,
                                     const struct rsm_record *slot)
{
    struct arrival arrival = {.element = slot->own.Element};
    rsm_error err = rsm_journal_each(rsm->store, library, is_arrival, &arrival);

    return err == ERROR_SUCCESS && arrival.found ? ERROR_RESOURCE_NOT_AVAILABLE : err;
}

static rsm_error check_reservable(struct rsm *rsm, const struct rsm_record *library,
                                  const struct rsm_record *slot)
{
    const NTMS_STORAGESLOTINFORMATION *info = &slot->info.Info.StorageSlot;
    rsm_error err;

    if (!rsm_guid_equal(&info->Library, &library->info.ObjectGuid))
        return ERROR_OBJECT_NOT_FOUND;
    if (!rsm_guid_is_null(&library->info.Info.Library.CleanerSlot))
        return ERROR_CLEANER_SLOT_SET;
    if (info->State != NTMS_SLOTSTATE_EMPTY || slot->own.Element == RSM_NO_ELEMENT)
        return ERROR_RESOURCE_NOT_AVAILABLE;
    err = check_nobodys_home(rsm, &slot->info.ObjectGuid);
    return err == ERROR_SUCCESS ? check_nothing_comes(rsm, &library->info.ObjectGuid, slot) : err;
}

/* ---- the callers' halves ---- */

static rsm_error add_request(struct rsm_session *session, DWORD operation, const GUID *library,
                             const GUID *slot)
{
    const struct rsm_work work = {
        .operation = operation, .sort_type = operation, .library = *library, .slot = *slot};

    return rsm_queue_add(session->rsm, session, &work, NULL);
}

static rsm_error reserve(struct rsm_session *session, const GUID *library, const GUID *slot)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record record;
    struct rsm_record place;
    rsm_error err = rsm_objects_require(rsm, library, NTMS_LIBRARY, ERROR_INVALID_LIBRARY, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, slot, NTMS_STORAGESLOT, ERROR_OBJECT_NOT_FOUND, &place);
    if (err == ERROR_SUCCESS)
        err = rsm_demand_library(session, library, &demand, &record);
    if (err == ERROR_SUCCESS)
        err = check_reservable(rsm, &record, &place);
    return err == ERROR_SUCCESS ? add_request(session, NTMS_LM_RESERVECLEANER, library, slot) : err;
}

rsm_error rsm_cleaner_slot_reserve(struct rsm_session *session, const GUID *library,
                                   const GUID *slot)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, reserve(session, library, slot)) : err;
}

rsm_error rsm_cleaner_slot_release(struct rsm_session *session, const GUID *library)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_demand_library(session, library, &demand, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_check_slot_empty(session->rsm, &record);
    if (err == ERROR_SUCCESS)
        err = add_request(session, NTMS_LM_RELEASECLEANER, library,
                          &record.info.Info.Library.CleanerSlot);
    return rsm_store_end(store, err);
}

/* ---- the worker's half ---- */

static rsm_error record_reserved(struct rsm *rsm, struct rsm_record *library, const GUID *slot)
{
    NTMS_LIBRARYINFORMATION *info = &library->info.Info.Library;
    struct rsm_record place;
    rsm_error err =
        rsm_objects_require(rsm, slot, NTMS_STORAGESLOT, ERROR_OBJECT_NOT_FOUND, &place);

    if (err == ERROR_SUCCESS)
        err = check_reservable(rsm, library, &place);
    if (err != ERROR_SUCCESS)
        return err;
    info->CleanerSlot = *slot;
    if (rsm_guid_is_null(&info->CleanerSlotDefault))
        info->CleanerSlotDefault = *slot;
    return rsm_records_save(rsm->store, library);
}

static rsm_error record_released(struct rsm *rsm, struct rsm_record *library)
{
    rsm_error err = rsm_cleaner_check_slot_empty(rsm, library);

    if (err != ERROR_SUCCESS)
        return err;
    library->info.Info.Library.CleanerSlot = rsm_guid_null;
    rsm_cleaner_set_uses(library, 0);
    return rsm_records_save(rsm->store, library);
}

static rsm_error run(struct rsm_library *library, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    bool reserves = info->OperationCode == NTMS_LM_RESERVECLEANER;
    struct rsm *rsm = library->rsm;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, &library->id, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS)
        err =
            reserves ? record_reserved(rsm, &record, &info->SlotId) : record_released(rsm, &record);
    err = rsm_store_end(rsm->store, err);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: the slot for the cleaning cartridge is %s",
                library->name, reserves ? "reserved" : "released");
    return err;
}

bool rsm_cleaner_slot_step(struct rsm_library *library, struct rsm_record *request)
{
    if (!rsm_queue_start(library->rsm, request))
        return false;
    rsm_finish_request(library, request, run(library, request));
    return true;
}
