/*
 * Marks of slots that are to be looked at.
 */
#include "core/marks.h"

#include "model/guid.h"
#include "store/records.h"

static rsm_error find_cleaner_slot(struct rsm *rsm, const GUID *library, GUID *slot_out)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err == ERROR_SUCCESS)
        *slot_out = record.info.Info.Library.CleanerSlot;
    return err;
}

/* Is there an inventory by bar codes in that state?  Only one that was asked for is the mark of slots. */
static rsm_error has_inventory(struct rsm *rsm, const GUID *library, DWORD state, bool *has_out)
{
    const struct rsm_condition by_bar_codes[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = state},
        {.column = "sort_type", .number = NTMS_LM_INVENTORY},
        {.column = "action", .number = NTMS_INVENTORY_FAST},
    };
    DWORD count = 0;
    rsm_error err = rsm_records_count(rsm->store, NTMS_LIBREQUEST, by_bar_codes, 4, &count);

    *has_out = count > 0;
    return err;
}

rsm_error rsm_marks_show(struct rsm *rsm, NTMS_OBJECTINFORMATIONW *slot)
{
    NTMS_STORAGESLOTINFORMATION *info = &slot->Info.StorageSlot;
    bool is_marked = false;
    GUID cleaner;
    rsm_error err = ERROR_SUCCESS;

    if (info->State != NTMS_SLOTSTATE_FULL)
        return ERROR_SUCCESS;
    err = has_inventory(rsm, &info->Library, NTMS_LM_QUEUED, &is_marked);
    if (err == ERROR_SUCCESS && !is_marked)
        err = has_inventory(rsm, &info->Library, NTMS_LM_INPROCESS, &is_marked);
    if (err != ERROR_SUCCESS || !is_marked)
        return err;
    err = find_cleaner_slot(rsm, &info->Library, &cleaner);
    if (err == ERROR_SUCCESS && !rsm_guid_equal(&cleaner, &slot->ObjectGuid))
        info->State = NTMS_SLOTSTATE_NEEDSINVENTORY;
    return err;
}

rsm_error rsm_marks_write(struct rsm *rsm, const GUID *library)
{
    struct rsm_condition full[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_SLOTSTATE_FULL},
        {.column = "element", .differs = true}, /* but not the cleaner's */
    };
    struct rsm_record cleaner;
    GUID slot;
    rsm_error err = find_cleaner_slot(rsm, library, &slot);
    bool has_cleaner = err == ERROR_SUCCESS && !rsm_guid_is_null(&slot);

    if (has_cleaner)
        err = rsm_records_load(rsm->store, &slot, NTMS_STORAGESLOT, &cleaner);
    if (err != ERROR_SUCCESS)
        return err;
    full[2].number = has_cleaner ? cleaner.own.Element : 0;
    return rsm_records_set_number_of_all(rsm->store, NTMS_STORAGESLOT, full, has_cleaner ? 3 : 2,
                                         "state", NTMS_SLOTSTATE_NEEDSINVENTORY);
}

rsm_error rsm_marks_leave(struct rsm *rsm, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;

    rsm_error err;

    if (info->OperationCode != NTMS_LM_INVENTORY || request->own.Action != NTMS_INVENTORY_FAST ||
        (info->State != NTMS_LM_QUEUED && info->State != NTMS_LM_INPROCESS))
        return ERROR_SUCCESS;
    err = rsm_marks_write(rsm, &info->Library);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err; /* the library went, too */
}
