/*
 * Ejecting, step by step: out of slot or drive into the port, or out of the records where there is none.
 */
#include "work/eject_run.h"

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/alone_eject.h"
#include "work/eject.h"
#include "work/eject_look.h"
#include "work/eject_watch.h"
#include "work/finish.h"
#include "work/home.h"
#include "work/queue.h"

static struct rsm_store *store_of(const struct rsm_eject *eject)
{
    return eject->library->rsm->store;
}

static bool is_forced(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.OperationOption == RSM_EJECT_FORCED;
}

/* Can it go now? */
static bool is_possible(const struct rsm_eject *eject)
{
    if (eject->gone || eject->in_port)
        return true;
    if (eject->lost || eject->at_work ||
        (eject->medium.own.Hold != RSM_HOLD_NONE && !is_forced(eject->request)))
        return false;
    return !eject->has_port || eject->has_cell || !rsm_library_has_changer(eject->library);
}

/* Looked at once more, with its drive in hand: it may have been mounted, or have come to another place, in
 * between. */
static bool is_still_possible(struct rsm_eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    GUID place = info->Location;
    bool gone = eject->gone;

    return rsm_eject_look(eject) == ERROR_SUCCESS && eject->gone == gone &&
           (gone || rsm_guid_equal(&info->Location, &place)) && is_possible(eject);
}

/* Begin the request, with the drive that the cartridge is in, as one. */
static bool begin(struct rsm_eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_library *library = eject->library;
    bool busy = false;
    bool begun;

    rsm_mutex_lock(&library->choice);
    if (!eject->gone && info->LocationType == NTMS_DRIVE)
        eject->bay = rsm_library_take_drive(library, &info->Location, &busy);
    begun = !busy && is_still_possible(eject) && rsm_ports_begin(library, eject->request);
    if (!begun) {
        rsm_library_give_bay(library, eject->bay);
        eject->bay = NULL;
    }
    rsm_mutex_unlock(&library->choice);
    return begun;
}

/* ---- into the port ---- */

/* The bar code to be compared before the cartridge is taken; NULL where the changer does not tell it. */
static rsm_error compare(struct rsm_eject *eject, const struct rsm_stop *from, char *bar_code,
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
static rsm_error carry(struct rsm_eject *eject, const struct rsm_stop *from, bool released)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];
    const char *tag;
    rsm_error err = compare(eject, from, bar_code, sizeof bar_code, &tag);

    while (err == ERROR_SUCCESS && eject->has_cell) {
        if (from->type == NTMS_DRIVE)
            err = rsm_home_move_out(eject->library, from, &eject->cell, tag, released);
        else
            err = rsm_move_cartridge(eject->library, from, &eject->cell, tag);
        if (err == ERROR_EMPTY) { /* who has it will be seen by looking around */
            atomic_store(&eject->library->stale, true);
            return ERROR_RETRY;
        }
        if (err != ERROR_RESOURCE_NOT_AVAILABLE)
            return err;
        err = rsm_eject_look(eject);
    }
    return err == ERROR_SUCCESS ? ERROR_IEPORT_FULL : err;
}

static bool say_if_held(const struct rsm_eject *eject)
{
    if (eject->medium.own.Hold == RSM_HOLD_NONE)
        return false;
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: the cartridge %s is ejected although a program has it mounted",
            eject->library->name, eject->name);
    return true;
}

/* Whoever held it does so no more when it has left the drive.  One that stays is dismounted, which waits for
 * the program; until then nobody else has the drive. */
static rsm_error ask_end_of_hold(struct rsm_eject *eject)
{
    rsm_error err;

    if (!say_if_held(eject))
        return ERROR_SUCCESS;
    err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(eject),
                         rsm_hold_ask_end(eject->library->rsm, &eject->medium.info.ObjectGuid));
}

/* Straight into the port; by way of a slot where the arm cannot. */
static rsm_error out_of_drive(struct rsm_eject *eject, const struct rsm_stop *drive)
{
    struct rsm_stop slot;
    bool released = false;
    rsm_error err = ask_end_of_hold(eject);

    if (err == ERROR_SUCCESS)
        err = rsm_home_release(eject->library, eject->bay, &released);
    if (err == ERROR_BUSY && is_forced(eject->request))
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = carry(eject, drive, released);
    if (err != ERROR_MEDIUM_NOT_ACCESSIBLE)
        return err;
    err = rsm_home_take_to(eject->library, eject->bay, &slot);
    return err == ERROR_SUCCESS ? carry(eject, &slot, false) : err;
}

/* The cartridge is in the port: the request waits for the person, and what was asked for before, that the
 * port be emptied, is done. */
static rsm_error wait_for_person(struct rsm_eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_ports_answered(eject->library->rsm, eject->request);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_wait(eject->library->rsm, &eject->request->info.ObjectGuid);
    return rsm_store_end(store_of(eject), err);
}

static rsm_error into_port(struct rsm_eject *eject)
{
    struct rsm_stop from;
    rsm_error err = rsm_eject_find_place(eject, &from);

    if (err == ERROR_SUCCESS)
        err = rsm_ports_retract(eject->library);
    if (err != ERROR_SUCCESS)
        return err;
    err = eject->bay != NULL ? out_of_drive(eject, &from) : carry(eject, &from, false);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_log(RSM_LOG_INFO, "work", "library %s: the cartridge %s is in the port: take it out",
            eject->library->name, eject->name);
    return wait_for_person(eject);
}

/* ---- without a port ---- */

static rsm_error ask_to_take_out(struct rsm_eject *eject, const struct rsm_record *slot)
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
static rsm_error record_virtual(struct rsm_eject *eject, const GUID *slot_id)
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

static rsm_error leave_virtually(struct rsm_eject *eject)
{
    GUID slot_id = eject->medium.info.Info.PhysicalMedia.Location;
    struct rsm_stop slot;
    rsm_error err = ERROR_SUCCESS;

    if (eject->bay != NULL) {
        err = ask_end_of_hold(eject);
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

static rsm_error out_of_drive_alone(struct rsm_eject *eject)
{
    rsm_error err;

    (void)say_if_held(eject);
    err = rsm_alone_eject(eject->library, eject->bay);
    return err == ERROR_SUCCESS ? wait_for_person(eject) : err;
}

/* ---- one step ---- */

/* A person filled the last empty cell while the arm was on its way: wait for another one. */
static rsm_error put_back(struct rsm_eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(eject),
                         rsm_queue_set_state(eject->library->rsm, &eject->request->info.ObjectGuid,
                                             NTMS_LM_QUEUED, ERROR_SUCCESS));
}

static void run(struct rsm_eject *eject)
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
    struct rsm_eject eject = {.library = library, .request = request};

    if (request->own.Action == NTMS_EJECT_STOP)
        return rsm_eject_take_back(library, request);
    if (rsm_eject_look(&eject) != ERROR_SUCCESS || !is_possible(&eject) || !begin(&eject))
        return false;
    run(&eject);
    return true;
}
