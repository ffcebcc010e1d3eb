/*
 * Injecting, step by step: the wait for people, and what they put in on its way to its slots.
 */
#include "work/inject_run.h"

#include <stdlib.h>

#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/alone_eject.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/inject.h"
#include "work/inventory.h"
#include "work/queue.h"

/* A library without a port waits so long for people who open it. */
enum { WITHOUT_PORT_SECONDS = 600 };

struct inject {
    struct rsm_library *library;
    struct rsm_record *request;
    size_t taken;                     /* cartridges that are in their slots now */
    size_t surplus;                   /* for which there is no slot */
    const struct rsm_port_cell *full; /* where the first one of these is */
};

static struct rsm_store *store_of(const struct inject *inject)
{
    return inject->library->rsm->store;
}

/* ---- what is offered ---- */

/* Is what is in the cell an ejected cartridge that waits for a person?  Wants an open transaction. */
static bool is_being_ejected(struct rsm *rsm, const struct rsm_port_cell *cell)
{
    struct rsm_record medium;
    bool ejected = false;

    return rsm_media_find_at(rsm, &cell->stop.id, &medium) == ERROR_SUCCESS &&
           (rsm_queue_has_work(rsm, NTMS_LM_EJECT, &medium.info.ObjectGuid, &ejected) !=
                ERROR_SUCCESS ||
            ejected);
}

/* The same of the cleaner, which has no record. */
static bool is_ejected_cleaner(struct rsm *rsm, const struct rsm_port_cell *cell)
{
    const struct rsm_condition waits_there[] = {
        {.column = "batch", .guid = &cell->stop.id},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "operation_code", .number = NTMS_LM_EJECTCLEANER},
    };
    struct rsm_record request;

    return rsm_records_first(rsm->store, NTMS_LIBREQUEST, waits_there, 3, &request) !=
           ERROR_OBJECT_NOT_FOUND;
}

bool rsm_inject_is_offered(struct rsm_library *library, const struct rsm_port_cell *cell)
{
    struct rsm_store *store = library->rsm->store;
    bool offered;

    if (cell->content != NTMS_PORTCONTENT_FULL ||
        rsm_store_begin(store, RSM_STORE_READ) != ERROR_SUCCESS)
        return false;
    offered = !is_being_ejected(library->rsm, cell) && !is_ejected_cleaner(library->rsm, cell);
    (void)rsm_store_end(store, ERROR_SUCCESS);
    return offered;
}

static size_t count_offered(struct inject *inject, const struct rsm_ports *ports)
{
    size_t count = 0;

    for (size_t i = 0; i < ports->count; i++)
        count += rsm_inject_is_offered(inject->library, &ports->cells[i]) ? 1 : 0;
    return count;
}

static rsm_error find_slot(struct inject *inject, const GUID *home, struct rsm_stop *slot_out)
{
    rsm_error err = rsm_store_begin(store_of(inject), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(inject), rsm_home_find_slot(inject->library, home, slot_out));
}

/* ---- from the port to the slots ---- */

/* A bar code that is on record as away is back; wants an open writing transaction. */
static rsm_error record_return(struct inject *inject, const struct rsm_stop *slot, const char *tag,
                               GUID *medium_out)
{
    const struct rsm_media_place place = {.library = inject->library->id,
                                          .location = slot->id,
                                          .location_type = NTMS_STORAGESLOT,
                                          .home = slot->id};
    struct rsm *rsm = inject->library->rsm;
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(rsm, &slot->id, &medium);

    *medium_out = err == ERROR_SUCCESS ? medium.info.ObjectGuid : rsm_guid_null;
    if (err != ERROR_OBJECT_NOT_FOUND)
        return err; /* its record travelled with it */
    (void)rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, tag, RSM_TEXT_TERMINATED);
    err = rsm_media_find_bar_code(rsm, &inject->library->id, bar_code, &medium);
    if (err == ERROR_SUCCESS && rsm_media_is_away(rsm, &medium)) {
        *medium_out = medium.info.ObjectGuid;
        err = rsm_media_place_at(rsm, medium_out, &place);
    }
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* It is identified for whoever asked for the inject, so that the end of his last session does not leave it
 * undone. */
static rsm_error queue_identification(struct inject *inject, const struct rsm_stop *slot,
                                      const char *tag)
{
    struct rsm *rsm = inject->library->rsm;
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE,
                            .sort_type = NTMS_LM_PROCESSOMID,
                            .library = inject->library->id,
                            .slot = slot->id};
    GUID request;
    rsm_error err = record_return(inject, slot, tag, &work.medium);

    if (err == ERROR_SUCCESS)
        err = rsm_queue_add(rsm, NULL, &work, &request);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(rsm->store, NTMS_LIBREQUEST, &request, "session",
                                   &inject->request->own.Session);
    return err;
}

static rsm_error record_taken(struct inject *inject, const struct rsm_stop *slot, const char *tag)
{
    rsm_error err = rsm_store_begin(store_of(inject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(inject), queue_identification(inject, slot, tag));
}

/* The home of the record that is recorded in the cell; the null GUID if there is none. */
static GUID home_of(struct inject *inject, const struct rsm_port_cell *cell)
{
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store_of(inject), RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(inject),
                            rsm_media_find_at(inject->library->rsm, &cell->stop.id, &medium));
    return err == ERROR_SUCCESS ? medium.info.Info.PhysicalMedia.HomeSlot : rsm_guid_null;
}

static rsm_error take_one(struct inject *inject, const struct rsm_port_cell *cell)
{
    GUID home = home_of(inject, cell);
    struct rsm_stop slot;
    rsm_error err = find_slot(inject, &home, &slot);

    if (err == ERROR_LIBRARY_FULL) {
        if (inject->surplus++ == 0)
            inject->full = cell;
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        err = rsm_move_cartridge(inject->library, &cell->stop, &slot,
                                 cell->tag[0] != '\0' ? cell->tag : NULL);
    if (err == ERROR_SUCCESS)
        err = record_taken(inject, &slot, cell->tag);
    if (err == ERROR_SUCCESS)
        inject->taken++;
    return err;
}

/* With people kept out, so that what was seen is what is taken. */
static rsm_error take_offered(struct inject *inject, struct rsm_ports *ports)
{
    rsm_error err = rsm_ports_retract(inject->library);

    if (err == ERROR_SUCCESS)
        err = rsm_ports_look(inject->library, ports);
    for (size_t i = 0; i < ports->count && err == ERROR_SUCCESS; i++) {
        if (rsm_inject_is_offered(inject->library, &ports->cells[i]))
            err = take_one(inject, &ports->cells[i]);
    }
    return err;
}

/* ---- without a port ---- */

static rsm_error count_full_slots(struct inject *inject, DWORD *count_out)
{
    const struct rsm_condition filled[] = {
        {.column = "library", .guid = &inject->library->id},
        {.column = "state", .number = NTMS_SLOTSTATE_EMPTY, .differs = true},
    };
    rsm_error err = rsm_store_begin(store_of(inject), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(inject), rsm_records_count(store_of(inject), NTMS_STORAGESLOT,
                                                             filled, 2, count_out));
}

/* Into a drive that stands alone. */
static rsm_error take_alone(struct inject *inject)
{
    bool came = false;
    rsm_error err = rsm_alone_take_in(inject->library, inject->request, &came);

    inject->taken = came ? 1 : 0;
    return err;
}

/* What people put into slots is found by looking around. */
static rsm_error look_around(struct inject *inject)
{
    DWORD before = 0;
    DWORD after = 0;
    rsm_error err;

    if (!rsm_library_has_changer(inject->library))
        return take_alone(inject);
    err = count_full_slots(inject, &before);

    if (err == ERROR_SUCCESS)
        err = rsm_inventory_refresh(inject->library);
    if (err == ERROR_SUCCESS)
        err = count_full_slots(inject, &after);
    if (err == ERROR_SUCCESS && after > before)
        inject->taken = after - before;
    return err;
}

/* ---- the end of a load ---- */

static rsm_error ask_to_remove(struct inject *inject)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];

    if (inject->surplus == 1)
        rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                        "Remove the cartridge from port %u of the library %s: no slot is empty for "
                        "it.",
                        (unsigned)inject->full->number, inject->library->name);
    else
        rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                        "Remove %u cartridges from the port of the library %s, the first from port "
                        "%u: no slot is empty for them.",
                        (unsigned)inject->surplus, inject->library->name,
                        (unsigned)inject->full->number);
    return rsm_ports_ask(inject->library->rsm, inject->request, &inject->full->stop.id, NTMS_IEPORT,
                         message);
}

/* Does it open the port again? */
static bool goes_on(const struct inject *inject, DWORD action)
{
    if (action == NTMS_INJECT_RETRACT)
        return true;
    return action == NTMS_INJECT_STARTMANY && inject->taken > 0;
}

static rsm_error open_again(struct inject *inject)
{
    struct rsm *rsm = inject->library->rsm;
    const GUID *id = &inject->request->info.ObjectGuid;
    rsm_error err =
        rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, id, "action", NTMS_INJECT_STARTMANY);

    return err == ERROR_SUCCESS ? rsm_ports_wait(rsm, id) : err;
}

/* What was asked of it meanwhile counts. */
static rsm_error record_load(struct inject *inject)
{
    struct rsm *rsm = inject->library->rsm;
    const GUID *id = &inject->request->info.ObjectGuid;
    struct rsm_record now;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &now);

    if (err != ERROR_SUCCESS)
        return err;
    if (inject->surplus > 0) {
        err = ask_to_remove(inject);
        return err == ERROR_SUCCESS ? rsm_ports_wait(rsm, id) : err;
    }
    err = rsm_ports_answered(rsm, inject->request);
    if (err != ERROR_SUCCESS)
        return err;
    if (goes_on(inject, now.own.Action))
        return open_again(inject);
    return rsm_queue_set_state(
        rsm, id, now.own.Action == NTMS_INJECT_STOP ? NTMS_LM_STOPPED : NTMS_LM_PASSED,
        ERROR_SUCCESS);
}

static void end_load(struct inject *inject, rsm_error err)
{
    struct rsm_library *library = inject->library;

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store_of(inject), RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(inject), record_load(inject));
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, inject->request, err);
    else
        rsm_log(RSM_LOG_INFO, "work", "library %s: cartridges taken in: %u", library->name,
                (unsigned)inject->taken);
}

static bool load(struct inject *inject, bool has_port)
{
    struct rsm_ports ports = {.count = 0};
    rsm_error err;

    if (!rsm_ports_begin(inject->library, inject->request))
        return false;
    err = has_port ? take_offered(inject, &ports) : look_around(inject);
    end_load(inject, err);
    rsm_ports_free(&ports);
    return true;
}

/* ---- the watch ---- */

static bool is_time_over(const struct inject *inject, const struct rsm_ports *ports)
{
    return rsm_ports_now() - inject->request->own.Since >=
           (int64_t)(ports->count > 0 ? rsm_ports_patience(ports) : WITHOUT_PORT_SECONDS) * 1000;
}

/* A person did something: whoever puts one after the other into the port has his time for each. */
static bool count_anew(struct inject *inject)
{
    const GUID *id = &inject->request->info.ObjectGuid;
    struct rsm_record now;
    rsm_error err = rsm_store_begin(store_of(inject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return false;
    err = rsm_records_load(store_of(inject), id, NTMS_LIBREQUEST, &now);
    if (err == ERROR_SUCCESS && now.info.Info.LibRequest.State == NTMS_LM_WAITING)
        err = rsm_ports_wait(inject->library->rsm, id);
    return rsm_store_end(store_of(inject), err) == ERROR_SUCCESS;
}

/* It waits until a person has removed what is too much, or there is a slot for it. */
static bool watch_surplus(struct inject *inject, const struct rsm_ports *ports)
{
    struct rsm_stop slot;

    if (count_offered(inject, ports) > 0 &&
        find_slot(inject, &rsm_guid_null, &slot) != ERROR_SUCCESS)
        return false;
    return load(inject, true);
}

bool rsm_inject_watch(struct rsm_library *library, struct rsm_record *request,
                      const struct rsm_ports *ports)
{
    struct inject inject = {.library = library, .request = request};
    bool comes_alone = !rsm_library_has_changer(library) && rsm_alone_has_come(library, request);
    bool asked =
        request->own.Action == NTMS_INJECT_STOP || request->own.Action == NTMS_INJECT_RETRACT;

    if (!rsm_guid_is_null(&request->own.OperatorRequest))
        return watch_surplus(&inject, ports);
    if (asked || comes_alone || (ports->count == 1 && count_offered(&inject, ports) == 1))
        return load(&inject, ports->count > 0);
    if (ports->changed)
        return count_anew(&inject);
    return is_time_over(&inject, ports) && load(&inject, ports->count > 0);
}

bool rsm_inject_step(struct rsm_library *library, struct rsm_record *request)
{
    struct inject inject = {.library = library, .request = request};
    rsm_error err;

    if (!rsm_ports_begin(library, request))
        return false;
    err = rsm_store_begin(store_of(&inject), RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(&inject),
                            rsm_ports_wait(library->rsm, &request->info.ObjectGuid));
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, request, err);
    return true;
}
