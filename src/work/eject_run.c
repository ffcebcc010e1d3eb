/*
 * Ejecting, step by step: out of slot or drive into the port, the wait for the person, and the way back
 * when it is stopped.
 */
#include "work/eject_run.h"

#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "core/operator.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/alone_eject.h"
#include "work/eject.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/queue.h"

/* What is known when one is looked at. */
struct eject {
    struct rsm_library *library;
    struct rsm_record *request;
    struct rsm_record medium;
    bool gone;            /* it is not in the library any more */
    bool deleted;         /* its record, too, is not there any more */
    bool lost;            /* it is not where its record says; an inventory looks for it */
    bool in_port;         /* it is in the port already */
    bool has_port;        /* the library has one */
    bool has_cell;        /* a cell is empty, */
    struct rsm_stop cell; /* this one */
    struct rsm_bay *bay;  /* the drive that it is in, taken; NULL = it is in none */
    char name[NTMS_OBJECTNAME_LENGTH * 3]; /* of the cartridge, as a person reads it on it */
};

static struct rsm_store *store_of(const struct eject *eject)
{
    return eject->library->rsm->store;
}

static bool is_forced(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.OperationOption == RSM_EJECT_FORCED;
}

/* The bar code, or, without one, the name. */
static void name_cartridge(struct eject *eject)
{
    const WCHAR *bar_code = eject->medium.info.Info.PhysicalMedia.szBarCode;

    (void)rsm_text_to_utf8(eject->name, sizeof eject->name,
                           bar_code[0] != 0 ? bar_code : eject->medium.info.szName,
                           RSM_TEXT_TERMINATED);
}

/* ---- what is where ---- */

static rsm_error look_at_medium(struct eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    rsm_error err =
        rsm_records_load(store_of(eject), &eject->request->info.Info.LibRequest.PhysMediaId,
                         NTMS_PHYSICAL_MEDIA, &eject->medium);

    eject->deleted = eject->gone = err == ERROR_OBJECT_NOT_FOUND;
    if (err != ERROR_SUCCESS)
        return eject->gone ? ERROR_SUCCESS : err;
    eject->gone = !rsm_guid_equal(&info->CurrentLibrary, &eject->library->id);
    eject->lost = !eject->gone && eject->medium.own.Fresh == RSM_FRESH_DISPLACED;
    eject->in_port = !eject->gone && !eject->lost && info->LocationType == NTMS_IEPORT;
    name_cartridge(eject);
    return ERROR_SUCCESS;
}

static rsm_error look_at_port(struct eject *eject)
{
    struct rsm_ports ports;
    const struct rsm_port_cell *empty;
    rsm_error err = rsm_ports_load(eject->library->rsm, &eject->library->id, &ports);

    if (err != ERROR_SUCCESS)
        return err;
    empty = rsm_ports_find_empty(&ports);
    eject->has_port = ports.count > 0;
    eject->has_cell = empty != NULL;
    if (empty != NULL)
        eject->cell = empty->stop;
    rsm_ports_free(&ports);
    return ERROR_SUCCESS;
}

static rsm_error look(struct eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = look_at_medium(eject);
    if (err == ERROR_SUCCESS)
        err = look_at_port(eject);
    return rsm_store_end(store_of(eject), err);
}

/* Can it go now? */
static bool is_possible(const struct eject *eject)
{
    if (eject->gone || eject->in_port)
        return true;
    if (eject->lost || (eject->medium.own.Hold != RSM_HOLD_NONE && !is_forced(eject->request)))
        return false;
    return !eject->has_port || eject->has_cell || !rsm_library_has_changer(eject->library);
}

/* Begin the request, with the drive that the cartridge is in, as one. */
static bool begin(struct eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_library *library = eject->library;
    bool busy = false;
    bool begun;

    rsm_mutex_lock(&library->choice);
    if (!eject->gone && info->LocationType == NTMS_DRIVE)
        eject->bay = rsm_library_take_drive(library, &info->Location, &busy);
    begun = !busy && rsm_ports_begin(library, eject->request);
    if (!begun) {
        rsm_library_give_bay(library, eject->bay);
        eject->bay = NULL;
    }
    rsm_mutex_unlock(&library->choice);
    return begun;
}

/* ---- into the port ---- */

/* The bar code to be compared before the cartridge is taken; NULL where the changer does not tell it. */
static rsm_error compare(struct eject *eject, const struct rsm_stop *from, char *bar_code,
                         size_t room, const char **tag_out)
{
    enum rsm_place place = from->type == NTMS_DRIVE ? RSM_PLACE_DRIVE : RSM_PLACE_SLOT;
    struct rsm_changer_element element;
    rsm_error err = rsm_library_look(eject->library, place, from->element, &element);

    *tag_out = NULL;
    (void)rsm_text_to_utf8(bar_code, room, eject->medium.info.Info.PhysicalMedia.szBarCode,
                           RSM_TEXT_TERMINATED);
    if (err != ERROR_SUCCESS || !element.tag_known || bar_code[0] == '\0')
        return err;
    *tag_out = bar_code;
    return ERROR_SUCCESS;
}

/* Cells may be filled by hand until the arm is there: then the next empty one. */
static rsm_error carry(struct eject *eject, const struct rsm_stop *from)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];
    const char *tag;
    rsm_error err = compare(eject, from, bar_code, sizeof bar_code, &tag);

    while (err == ERROR_SUCCESS && eject->has_cell) {
        err = rsm_move_cartridge(eject->library, from, &eject->cell, tag);
        if (err == ERROR_EMPTY) { /* who has it will be seen by looking around */
            atomic_store(&eject->library->stale, true);
            return ERROR_RETRY;
        }
        if (err != ERROR_RESOURCE_NOT_AVAILABLE)
            return err;
        err = look(eject);
    }
    return err == ERROR_SUCCESS ? ERROR_IEPORT_FULL : err;
}

static rsm_error find_place(struct eject *eject, struct rsm_stop *from_out)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_record place;
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject), rsm_records_load(store_of(eject), &info->Location,
                                                              info->LocationType, &place));
    if (err != ERROR_SUCCESS)
        return err;
    if (place.own.Element == RSM_NO_ELEMENT)
        return ERROR_RESOURCE_NOT_PRESENT;
    from_out->id = info->Location;
    from_out->type = info->LocationType;
    from_out->element = (uint16_t)place.own.Element;
    return ERROR_SUCCESS;
}

/* Whoever held it does so no more. */
static rsm_error end_hold(struct eject *eject)
{
    rsm_error err;

    if (eject->medium.own.Hold == RSM_HOLD_NONE)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: the cartridge %s is ejected although a program has it mounted",
            eject->library->name, eject->name);
    err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(eject),
                         rsm_hold_end(eject->library->rsm, &eject->medium.info.ObjectGuid));
}

/* Straight into the port; by way of a slot where the arm cannot. */
static rsm_error out_of_drive(struct eject *eject, const struct rsm_stop *drive)
{
    struct rsm_stop slot;
    bool released;
    rsm_error err = end_hold(eject);

    if (err == ERROR_SUCCESS)
        err = rsm_home_release(eject->library, eject->bay, &released);
    if (err == ERROR_BUSY && is_forced(eject->request))
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = carry(eject, drive);
    if (err != ERROR_MEDIUM_NOT_ACCESSIBLE)
        return err;
    err = rsm_home_take_to(eject->library, eject->bay, &slot);
    return err == ERROR_SUCCESS ? carry(eject, &slot) : err;
}

/* The cartridge is in the port: the request waits for the person, and what was asked for before, that the
 * port be emptied, is done. */
static rsm_error wait_for_person(struct eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_ports_answered(eject->library->rsm, eject->request);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_wait(eject->library->rsm, &eject->request->info.ObjectGuid);
    return rsm_store_end(store_of(eject), err);
}

static rsm_error into_port(struct eject *eject)
{
    struct rsm_stop from;
    rsm_error err = find_place(eject, &from);

    if (err == ERROR_SUCCESS)
        err = rsm_ports_retract(eject->library);
    if (err != ERROR_SUCCESS)
        return err;
    err = eject->bay != NULL ? out_of_drive(eject, &from) : carry(eject, &from);
    return err == ERROR_SUCCESS ? wait_for_person(eject) : err;
}

/* ---- without a port ---- */

static rsm_error ask_to_take_out(struct eject *eject, const struct rsm_record *slot)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];

    rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                    "Take the cartridge %s out of slot %u of the library %s: it is ejected, and "
                    "the library has no port.",
                    eject->name, (unsigned)slot->info.Info.StorageSlot.Number,
                    eject->library->name);
    return rsm_ports_ask(eject->library->rsm, eject->request, &slot->info.ObjectGuid,
                         NTMS_STORAGESLOT, message);
}

/* The record leaves; the cartridge stays in its slot until a person takes it. */
static rsm_error record_virtual(struct eject *eject, const GUID *slot_id)
{
    struct rsm *rsm = eject->library->rsm;
    const GUID *request = &eject->request->info.ObjectGuid;
    struct rsm_record slot;
    rsm_error err = rsm_records_load(rsm->store, slot_id, NTMS_STORAGESLOT, &slot);

    if (err == ERROR_SUCCESS)
        err = ask_to_take_out(eject, &slot);
    if (err == ERROR_SUCCESS)
        err = rsm_media_leave(rsm, &eject->medium.info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(rsm, request, "slot_id", slot_id);
    return err == ERROR_SUCCESS ? rsm_ports_wait(rsm, request) : err;
}

static rsm_error leave_virtually(struct eject *eject)
{
    GUID slot_id = eject->medium.info.Info.PhysicalMedia.Location;
    struct rsm_stop slot;
    rsm_error err = ERROR_SUCCESS;

    if (eject->bay != NULL) {
        err = end_hold(eject);
        if (err == ERROR_SUCCESS)
            err = rsm_home_take_to(eject->library, eject->bay, &slot);
        slot_id = slot.id;
    }
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(eject), record_virtual(eject, &slot_id));
}

/* ---- out of a drive that stands alone ---- */

static rsm_error out_of_drive_alone(struct eject *eject)
{
    rsm_error err = end_hold(eject);

    if (err == ERROR_SUCCESS)
        err = rsm_alone_eject(eject->library, eject->bay);
    return err == ERROR_SUCCESS ? wait_for_person(eject) : err;
}

/* ---- one step ---- */

static bool take_back(struct rsm_library *library, struct rsm_record *request);

/* A person filled the last empty cell while the arm was on its way: wait for another one. */
static rsm_error put_back(struct eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(eject),
                         rsm_queue_set_state(eject->library->rsm, &eject->request->info.ObjectGuid,
                                             NTMS_LM_QUEUED, ERROR_SUCCESS));
}

static void run(struct eject *eject)
{
    rsm_error err;

    if (eject->gone)
        err = ERROR_SUCCESS; /* a person was faster */
    else if (eject->in_port)
        err = wait_for_person(eject);
    else if (!rsm_library_has_changer(eject->library))
        err = out_of_drive_alone(eject);
    else if (!eject->has_port)
        err = leave_virtually(eject);
    else
        err = into_port(eject);
    rsm_library_give_bay(eject->library, eject->bay);
    if (err == ERROR_IEPORT_FULL && put_back(eject) == ERROR_SUCCESS)
        return;
    rsm_finish_request(eject->library, eject->request, err);
}

bool rsm_eject_step(struct rsm_library *library, struct rsm_record *request)
{
    struct eject eject = {.library = library, .request = request};

    if (request->own.Action == NTMS_EJECT_STOP)
        return take_back(library, request);
    if (look(&eject) != ERROR_SUCCESS || !is_possible(&eject) || !begin(&eject))
        return false;
    run(&eject);
    return true;
}

/* ---- the way back ---- */

/* To its home, or to another slot.  One that cannot go stays in the port, and is recorded there. */
static rsm_error carry_back(struct eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_stop cell;
    struct rsm_stop slot;
    rsm_error err = find_place(eject, &cell);

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
static rsm_error fetch(struct eject *eject)
{
    struct rsm_ports ports = {.count = 0};
    rsm_error err = rsm_ports_retract(eject->library);

    if (err == ERROR_SUCCESS)
        err = rsm_ports_look(eject->library, &ports);
    rsm_ports_free(&ports);
    if (err == ERROR_SUCCESS)
        err = look(eject);
    return err == ERROR_SUCCESS && eject->in_port ? carry_back(eject) : err;
}

static rsm_error record_stopped(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, rsm_queue_set_state(library->rsm, &request->info.ObjectGuid,
                                                    NTMS_LM_STOPPED, ERROR_SUCCESS));
}

/* STOP was asked for.  A record that left already, where there is no port, comes back by a look around. */
static bool take_back(struct rsm_library *library, struct rsm_record *request)
{
    struct eject eject = {.library = library, .request = request};
    rsm_error err = ERROR_SUCCESS;

    if (look(&eject) != ERROR_SUCCESS || !rsm_ports_begin(library, request))
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
        err = record_stopped(library, request);
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

/* Is another cartridge in the slot now? */
static bool is_exchanged(const struct eject *eject, const struct rsm_changer_element *element)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3] = "";

    if (!eject->deleted)
        (void)rsm_text_to_utf8(bar_code, sizeof bar_code,
                               eject->medium.info.Info.PhysicalMedia.szBarCode,
                               RSM_TEXT_TERMINATED);
    return element->full && element->tag_known && bar_code[0] != '\0' &&
           strcmp(element->tag, bar_code) != 0;
}

/* The slot as it is now.  A record that was brought back meanwhile by hand leaves again. */
static rsm_error record_slot(struct eject *eject, const struct rsm_changer_element *element)
{
    struct rsm *rsm = eject->library->rsm;
    const GUID *slot = &eject->request->info.Info.LibRequest.SlotId;
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(rsm, slot, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_media_leave(rsm, &medium.info.ObjectGuid);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && !element->full)
        err = rsm_records_set_number(rsm->store, NTMS_STORAGESLOT, slot, "state",
                                     NTMS_SLOTSTATE_EMPTY);
    return err;
}

static rsm_error look_into_slot(struct eject *eject, struct rsm_changer_element *element_out)
{
    struct rsm_record slot;
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject),
                            rsm_records_load(store_of(eject),
                                             &eject->request->info.Info.LibRequest.SlotId,
                                             NTMS_STORAGESLOT, &slot));
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_library_look(eject->library, RSM_PLACE_SLOT, (uint16_t)slot.own.Element,
                            element_out);
}

/* A person will not take it out: it stays, and a look around brings its record back. */
static rsm_error check_refused(struct eject *eject, bool *refused_out)
{
    struct rsm *rsm = eject->library->rsm;
    rsm_error err = rsm_operator_result(rsm, &eject->request->own.OperatorRequest);

    *refused_out = err == ERROR_CANCELLED;
    if (!*refused_out)
        return ERROR_SUCCESS;
    return rsm_queue_set_state(rsm, &eject->request->info.ObjectGuid, NTMS_LM_FAILED,
                               ERROR_REQUEST_REFUSED);
}

static bool is_refused(struct eject *eject)
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
static bool watch_slot(struct eject *eject)
{
    struct rsm_changer_element element;
    bool exchanged;
    rsm_error err;

    if (is_refused(eject))
        return true;
    err = look_into_slot(eject, &element);
    if (err != ERROR_SUCCESS || (element.exception && !element.full))
        return false;
    exchanged = is_exchanged(eject, &element);
    if (element.full && !exchanged)
        return false;
    err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject), record_slot(eject, &element));
    if (err != ERROR_SUCCESS || !pass(eject->library, eject->request, eject->name))
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
static bool watch_cell(struct eject *eject, const struct rsm_ports *ports)
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
    struct eject eject = {.library = library, .request = request};

    if (request->own.Action == NTMS_EJECT_STOP)
        return take_back(library, request);
    if (look(&eject) != ERROR_SUCCESS)
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
