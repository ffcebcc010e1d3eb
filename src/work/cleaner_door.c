/*
 * The cleaner at the door.
 */
#include "work/cleaner_door.h"

#include "core/operator.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/ports.h"
#include "work/queue.h"

/* ---- to the door ---- */

static rsm_error ask_person(struct rsm_library *library, struct rsm_record *request,
                            const char *what)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];
    struct rsm_record slot;
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_CLEANER, .message = message, .arg1 = &slot};
    GUID asked;
    rsm_error err = rsm_records_load(library->rsm->store, &request->info.Info.LibRequest.SlotId,
                                     NTMS_STORAGESLOT, &slot);

    if (err != ERROR_SUCCESS)
        return err;
    (void)rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                          "%s slot %u of %s, through its door, and close it.", what,
                          (unsigned)slot.info.Info.StorageSlot.Number, library->name);
    return rsm_operator_add_for(library->rsm, request, &task, &asked);
}

static rsm_error open_door(struct rsm_library *library, const struct rsm_record *request)
{
    const struct rsm_work work = {.operation = NTMS_LM_DOORACCESS,
                                  .action = NTMS_INVENTORY_NONE,
                                  .sort_type = NTMS_LM_DOORACCESS,
                                  .library = library->id};
    GUID door;
    rsm_error err = rsm_queue_add(library->rsm, NULL, &work, &door);

    return err == ERROR_SUCCESS
               ? rsm_queue_note(library->rsm, &request->info.ObjectGuid, "batch", &door)
               : err;
}

rsm_error rsm_cleaner_door_begin(struct rsm_library *library, struct rsm_record *request,
                                 const char *what)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = ask_person(library, request, what);
    if (err == ERROR_SUCCESS)
        err = open_door(library, request);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_wait(library->rsm, &request->info.ObjectGuid);
    return rsm_store_end(store, err);
}

/* ---- and when it is closed ---- */

/* ERROR_IO_PENDING while nothing has ended.  Wants an open transaction. */
static rsm_error look_at_door(struct rsm *rsm, const struct rsm_record *request)
{
    struct rsm_record door;
    const NTMS_LIBREQUESTINFORMATIONW *info = &door.info.Info.LibRequest;
    rsm_error err;

    if (rsm_operator_result(rsm, &request->own.OperatorRequest) == ERROR_CANCELLED)
        return ERROR_REQUEST_REFUSED;
    err = rsm_records_load(rsm->store, &request->own.Batch, NTMS_LIBREQUEST, &door);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_CANCELLED : err;
    switch (info->State) {
    case NTMS_LM_PASSED:
        return ERROR_SUCCESS;
    case NTMS_LM_FAILED:
        return info->dwErrorCode;
    case NTMS_LM_CANCELLED:
    case NTMS_LM_STOPPED:
        return ERROR_CANCELLED;
    default:
        return ERROR_IO_PENDING;
    }
}

static rsm_error look_at_slot(struct rsm_library *library, const GUID *id, bool *full_out)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_changer_element element;
    struct rsm_record slot;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, id, NTMS_STORAGESLOT, &slot));
    if (err == ERROR_SUCCESS)
        err = rsm_library_look(library, RSM_PLACE_SLOT, (uint16_t)slot.own.Element, &element);
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    *full_out = element.full;
    return rsm_store_end(
        store, rsm_records_set_number(store, NTMS_STORAGESLOT, id, "state",
                                      element.full ? NTMS_SLOTSTATE_FULL : NTMS_SLOTSTATE_EMPTY));
}

bool rsm_cleaner_door_has_ended(struct rsm_library *library, const struct rsm_record *request,
                                bool *full_out, rsm_error *err_out)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    *full_out = false;
    if (err == ERROR_SUCCESS) {
        err = look_at_door(library->rsm, request);
        (void)rsm_store_end(store, ERROR_SUCCESS);
    }
    if (err == ERROR_SUCCESS)
        err = look_at_slot(library, &request->info.Info.LibRequest.SlotId, full_out);
    *err_out = err;
    return err != ERROR_IO_PENDING;
}
