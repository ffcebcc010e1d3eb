/*
 * The record of a library's door.
 */
#include "work/door_record.h"

#include "core/operator.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/records.h"

rsm_error rsm_door_find(struct rsm *rsm, const GUID *library, DWORD state,
                        struct rsm_record *door_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = state},
    };

    return rsm_records_first(rsm->store, NTMS_IEDOOR, conditions,
                             state == NTMS_DOORSTATE_UNKNOWN ? 1 : 2, door_out);
}

rsm_error rsm_door_set_state(struct rsm *rsm, struct rsm_record *door, DWORD state)
{
    SYSTEMTIME now;
    rsm_error err;

    rsm_clock_utc(&now);
    door->info.Info.IEDoor.State = state;
    door->own.Since = state == NTMS_DOORSTATE_OPEN ? rsm_clock_to_ms(&now) : 0;
    err = rsm_records_save(rsm->store, door);
    return err == ERROR_SUCCESS ? rsm_records_touch(rsm->store, &door->info.Info.IEDoor.Library)
                                : err;
}

rsm_error rsm_door_ask_person(struct rsm_library *library, const struct rsm_record *door,
                              struct rsm_record *request)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_DEVICESERVICE, .message = message, .arg1 = door};
    GUID asked;

    (void)rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                          "Door %u of the library \"%.80s\" is open: close it, and say that it is "
                          "done if the library does not notice.",
                          (unsigned)door->info.Info.IEDoor.Number, library->name);
    return rsm_operator_add_for(library->rsm, request, &task, &asked);
}
