/*
 * Injecting a cleaner, step by step.
 */
#include "work/cleaner_inject.h"

#include "core/cleaner.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/cleaner_door.h"
#include "work/finish.h"
#include "work/inject_run.h"
#include "work/queue.h"

/* ---- the beginning ---- */

static rsm_error wait_at_port(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, rsm_ports_wait(library->rsm, &request->info.ObjectGuid));
}

/* Is there a port; is the slot still empty?  *slot_out is the reserved one. */
static rsm_error look(struct rsm_library *library, bool *has_port_out, struct rsm_stop *slot_out)
{
    struct rsm *rsm = library->rsm;
    struct rsm_ports ports = {.count = 0};
    struct rsm_record record;
    struct rsm_record slot;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, &library->id, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_check_slot_empty(rsm, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &record.info.Info.Library.CleanerSlot, NTMS_STORAGESLOT,
                               &slot);
    if (err == ERROR_SUCCESS) {
        slot_out->id = slot.info.ObjectGuid;
        slot_out->type = NTMS_STORAGESLOT;
        slot_out->element = (uint16_t)slot.own.Element;
        err = rsm_ports_load(rsm, &library->id, &ports);
    }
    *has_port_out = ports.count > 0;
    rsm_ports_free(&ports);
    return rsm_store_end(rsm->store, err);
}

bool rsm_cleaner_inject_step(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_stop slot;
    bool has_port = false;
    rsm_error err;

    if (!rsm_ports_begin(library, request))
        return false;
    err = look(library, &has_port, &slot);
    if (err == ERROR_SUCCESS && (has_port || !rsm_guid_is_null(&request->own.Batch)))
        err = wait_at_port(library, request); /* or goes on to, at the door */
    else if (err == ERROR_SUCCESS)
        err = rsm_cleaner_door_begin(library, request, "Put a cleaning cartridge into");
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, request, err);
    return true;
}

/* ---- the end ---- */

static rsm_error record_injected(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm *rsm = library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_cleaner_note_injected(rsm, &library->id, request->own.Order);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_answered(rsm, request);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, &request->info.ObjectGuid, NTMS_LM_PASSED, ERROR_SUCCESS);
    return rsm_store_end(rsm->store, err);
}

static void end(struct rsm_library *library, struct rsm_record *request, rsm_error err)
{
    if (err == ERROR_SUCCESS)
        err = record_injected(library, request);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: the cleaning cartridge is in its slot",
                library->name);
    else
        rsm_finish_request(library, request, err);
}

/* ---- through the port ---- */

/* Is it known as a medium? */
static bool is_medium(struct rsm_library *library, const struct rsm_port_cell *cell)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_media_find_at(library->rsm, &cell->stop.id, &medium));
    return err != ERROR_OBJECT_NOT_FOUND;
}

/* With people kept out, so that what was seen is what is taken. */
static rsm_error take_in(struct rsm_library *library, const struct rsm_port_cell *cell)
{
    struct rsm_stop slot;
    bool has_port;
    rsm_error err = look(library, &has_port, &slot);

    if (err == ERROR_SUCCESS && is_medium(library, cell))
        err = ERROR_INVALID_CLEANER;
    if (err == ERROR_SUCCESS)
        err = rsm_ports_retract(library);
    if (err == ERROR_SUCCESS)
        err = rsm_move_cartridge(library, &cell->stop, &slot,
                                 cell->tag[0] != '\0' ? cell->tag : NULL);
    return err;
}

/* What is being ejected was not put in. */
static const struct rsm_port_cell *find_offered(struct rsm_library *library,
                                                const struct rsm_ports *ports)
{
    for (size_t i = 0; i < ports->count; i++) {
        if (rsm_inject_is_offered(library, &ports->cells[i]))
            return &ports->cells[i];
    }
    return NULL;
}

static bool watch_port(struct rsm_library *library, struct rsm_record *request,
                       const struct rsm_ports *ports)
{
    const struct rsm_port_cell *cell = find_offered(library, ports);
    bool stopped = request->own.Action == NTMS_INJECT_STOP;
    bool late = rsm_ports_now() - request->own.Since >= (int64_t)rsm_ports_patience(ports) * 1000;

    if (cell == NULL && stopped)
        return rsm_finish_stopped(library, request) == ERROR_SUCCESS;
    if ((cell == NULL && !late) || !rsm_ports_begin(library, request))
        return false;
    end(library, request, cell != NULL ? take_in(library, cell) : ERROR_TIMEOUT);
    return true;
}

/* ---- through the door ---- */

static bool watch_door(struct rsm_library *library, struct rsm_record *request)
{
    bool full = false;
    rsm_error err;

    if (!rsm_cleaner_door_has_ended(library, request, &full, &err) ||
        !rsm_ports_begin(library, request))
        return false;
    end(library, request, err == ERROR_SUCCESS && !full ? ERROR_EMPTY : err);
    return true;
}

bool rsm_cleaner_inject_watch(struct rsm_library *library, struct rsm_record *request,
                              const struct rsm_ports *ports)
{
    if (rsm_guid_is_null(&request->own.Batch))
        return watch_port(library, request, ports);
    return watch_door(library, request);
}
