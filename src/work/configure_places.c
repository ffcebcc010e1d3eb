/*
 * Slots and ports of a library as objects.
 */
#include "work/configure_places.h"

#include <stdlib.h>

#include "platform/text.h"
#include "store/places.h"
#include "store/records.h"
#include "store/usual_name.h"

enum { PORT_OPEN_SECONDS = 60 /* MaxExtendSecs of a new port */ };

/* Make the object of a slot or port that has none. */
static rsm_error new_place(struct rsm *rsm, const GUID *library, DWORD type, DWORD element,
                           DWORD number)
{
    struct rsm_record record;

    rsm_record_begin(&record, type);
    record.own.Element = element;
    if (type == NTMS_STORAGESLOT) {
        record.info.Info.StorageSlot.Number = number;
        record.info.Info.StorageSlot.State = NTMS_SLOTSTATE_UNKNOWN;
        record.info.Info.StorageSlot.Library = *library;
        rsm_usual_name_put(&record);
    } else {
        record.info.Info.IEPort.Number = number;
        record.info.Info.IEPort.Content = NTMS_PORTCONTENT_UNKNOWN;
        record.info.Info.IEPort.Position = NTMS_PORTPOSITION_UNKNOWN;
        record.info.Info.IEPort.MaxExtendSecs = PORT_OPEN_SECONDS;
        record.info.Info.IEPort.Library = *library;
        rsm_text_format(record.info.szName, NTMS_OBJECTNAME_LENGTH, "Port %u", (unsigned)number);
    }
    return rsm_records_insert(rsm->store, &record);
}

/* The number of the first slot: those before it may be the port. */
static DWORD first_number(const struct rsm_changer *changer, enum rsm_place place)
{
    const struct rsm_changer_range *ports = &changer->places[RSM_PLACE_PORT];

    return place == RSM_PLACE_SLOT && changer->port_is_slots &&
                   ports->first < changer->places[RSM_PLACE_SLOT].first
               ? 1u + ports->count
               : 1;
}

rsm_error rsm_configure_places(struct rsm *rsm, const GUID *library, DWORD type,
                               const struct rsm_changer *changer, enum rsm_place place)
{
    const struct rsm_changer_range *range = &changer->places[place];
    DWORD number = first_number(changer, place);
    struct rsm_seat *seats = NULL;
    size_t count = 0;
    size_t next = 0;
    rsm_error err = rsm_places_list(rsm->store, type, library, &seats, &count);

    for (DWORD i = 0; i < range->count && err == ERROR_SUCCESS; i++) {
        DWORD element = (DWORD)range->first + i;

        while (next < count && seats[next].element < element)
            next++;
        if (next == count || seats[next].element != element)
            err = new_place(rsm, library, type, element, number + i);
    }
    free(seats);
    return err;
}

rsm_error rsm_configure_places_again(struct rsm *rsm, const GUID *library,
                                     const struct rsm_changer *changer)
{
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return rsm_store_end(rsm->store, ERROR_SUCCESS); /* it was deleted meanwhile */
    if (err == ERROR_SUCCESS)
        err = rsm_configure_places(rsm, library, NTMS_STORAGESLOT, changer, RSM_PLACE_SLOT);
    if (err == ERROR_SUCCESS)
        err = rsm_configure_places(rsm, library, NTMS_IEPORT, changer, RSM_PLACE_PORT);
    return rsm_store_end(rsm->store, err);
}

rsm_error rsm_configure_hand(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = library}};
    struct rsm_record port;
    rsm_error err = rsm_records_first(rsm->store, NTMS_IEPORT, of_library, 1, &port);

    return err == ERROR_OBJECT_NOT_FOUND ? new_place(rsm, library, NTMS_IEPORT, RSM_NO_ELEMENT, 1)
                                         : err;
}
