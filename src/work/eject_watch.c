/*
 * Ejects that wait for a person: whether the cartridge has gone, and the way back when they are stopped.
 */
#include "work/eject_watch.h"

#include <string.h>

#include "core/media.h"
#include "core/operator.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/alone_eject.h"
#include "work/eject_look.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/queue.h"

static struct rsm_store *store_of(const struct rsm_eject *eject)
{
    return eject->library->rsm->store;
}

/* ---- the way back ---- */

/* To its home, or to another slot.  One that cannot go stays in the port, and is recorded there. */
static rsm_error carry_back(struct rsm_eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_stop cell;
    struct rsm_stop slot;
    rsm_error err = rsm_eject_find_place(eject, &cell);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store_of(eject), RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject),
                            rsm_home_find_slot(eject->library, &info->HomeSlot, &slot));
    if (err == ERROR_SUCCESS)
        err = rsm_move_cartridge(eject->library, &cell, &slot, NULL);
    return err;
}

/* With people kept out it is looked once more whether it is there. */
static rsm_error fetch(struct rsm_eject *eject)
{
    struct rsm_ports ports = {.count = 0};
    rsm_error err = rsm_ports_retract(eject->library);

    if (err == ERROR_SUCCESS)
        err = rsm_ports_look(eject->library, &ports);
    rsm_ports_free(&ports);
    if (err == ERROR_SUCCESS)
        err = rsm_eject_look(eject);
    return err == ERROR_SUCCESS && eject->in_port ? carry_back(eject) : err;
}

/* STOP was asked for.  A record that left already, where there is no port, comes back by a look around. */
bool rsm_eject_take_back(struct rsm_library *library, struct rsm_record *request)
{
    struct rsm_eject eject = {.library = library, .request = request};
    rsm_error err = ERROR_SUCCESS;

    if (rsm_eject_look(&eject) != ERROR_SUCCESS || !rsm_ports_begin(library, request))
        return false;
    if (eject.in_port)
        err = fetch(&eject);
    if (!rsm_library_has_changer(library))
        rsm_alone_stop_eject(library);
    if (err != ERROR_SUCCESS && !rsm_library_is_lost(library))
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the cartridge %s stays in the port though its eject was stopped: %s "
                "(%s)",
                library->name, eject.name, rsm_error_text(err), rsm_error_name(err));
    if (!rsm_guid_is_null(&request->info.Info.LibRequest.SlotId))
        atomic_store(&library->stale, true);
    if (!rsm_library_is_lost(library))
        err = rsm_finish_stopped(library, request);
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, request, err);
    return true;
}

/* ---- the watch ---- */

static rsm_error count_batch(struct rsm *rsm, const GUID *batch, DWORD *count_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_SUCCESS;

    *count_out = 0;
    for (size_t i = 0; i < 3 && err == ERROR_SUCCESS; i++) {
        const struct rsm_condition of_batch[] = {
            {.column = "batch", .guid = batch},
            {.column = "state", .number = unfinished[i]},
        };
        DWORD count = 0;

        err = rsm_records_count(rsm->store, NTMS_LIBREQUEST, of_batch, 2, &count);
        *count_out += count;
    }
    return err;
}

/* The cartridge has gone.  The first one of a batch stands for all of it, and ends last.
 * ERROR_IO_PENDING: not yet. */
static rsm_error record_gone(struct rsm *rsm, struct rsm_record *request)
{
    const GUID *id = &request->info.ObjectGuid;
    struct rsm_record now;
    DWORD unfinished = 1;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &now);

    if (err == ERROR_SUCCESS && now.info.Info.LibRequest.State != NTMS_LM_WAITING)
        return ERROR_IO_PENDING; /* cancelled meanwhile */
    if (err == ERROR_SUCCESS && rsm_guid_equal(&request->own.Batch, id))
        err = count_batch(rsm, id, &unfinished);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_answered(rsm, request);
    if (err != ERROR_SUCCESS)
        return err;
    if (unfinished > 1)
        return ERROR_IO_PENDING;
    return rsm_queue_set_state(rsm, id, NTMS_LM_PASSED, ERROR_SUCCESS);
}

static bool pass(struct rsm_library *library, struct rsm_record *request, const char *name)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_gone(library->rsm, request));
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: the cartridge %s was taken", library->name,
                name);
    return err == ERROR_SUCCESS;
}

/* Is another cartridge there than that of the record? */
static bool is_another(const struct rsm_record *medium, const struct rsm_changer_element *element)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];

    (void)rsm_text_to_utf8(bar_code, sizeof bar_code, medium->info.Info.PhysicalMedia.szBarCode,
                           RSM_TEXT_TERMINATED);
    return element->full && element->tag_known && bar_code[0] != '\0' &&
           strcmp(element->tag, bar_code) != 0;
}

/* The slot as it is now.  A record that was brought back meanwhile by hand leaves again; that of another
 * cartridge, which is there, stays. */
static rsm_error record_slot(struct rsm_eject *eject, const struct rsm_changer_element *element)
{
    struct rsm *rsm = eject->library->rsm;
    const GUID *slot = &eject->request->info.Info.LibRequest.SlotId;
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(rsm, slot, &medium);

    if (err == ERROR_SUCCESS && (!element->full || is_another(&medium, element)))
        err = rsm_media_leave(rsm, &medium.info.ObjectGuid);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && !element->full)
        err = rsm_records_set_number(rsm->store, NTMS_STORAGESLOT, slot, "state",
                                     NTMS_SLOTSTATE_EMPTY);
    return err;
}

static rsm_error find_slot(struct rsm_eject *eject, struct rsm_record *slot_out)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    return err == ERROR_SUCCESS
               ? rsm_store_end(store_of(eject),
                               rsm_records_load(store_of(eject),
                                                &eject->request->info.Info.LibRequest.SlotId,
                                                NTMS_STORAGESLOT, slot_out))
               : err;
}

/* Is the cartridge gone?  The changer must be taken. */
static bool look_into_slot(struct rsm_eject *eject, const struct rsm_record *slot,
                           bool *exchanged_out)
{
    struct rsm_changer_element element;
    rsm_error err =
        rsm_library_ask(eject->library, RSM_PLACE_SLOT, (uint16_t)slot->own.Element, &element);

    if (err != ERROR_SUCCESS || (element.exception && !element.full))
        return false;
    *exchanged_out = !eject->deleted && is_another(&eject->medium, &element);
    if (element.full && !*exchanged_out)
        return false;
    err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);
    return err == ERROR_SUCCESS &&
           rsm_store_end(store_of(eject), record_slot(eject, &element)) == ERROR_SUCCESS;
}

/* The changer stays in our hands until it is recorded, so that nothing of ours fills the slot in between. */
static bool is_taken_out(struct rsm_eject *eject, bool *exchanged_out)
{
    struct rsm_record slot;
    bool gone;

    *exchanged_out = false;
    if (find_slot(eject, &slot) != ERROR_SUCCESS || !rsm_library_take_changer(eject->library))
        return false;
    gone = look_into_slot(eject, &slot, exchanged_out);
    rsm_library_give_changer(eject->library);
    return gone;
}

/* A person will not take it out: it stays, and a look around brings its record back. */
static rsm_error check_refused(struct rsm_eject *eject, bool *refused_out)
{
    struct rsm *rsm = eject->library->rsm;
    rsm_error err = rsm_operator_result(rsm, &eject->request->own.OperatorRequest);

    *refused_out = err == ERROR_CANCELLED;
    if (!*refused_out)
        return ERROR_SUCCESS;
    return rsm_queue_set_state(rsm, &eject->request->info.ObjectGuid, NTMS_LM_FAILED,
                               ERROR_REQUEST_REFUSED);
}

static bool is_refused(struct rsm_eject *eject)
{
    bool refused = false;
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject), check_refused(eject, &refused));
    if (err != ERROR_SUCCESS || !refused)
        return false;
    rsm_log(RSM_LOG_WARNING, "work", "library %s: nobody takes the ejected cartridge; it stays",
            eject->library->name);
    atomic_store(&eject->library->stale, true);
    return true;
}

/* Is the cartridge of a library without a port still in its slot? */
static bool watch_slot(struct rsm_eject *eject)
{
    bool exchanged;

    if (is_refused(eject))
        return true;
    if (!is_taken_out(eject, &exchanged) || !pass(eject->library, eject->request, eject->name))
        return false;
    if (exchanged) /* what is there now? */
        atomic_store(&eject->library->stale, true);
    return true;
}

static bool ask(struct rsm_library *library, struct rsm_record *request,
                const struct rsm_port_cell *cell, const WCHAR *message)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(
            store, rsm_ports_ask(library->rsm, request, &cell->stop.id, NTMS_IEPORT, message));
    return err == ERROR_SUCCESS;
}

/* Nobody takes it: ask, once, and go on waiting. */
static bool watch_cell(struct rsm_eject *eject, const struct rsm_ports *ports)
{
    const struct rsm_port_cell *cell =
        rsm_ports_find_cell(ports, &eject->medium.info.Info.PhysicalMedia.Location);
    WCHAR message[NTMS_MESSAGE_LENGTH];

    if (cell == NULL || !rsm_guid_is_null(&eject->request->own.OperatorRequest) ||
        !rsm_ports_is_overdue(ports, cell))
        return false;
    rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                    "Take the cartridge %s out of port %u of the library %s: it is ejected, and "
                    "the port has been open for longer than %u seconds.",
                    eject->name, (unsigned)cell->number, eject->library->name,
                    (unsigned)cell->patience);
    return ask(eject->library, eject->request, cell, message);
}

bool rsm_eject_watch(struct rsm_library *library, struct rsm_record *request,
                     const struct rsm_ports *ports)
{
    struct rsm_eject eject = {.library = library, .request = request};

    if (request->own.Action == NTMS_EJECT_STOP)
        return rsm_eject_take_back(library, request);
    if (rsm_eject_look(&eject) != ERROR_SUCCESS)
        return false;
    if (!rsm_guid_is_null(&request->info.Info.LibRequest.SlotId))
        return watch_slot(&eject);
    if (!rsm_library_has_changer(library) && !eject.gone && !rsm_alone_is_back(library))
        return rsm_alone_ask_to_take(library, request, eject.name);
    if (!eject.in_port)
        return pass(library, request, eject.name);
    return watch_cell(&eject, ports);
}

bool rsm_eject_watch_blocked(struct rsm_library *library, struct rsm_record *request,
                             const struct rsm_ports *ports)
{
    const struct rsm_port_cell *cell = &ports->cells[0];
    WCHAR message[NTMS_MESSAGE_LENGTH];

    if (!rsm_guid_is_null(&request->own.OperatorRequest) || !rsm_ports_is_overdue(ports, cell))
        return false;
    rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                    "Empty the port of the library %s: another cartridge is to be ejected, and the "
                    "port has been full for longer than %u seconds.",
                    library->name, (unsigned)cell->patience);
    return ask(library, request, cell, message);
}
