/*
 * The cells of a port, and who may reach into them.
 */
#include "work/ports.h"

#include <stdlib.h>
#include <string.h>

#include "core/media.h"
#include "core/operator.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/queue.h"

/* ---- cells ---- */

struct gathering {
    struct rsm_ports *ports;
    size_t room;
    bool short_of_memory;
};

static bool gather_cell(void *context, const struct rsm_record *record)
{
    struct gathering *g = context;
    const NTMS_IEPORTINFORMATION *info = &record->info.Info.IEPort;
    struct rsm_port_cell *grown;
    struct rsm_port_cell *cell;

    if (record->own.Element == RSM_NO_ELEMENT)
        return true; /* the changer has no such cell any more */
    grown = rsm_array_grow(g->ports->cells, sizeof *grown, g->ports->count + 1, &g->room);
    g->short_of_memory = grown == NULL;
    if (grown == NULL)
        return false;
    g->ports->cells = grown;
    cell = &grown[g->ports->count++];
    memset(cell, 0, sizeof *cell);
    cell->stop.id = record->info.ObjectGuid;
    cell->stop.type = NTMS_IEPORT;
    cell->stop.element = (uint16_t)record->own.Element;
    cell->number = info->Number;
    cell->content = info->Content;
    cell->patience = info->MaxExtendSecs;
    if (info->Position == NTMS_PORTPOSITION_EXTENDED) {
        g->ports->extended = true;
        g->ports->since = record->own.Since;
    }
    return true;
}

rsm_error rsm_ports_load(struct rsm *rsm, const GUID *library, struct rsm_ports *ports_out)
{
    const struct rsm_condition of_library = {.column = "library", .guid = library};
    struct gathering g = {.ports = ports_out};
    rsm_error err;

    memset(ports_out, 0, sizeof *ports_out);
    err = rsm_records_each(rsm->store, NTMS_IEPORT, &of_library, 1, gather_cell, &g);
    if (err == ERROR_SUCCESS && g.short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err != ERROR_SUCCESS)
        rsm_ports_free(ports_out);
    return err;
}

void rsm_ports_free(struct rsm_ports *ports)
{
    free(ports->cells);
    memset(ports, 0, sizeof *ports);
}

const struct rsm_port_cell *rsm_ports_find_empty(const struct rsm_ports *ports)
{
    for (size_t i = 0; i < ports->count; i++) {
        if (ports->cells[i].content == NTMS_PORTCONTENT_EMPTY)
            return &ports->cells[i];
    }
    return NULL;
}

const struct rsm_port_cell *rsm_ports_find_cell(const struct rsm_ports *ports, const GUID *place)
{
    for (size_t i = 0; i < ports->count; i++) {
        if (rsm_guid_equal(&ports->cells[i].stop.id, place))
            return &ports->cells[i];
    }
    return NULL;
}

/* ---- one at a time ---- */

/* In the order of the queue: what goes through the port. */
static const DWORD operations[] = {NTMS_LM_EJECT, NTMS_LM_EJECTCLEANER, NTMS_LM_INJECT,
                                   NTMS_LM_INJECTCLEANER};

static rsm_error check_port_idle(struct rsm *rsm, const GUID *library)
{
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0;
         i < sizeof operations / sizeof operations[0] && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition at_work[] = {
            {.column = "library", .guid = library},
            {.column = "state", .number = NTMS_LM_INPROCESS},
            {.column = "sort_type", .number = operations[i]},
        };
        struct rsm_record other;

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, at_work, 3, &other);
    }
    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error begin(struct rsm *rsm, const struct rsm_record *request)
{
    const GUID *id = &request->info.ObjectGuid;
    struct rsm_record now;
    struct rsm_record library;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &now);

    if (err == ERROR_SUCCESS)
        err =
            rsm_records_load(rsm->store, &now.info.Info.LibRequest.Library, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS && !library.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS)
        err = check_port_idle(rsm, &library.info.ObjectGuid);
    if (err != ERROR_SUCCESS)
        return err;
    if (now.info.Info.LibRequest.State == NTMS_LM_QUEUED)
        return rsm_queue_begin(rsm, &now);
    if (now.info.Info.LibRequest.State != NTMS_LM_WAITING)
        return ERROR_INVALID_STATE;
    return rsm_queue_set_state(rsm, id, NTMS_LM_INPROCESS, ERROR_SUCCESS);
}

bool rsm_ports_begin(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;

    if (rsm_store_begin(store, RSM_STORE_WRITE) != ERROR_SUCCESS)
        return false;
    return rsm_store_end(store, begin(library->rsm, request)) == ERROR_SUCCESS;
}

/* ---- who may reach into it ---- */

static rsm_error record_position(struct rsm_library *library, DWORD position)
{
    struct rsm_store *store = library->rsm->store;
    bool extended = position == NTMS_PORTPOSITION_EXTENDED;
    struct rsm_ports ports = {.count = 0};
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_ports_load(library->rsm, &library->id, &ports);
    for (size_t i = 0; i < ports.count && err == ERROR_SUCCESS; i++) {
        struct rsm_record cell;

        err = rsm_records_load(store, &ports.cells[i].stop.id, NTMS_IEPORT, &cell);
        if (err != ERROR_SUCCESS)
            break;
        cell.info.Info.IEPort.Position = position;
        cell.own.Since = extended ? rsm_ports_now() : 0;
        err = rsm_records_save(store, &cell);
    }
    rsm_ports_free(&ports);
    return rsm_store_end(store, err);
}

/* Keep people from it, or let them.  A changer without the command, or without a port, is fine. */
static rsm_error lock(struct rsm_library *library, bool keep_out)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_changer_prevent_removal(&library->changer, keep_out);
    if (err == ERROR_NOT_SUPPORTED) /* nor will it let them in by that command */
        atomic_store(&library->port_kept, false);
    else if (err == ERROR_SUCCESS || keep_out)
        atomic_store(&library->port_kept, keep_out); /* some do it and say that they could not */
    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    rsm_library_give_changer(library);
    if (err == ERROR_SUCCESS || err == ERROR_NOT_SUPPORTED)
        return ERROR_SUCCESS;
    if (rsm_library_is_lost(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    rsm_log(RSM_LOG_WARNING, "work", "library %s: the port could not be %s: %s (%s)", library->name,
            keep_out ? "locked; close it" : "unlocked", rsm_error_text(err), rsm_error_name(err));
    return ERROR_CONTROLLING_IEPORT;
}

rsm_error rsm_ports_retract(struct rsm_library *library)
{
    rsm_error err = lock(library, true);

    return err == ERROR_SUCCESS ? record_position(library, NTMS_PORTPOSITION_RETRACTED) : err;
}

rsm_error rsm_ports_extend(struct rsm_library *library)
{
    rsm_error err = lock(library, false);

    return err == ERROR_SUCCESS ? record_position(library, NTMS_PORTPOSITION_EXTENDED) : err;
}

rsm_error rsm_ports_rest(struct rsm_library *library)
{
    rsm_error err = lock(library, false);

    return err == ERROR_SUCCESS ? record_position(library, NTMS_PORTPOSITION_RETRACTED) : err;
}

/* ---- what a person did there ---- */

struct sighting {
    struct rsm_ports *ports;
    struct rsm_changer_element *elements; /* one for each cell; place 0 = not told */
};

static rsm_error note_element(void *context, const struct rsm_changer_element *element)
{
    struct sighting *s = context;

    for (size_t i = 0; i < s->ports->count; i++) {
        if (s->ports->cells[i].stop.element == element->address && !element->hidden)
            s->elements[i] = *element;
    }
    return ERROR_SUCCESS;
}

/* Is the medium recorded at a cell another one than the cartridge there? */
static bool is_another(const struct rsm_record *medium, const struct rsm_changer_element *element)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];

    (void)rsm_text_to_utf8(bar_code, sizeof bar_code, medium->info.Info.PhysicalMedia.szBarCode,
                           NTMS_BARCODE_LENGTH);
    return element->tag_known && bar_code[0] != '\0' && strcmp(element->tag, bar_code) != 0;
}

static rsm_error record_cell(struct rsm *rsm, struct rsm_port_cell *cell,
                             const struct rsm_changer_element *element, bool *changed_out)
{
    DWORD content = element->full ? NTMS_PORTCONTENT_FULL : NTMS_PORTCONTENT_EMPTY;
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(rsm, &cell->stop.id, &medium);
    bool left = err == ERROR_SUCCESS && (!element->full || is_another(&medium, element));

    if (left)
        err = rsm_media_leave(rsm, &medium.info.ObjectGuid);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(rsm->store, NTMS_IEPORT, &cell->stop.id, "content", content);
    *changed_out = *changed_out || left || content != cell->content;
    cell->content = content;
    if (element->tag_known)
        memcpy(cell->tag, element->tag, sizeof cell->tag);
    return err;
}

static rsm_error record_cells(struct rsm_library *library, const struct sighting *s)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < s->ports->count && err == ERROR_SUCCESS; i++) {
        const struct rsm_changer_element *element = &s->elements[i];
        bool told = element->place == RSM_PLACE_PORT && (element->full || !element->exception);

        if (told)
            err = record_cell(library->rsm, &s->ports->cells[i], element, &s->ports->changed);
    }
    return rsm_store_end(store, err);
}

/* The changer stays in our hands until it is recorded, so that nothing of ours moves in between. */
static rsm_error scan_cells(struct rsm_library *library, struct sighting *s)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_changer_scan(&library->changer, RSM_PLACE_PORT, note_element, s);
    if (err == ERROR_SUCCESS)
        err = record_cells(library, s);
    if (!rsm_device_is_connected(library->device)) {
        rsm_library_lose(library);
        err = ERROR_DEVICE_NOT_AVAILABLE;
    }
    rsm_library_give_changer(library);
    return err;
}

rsm_error rsm_ports_look(struct rsm_library *library, struct rsm_ports *ports_out)
{
    struct rsm_store *store = library->rsm->store;
    struct sighting s = {.ports = ports_out};
    rsm_error err;

    memset(ports_out, 0, sizeof *ports_out);
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_ports_load(library->rsm, &library->id, ports_out));
    if (err != ERROR_SUCCESS || ports_out->count == 0)
        return err;
    s.elements = calloc(ports_out->count, sizeof *s.elements);
    if (s.elements == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    err = scan_cells(library, &s);
    free(s.elements);
    return err;
}

/* ---- waiting for a person ---- */

int64_t rsm_ports_now(void)
{
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    return rsm_clock_to_ms(&now);
}

DWORD rsm_ports_patience(const struct rsm_ports *ports)
{
    DWORD patience = 0;

    for (size_t i = 0; i < ports->count; i++) {
        if (ports->cells[i].patience > patience)
            patience = ports->cells[i].patience;
    }
    return patience;
}

bool rsm_ports_is_overdue(const struct rsm_ports *ports, const struct rsm_port_cell *cell)
{
    return ports->extended && rsm_ports_now() - ports->since >= (int64_t)cell->patience * 1000;
}

rsm_error rsm_ports_wait(struct rsm *rsm, const GUID *request)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_LIBREQUEST, &record);

    if (err != ERROR_SUCCESS)
        return err;
    record.info.Info.LibRequest.State = NTMS_LM_WAITING;
    record.own.Since = rsm_ports_now();
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_ports_ask(struct rsm *rsm, struct rsm_record *request, const GUID *about, DWORD type,
                        const WCHAR *message)
{
    struct rsm_record object;
    struct rsm_operator_task task = {
        .request = NTMS_OPREQ_DEVICESERVICE, .message = message, .arg1 = &object};
    GUID id;
    rsm_error err;

    if (!rsm_guid_is_null(&request->own.OperatorRequest))
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, about, type, &object);
    return err == ERROR_SUCCESS ? rsm_operator_add_for(rsm, request, &task, &id) : err;
}

rsm_error rsm_ports_answered(struct rsm *rsm, struct rsm_record *request)
{
    rsm_error err;

    if (rsm_guid_is_null(&request->own.OperatorRequest))
        return ERROR_SUCCESS;
    err = rsm_operator_settle(rsm, &request->own.OperatorRequest, NTMS_OPSTATE_COMPLETE);
    if (err == ERROR_INVALID_STATE || err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS; /* the person said so, or nobody asks any more */
    request->own.OperatorRequest = rsm_guid_null;
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(rsm->store, NTMS_LIBREQUEST, &request->info.ObjectGuid,
                                   "operator_request", &rsm_guid_null);
    return err;
}
