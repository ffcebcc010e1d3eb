/*
 * Cleaning cartridges (concept page about cleaning drives; spec "objects" 4.2).
 */
#include "core/cleaner.h"

#include "core/operator.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

static bool is_full(const struct rsm_record *slot)
{
    return slot->info.Info.StorageSlot.State == NTMS_SLOTSTATE_FULL ||
           slot->info.Info.StorageSlot.State == NTMS_SLOTSTATE_NEEDSINVENTORY;
}

/* The slot is empty: ERROR_BUSY when the cleaner is in a drive, else ERROR_EMPTY. */
static rsm_error look_in_drives(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition being_cleaned[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_DRIVESTATE_BEING_CLEANED},
    };
    struct rsm_record drive;
    rsm_error err = rsm_records_first(rsm->store, NTMS_DRIVE, being_cleaned, 2, &drive);

    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_EMPTY : err;
}

rsm_error rsm_cleaner_find(struct rsm *rsm, const struct rsm_record *library,
                           struct rsm_record *slot_out)
{
    const NTMS_LIBRARYINFORMATION *info = &library->info.Info.Library;
    struct rsm_record slot;
    rsm_error err;

    if (rsm_guid_is_null(&info->CleanerSlot))
        return ERROR_CLEANER_SLOT_NOT_SET;
    err = rsm_records_load(rsm->store, &info->CleanerSlot, NTMS_STORAGESLOT, &slot);
    if (err == ERROR_OBJECT_NOT_FOUND ||
        (err == ERROR_SUCCESS && (slot.info.Info.StorageSlot.State == NTMS_SLOTSTATE_NOTPRESENT ||
                                  slot.own.Element == RSM_NO_ELEMENT)))
        return ERROR_RESOURCE_NOT_PRESENT;
    if (err == ERROR_SUCCESS && !is_full(&slot))
        err = look_in_drives(rsm, &library->info.ObjectGuid);
    if (err == ERROR_SUCCESS && info->dwCleanerUsesRemaining == 0)
        err = ERROR_CLEANER_CARTRIDGE_SPENT;
    if (err == ERROR_SUCCESS && slot_out != NULL)
        *slot_out = slot;
    return err;
}

rsm_error rsm_cleaner_check_slot_empty(struct rsm *rsm, const struct rsm_record *library)
{
    rsm_error err = rsm_cleaner_find(rsm, library, NULL);

    switch (err) {
    case ERROR_EMPTY:
        return ERROR_SUCCESS;
    case ERROR_SUCCESS:
    case ERROR_CLEANER_CARTRIDGE_SPENT:
    case ERROR_BUSY: /* it comes back */
        return ERROR_RESOURCE_NOT_AVAILABLE;
    default:
        return err;
    }
}

bool rsm_cleaner_is_missing(rsm_error err)
{
    return err == ERROR_CLEANER_SLOT_NOT_SET || err == ERROR_RESOURCE_NOT_PRESENT ||
           err == ERROR_EMPTY || err == ERROR_CLEANER_CARTRIDGE_SPENT;
}

/* ---- uses ---- */

void rsm_cleaner_set_uses(struct rsm_record *library, DWORD uses)
{
    NTMS_LIBRARYINFORMATION *info = &library->info.Info.Library;

    info->dwCleanerUsesRemaining = uses;
    info->dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    if (uses == RSM_CLEANER_NOT_COUNTED)
        info->dwFlags |= NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
}

rsm_error rsm_cleaner_note_use(struct rsm *rsm, const GUID *library)
{
    struct rsm_record record;
    GUID asked;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);
    DWORD uses = err == ERROR_SUCCESS ? record.info.Info.Library.dwCleanerUsesRemaining : 0;

    if (uses == 0 || uses == RSM_CLEANER_NOT_COUNTED)
        return err;
    rsm_cleaner_set_uses(&record, uses - 1);
    err = rsm_records_save(rsm->store, &record);
    if (err == ERROR_SUCCESS && uses == 1)
        err = rsm_cleaner_ask(rsm, &record, ERROR_CLEANER_CARTRIDGE_SPENT, &asked);
    return err;
}

rsm_error rsm_cleaner_note_spent(struct rsm *rsm, const GUID *library)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_cleaner_set_uses(&record, 0);
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_cleaner_note_injected(struct rsm *rsm, const GUID *library, DWORD uses)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_cleaner_set_uses(&record, uses);
    record.info.Info.Library.dwFlags |= NTMS_LIBRARYFLAG_CLEANERPRESENT;
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_cleaner_note_ejected(struct rsm *rsm, const GUID *library, DWORD *uses_out)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err != ERROR_SUCCESS)
        return err;
    *uses_out = record.info.Info.Library.dwCleanerUsesRemaining;
    rsm_cleaner_set_uses(&record, 0);
    record.info.Info.Library.dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_CLEANERPRESENT;
    return rsm_records_save(rsm->store, &record);
}

/* ---- a person ---- */

static DWORD slot_number(struct rsm *rsm, const struct rsm_record *library)
{
    struct rsm_record slot;
    rsm_error err = rsm_records_load(rsm->store, &library->info.Info.Library.CleanerSlot,
                                     NTMS_STORAGESLOT, &slot);

    return err == ERROR_SUCCESS ? slot.info.Info.StorageSlot.Number : 0;
}

static void describe(struct rsm *rsm, const struct rsm_record *library, rsm_error reason,
                     WCHAR message_out[NTMS_MESSAGE_LENGTH])
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    unsigned slot = (unsigned)slot_number(rsm, library);

    (void)rsm_text_to_utf8(name, sizeof name, library->info.szName, NTMS_OBJECTNAME_LENGTH);
    switch (reason) {
    case ERROR_CLEANER_SLOT_NOT_SET:
        (void)rsm_text_format(message_out, NTMS_MESSAGE_LENGTH,
                              "A drive of %s needs to be cleaned: reserve a slot for a cleaning "
                              "cartridge and inject one, or clean the drive by hand.",
                              name);
        break;
    case ERROR_RESOURCE_NOT_PRESENT:
        (void)rsm_text_format(message_out, NTMS_MESSAGE_LENGTH,
                              "Put the magazine with slot %u, which is reserved for the cleaning "
                              "cartridge, back into %s.",
                              slot, name);
        break;
    case ERROR_CLEANER_CARTRIDGE_SPENT:
        (void)rsm_text_format(message_out, NTMS_MESSAGE_LENGTH,
                              "Replace the cleaning cartridge in slot %u of %s: it is used up.",
                              slot, name);
        break;
    case ERROR_INVALID_CLEANER:
        (void)rsm_text_format(message_out, NTMS_MESSAGE_LENGTH,
                              "Replace the cartridge in slot %u of %s by a cleaning cartridge: it "
                              "is none that its drives can use.",
                              slot, name);
        break;
    default:
        (void)rsm_text_format(message_out, NTMS_MESSAGE_LENGTH,
                              "Inject a cleaning cartridge into %s: slot %u, which is reserved for "
                              "it, is empty.",
                              name, slot);
    }
}

rsm_error rsm_cleaner_ask(struct rsm *rsm, const struct rsm_record *library, rsm_error reason,
                          GUID *request_out)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_CLEANER, .message = message, .arg1 = library};
    rsm_error err =
        rsm_operator_find(rsm, NTMS_OPREQ_CLEANER, &library->info.ObjectGuid, request_out);

    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    describe(rsm, library, reason, message);
    return rsm_operator_add_for(rsm, NULL, &task, request_out);
}

bool rsm_cleaner_was_refused(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition refused[] = {
        {.column = "owner", .text = rsm_owner_itself},
        {.column = "request", .number = NTMS_OPREQ_CLEANER},
        {.column = "arg1", .guid = library},
        {.column = "state", .number = NTMS_OPSTATE_REFUSED},
    };
    struct rsm_record request;

    return rsm_records_first(rsm->store, NTMS_OPREQUEST, refused, 4, &request) == ERROR_SUCCESS;
}
