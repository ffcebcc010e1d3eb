/*
 * Cartridges that were looked for and not found.
 */
#include "work/missing.h"

#include <stdlib.h>

#include "core/marks.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/places.h"
#include "store/records.h"

/* The places of a library that hold nothing now, sorted by GUID. */
struct empties {
    GUID *ids;
    size_t count;
};

static bool is_empty_state(DWORD type, DWORD state)
{
    switch (type) {
    case NTMS_STORAGESLOT:
        return state == NTMS_SLOTSTATE_EMPTY || state == NTMS_SLOTSTATE_NOTPRESENT;
    case NTMS_IEPORT:
        return state == NTMS_PORTCONTENT_EMPTY;
    default:
        return state == NTMS_DRIVESTATE_DISMOUNTED;
    }
}

static rsm_error add_empties(struct rsm_library *library, DWORD type, struct empties *empties)
{
    struct rsm_seat *seats = NULL;
    size_t count = 0;
    GUID *grown;
    rsm_error err = rsm_places_list(library->rsm->store, type, &library->id, &seats, &count);

    if (err != ERROR_SUCCESS || count == 0)
        goto out;
    grown = realloc(empties->ids, (empties->count + count) * sizeof *grown);
    if (grown == NULL) {
        err = ERROR_NOT_ENOUGH_MEMORY;
        goto out;
    }
    empties->ids = grown;
    for (size_t i = 0; i < count; i++) {
        if (is_empty_state(type, seats[i].state))
            grown[empties->count++] = seats[i].id;
    }
out:
    free(seats);
    return err;
}

static bool is_missing(const struct empties *empties, const struct rsm_holding *holding)
{
    return holding->fresh == RSM_FRESH_DISPLACED ||
           (empties->count > 0 && bsearch(&holding->location, empties->ids, empties->count,
                                          sizeof(GUID), rsm_guid_order) != NULL);
}

static bool is_arm_full(struct rsm_library *library)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &library->id}};
    struct rsm_record changer;

    return rsm_records_first(library->rsm->store, NTMS_CHANGER, of_library, 1, &changer) ==
               ERROR_SUCCESS &&
           changer.info.dwOperationalState == NTMS_NEEDS_SERVICE;
}

/* Is there a slot of the library in that state? */
static bool has_slot_in_state(struct rsm_library *library, DWORD state)
{
    const struct rsm_condition in_state[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = state},
    };
    struct rsm_record slot;

    return rsm_records_first(library->rsm->store, NTMS_STORAGESLOT, in_state, 2, &slot) !=
           ERROR_OBJECT_NOT_FOUND;
}

/* Without bar codes: is there a full slot without a record?  A missing one's cartridge may be there. */
static bool has_unknown_cartridge(struct rsm_library *library, const struct rsm_holding *holdings,
                                  size_t count)
{
    struct rsm_record record;
    struct rsm_seat *seats = NULL;
    size_t full = 0;
    size_t known = 0;
    size_t seat_count = 0;

    if (rsm_records_load(library->rsm->store, &library->id, NTMS_LIBRARY, &record) !=
            ERROR_SUCCESS ||
        record.info.Info.Library.BarCodeReaderInstalled ||
        rsm_places_list(library->rsm->store, NTMS_STORAGESLOT, &library->id, &seats, &seat_count) !=
            ERROR_SUCCESS)
        return false;
    for (size_t i = 0; i < seat_count; i++) {
        if (seats[i].state == NTMS_SLOTSTATE_FULL &&
            !rsm_guid_equal(&seats[i].id, &record.info.Info.Library.CleanerSlot))
            full++;
    }
    for (size_t i = 0; i < count; i++) {
        if (holdings[i].location_type == NTMS_STORAGESLOT &&
            holdings[i].fresh != RSM_FRESH_DISPLACED)
            known++;
    }
    free(seats);
    return full > known;
}

/* Is something left that may turn out to be a cartridge that seems missing? */
static bool may_turn_up(struct rsm_library *library, const struct rsm_holding *holdings,
                        size_t count)
{
    return is_arm_full(library) || atomic_load(&library->stale) ||
           atomic_load(&library->slots_untold) ||
           has_slot_in_state(library, NTMS_SLOTSTATE_NEEDSINVENTORY) ||
           has_unknown_cartridge(library, holdings, count);
}

rsm_error rsm_missing_leave(struct rsm_library *library)
{
    struct empties empties = {.ids = NULL};
    struct rsm_holding *holdings = NULL;
    size_t count = 0;
    rsm_error err = rsm_places_holdings(library->rsm->store, &library->id, &holdings, &count);

    if (err == ERROR_SUCCESS && may_turn_up(library, holdings, count)) {
        free(holdings);
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        err = add_empties(library, NTMS_STORAGESLOT, &empties);
    if (err == ERROR_SUCCESS)
        err = add_empties(library, NTMS_DRIVE, &empties);
    if (err == ERROR_SUCCESS)
        err = add_empties(library, NTMS_IEPORT, &empties);
    if (err == ERROR_SUCCESS && empties.count > 0)
        qsort(empties.ids, empties.count, sizeof(GUID), rsm_guid_order);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        if (!is_missing(&empties, &holdings[i]))
            continue;
        rsm_log(RSM_LOG_INFO, "work", "library %s: medium %s is not in the library any more",
                library->name,
                holdings[i].bar_code[0] != '\0' ? holdings[i].bar_code : "(no bar code)");
        err = rsm_media_leave(library->rsm, &holdings[i].id);
    }
    free(empties.ids);
    free(holdings);
    return err;
}

rsm_error rsm_missing_doubt_slots(struct rsm_library *library)
{
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the changer tells of none of its slots; it may still be starting, or its "
            "magazines are out; the media stay where they are on record; see that the library is "
            "ready and its magazines are in, and take inventory again",
            library->name);
    return rsm_marks_write(library->rsm, &library->id);
}
