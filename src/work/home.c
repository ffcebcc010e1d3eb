/*
 * The way of a cartridge out of a drive and home: which slot that is, and what becomes of the drive when
 * it cannot be taken out.
 */
#include "work/home.h"

#include <stdlib.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/drive_care.h"

enum {
    SLOTS_TRIED_MAX = 4,    /* slots that others may fill before the cartridge is there */
    SETTLING_MS = 20000,    /* so long a changer may need to see that a drive has let go; it is */
    LOOK_MS = 500,          /* asked so often whether it does, */
    FIRST_PAUSE_MS = 1000,  /* and told again to take it, */
    LONGEST_PAUSE_MS = 8000 /* with pauses that grow to this */
};

/* A slot of the library, if it is empty.  Wants an open transaction. */
static bool is_empty_slot(struct rsm_library *library, const GUID *slot, struct rsm_stop *stop_out)
{
    struct rsm_record record;

    if (rsm_guid_is_null(slot) ||
        rsm_records_load(library->rsm->store, slot, NTMS_STORAGESLOT, &record) != ERROR_SUCCESS)
        return false;
    stop_out->id = *slot;
    stop_out->type = NTMS_STORAGESLOT;
    stop_out->element = (uint16_t)record.own.Element;
    return record.info.Info.StorageSlot.State == NTMS_SLOTSTATE_EMPTY &&
           rsm_guid_equal(&record.info.Info.StorageSlot.Library, &library->id) &&
           record.own.Element != RSM_NO_ELEMENT;
}

/* The slot that is kept for the cleaner; the null GUID = none. */
static GUID cleaner_slot(struct rsm_library *library)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(library->rsm->store, &library->id, NTMS_LIBRARY, &record);

    return err == ERROR_SUCCESS ? record.info.Info.Library.CleanerSlot : rsm_guid_null;
}

/* A slot the cartridge may go to: an empty one that is not kept for the cleaner. */
static bool is_free_slot(struct rsm_library *library, const GUID *slot, struct rsm_stop *stop_out)
{
    GUID kept = cleaner_slot(library);

    return !rsm_guid_equal(slot, &kept) && is_empty_slot(library, slot, stop_out);
}

/* The cleaner's slot, when it is the cleaner that is in the drive. */
static bool find_cleaner_home(struct rsm_library *library, const struct rsm_bay *bay,
                              struct rsm_stop *home_out)
{
    GUID kept = cleaner_slot(library);
    struct rsm_record drive;

    return rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive) == ERROR_SUCCESS &&
           drive.info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED &&
           is_empty_slot(library, &kept, home_out);
}

/* Does a medium that is in a drive come home to that slot? */
static bool is_somebodys_home(struct rsm_library *library, const GUID *slot)
{
    const struct rsm_condition at_home[] = {
        {.column = "current_library", .guid = &library->id},
        {.column = "location_type", .number = NTMS_DRIVE},
        {.column = "home_slot", .guid = slot},
    };
    struct rsm_record medium;

    return rsm_records_first(library->rsm->store, NTMS_PHYSICAL_MEDIA, at_home, 3, &medium) ==
           ERROR_SUCCESS;
}

/* Any such slot, best one that no other medium comes home to.  Wants an open transaction. */
static bool find_free_slot(struct rsm_library *library, struct rsm_stop *stop_out)
{
    const struct rsm_condition empty[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_SLOTSTATE_EMPTY},
    };
    GUID *ids = NULL;
    size_t count = 0;
    bool found = false;

    if (rsm_records_ids(library->rsm->store, NTMS_STORAGESLOT, empty, 2, &ids, &count) !=
        ERROR_SUCCESS)
        return false;
    for (int homes = 0; homes <= 1 && !found; homes++) {
        for (size_t i = 0; i < count && !found; i++)
            found = (homes == 1 || !is_somebodys_home(library, &ids[i])) &&
                    is_free_slot(library, &ids[i], stop_out);
    }
    free(ids);
    return found;
}

rsm_error rsm_home_find_slot(struct rsm_library *library, const GUID *home,
                             struct rsm_stop *slot_out)
{
    bool found = is_free_slot(library, home, slot_out) || find_free_slot(library, slot_out);

    return found ? ERROR_SUCCESS : ERROR_LIBRARY_FULL;
}

/* Where the cartridge in a bay belongs. */
static rsm_error find_home(struct rsm_library *library, const struct rsm_bay *bay,
                           const struct rsm_changer_element *element, struct rsm_stop *home_out)
{
    struct rsm_record medium;
    bool known;
    bool found;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    known = rsm_media_find_at(library->rsm, &bay->id, &medium) == ERROR_SUCCESS;
    found = find_cleaner_home(library, bay, home_out);
    if (!found && known)
        found = is_free_slot(library, &medium.info.Info.PhysicalMedia.HomeSlot, home_out);
    if (!found && element->has_source &&
        rsm_move_find_stop(library, element->source, home_out) == ERROR_SUCCESS)
        found =
            home_out->type == NTMS_STORAGESLOT && is_free_slot(library, &home_out->id, home_out);
    if (!found)
        found = find_free_slot(library, home_out);
    return rsm_store_end(library->rsm->store, found ? ERROR_SUCCESS : ERROR_LIBRARY_FULL);
}

/* ---- the drive lets go ---- */

/* What was mounted can be taken from the drive now.  Wants an open writing transaction. */
static rsm_error record_unloaded(struct rsm_library *library, const GUID *drive)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_hold_find_in_drive(library->rsm, drive, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store, NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                     "media_state", NTMS_MEDIASTATE_UNLOADED);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store, NTMS_DRIVE, drive, "state", NTMS_DRIVESTATE_UNLOADED);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error note_unloaded(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, record_unloaded(library, &bay->id)) : err;
}

/* Did a person say that the changer takes cartridges out of drives that nobody told to unload? */
static bool is_left_to_changer(struct rsm_library *library)
{
    const struct rsm_quirks *quirks;
    bool is = false;

    if (rsm_library_take_changer(library)) {
        quirks = library->changer.quirks;
        is = rsm_quirks_is_pinned(quirks, RSM_QUIRK_UNLOAD_FIRST) &&
             !rsm_quirks_has(quirks, RSM_QUIRK_UNLOAD_FIRST);
        rsm_library_give_changer(library);
    }
    return is;
}

static rsm_error unload(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err = bay->address[0] == '\0' ? ERROR_DEV_NOT_EXIST : ERROR_SUCCESS;

    if (rsm_library_is_theirs(library, bay))
        return ERROR_SHARING_VIOLATION;
    if (err == ERROR_SUCCESS)
        err = rsm_library_open_bay(library, bay);
    if (err == ERROR_SUCCESS && !rsm_library_is_used(library, bay))
        rsm_drive_care_look(library, bay);
    if (err == ERROR_SUCCESS)
        err = is_left_to_changer(library) ? ERROR_NOT_SUPPORTED : rsm_drive_unload(&bay->drive);
    if (err == ERROR_DEVICE_NOT_CONNECTED && bay->device != NULL) { /* broke while nobody used it */
        err = rsm_library_open_bay(library, bay);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_unload(&bay->drive);
    }
    return err;
}

rsm_error rsm_home_release(struct rsm_library *library, struct rsm_bay *bay, bool *released_out)
{
    rsm_error err = unload(library, bay);

    *released_out = err == ERROR_SUCCESS;
    rsm_library_note_use(library, bay, err == ERROR_SHARING_VIOLATION);
    switch (err) {
    case ERROR_SUCCESS:
        return note_unloaded(library, bay);
    case ERROR_SHARING_VIOLATION:
        return ERROR_BUSY;
    case ERROR_NOT_SUPPORTED:
        return ERROR_SUCCESS; /* a changer with such drives takes the cartridge as it is */
    default:
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: drive %u was not unloaded (%s); trying to take the cartridge out "
                "anyway",
                library->name, (unsigned)bay->number, rsm_error_name(err));
        return ERROR_SUCCESS;
    }
}

/* ---- the changer takes it ---- */

/* How long a changer has needed since a drive let go of its cartridge. */
struct settling {
    struct rsm_library *library;
    const struct rsm_waiting *waiting;
    const struct rsm_stop *drive;
    uint64_t began;
    bool was_out_of_reach; /* the changer said so since then */
    bool reached;          /* and that it is in reach now */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t passed(const struct settling *s)
{
    return s->waiting->now_ms(s->waiting->context) - s->began;
}

/*
 * Wait until so much has passed since the beginning, or the changer says that the cartridge has come into reach.
 * That it is in reach says nothing alone: some changers say so always, and others never.  False: the program
 * ends, or the changer does not answer.
 */
static bool wait_for_reach(struct settling *s, uint64_t end)
{
    while (passed(s) < end) {
        struct rsm_changer_element element;

        if (rsm_library_is_stopping(s->library) ||
            !s->waiting->sleep(s->waiting->context, LOOK_MS) ||
            rsm_library_look(s->library, RSM_PLACE_DRIVE, s->drive->element, &element) !=
                ERROR_SUCCESS)
            return false;
        if (element.accessible && s->was_out_of_reach) {
            s->was_out_of_reach = false;
            s->reached = true;
            return true;
        }
        s->was_out_of_reach = !element.accessible;
    }
    return true;
}

/* A refusal that may end by itself, since the cartridge is still in a drive that has let go of it. */
static bool may_settle(rsm_error err)
{
    return err == ERROR_NOT_READY || err == ERROR_MEDIUM_NOT_ACCESSIBLE ||
           err == ERROR_UNABLE_TO_UNLOAD_MEDIA;
}

static uint32_t known_lag(struct rsm_library *library)
{
    uint32_t lag = 0;

    if (rsm_library_take_changer(library)) {
        lag = rsm_quirks_get(library->changer.quirks, RSM_QUIRK_ACCESS_LAG);
        rsm_library_give_changer(library);
    }
    return lag;
}

static void learn_lag(struct rsm_library *library, uint64_t waited)
{
    if (!rsm_library_take_changer(library))
        return;
    (void)rsm_quirks_learn(library->changer.quirks, RSM_QUIRK_ACCESS_LAG, (uint32_t)waited);
    rsm_library_give_changer(library);
}

/* It refused to take it from a drive that was not told to let go: because of that, if it is ready for anything else. */
static void learn_unload_first(struct rsm_library *library)
{
    bool ready = false;

    if (!rsm_library_take_changer(library))
        return;
    if (rsm_changer_ask_ready(&library->changer, &ready) == ERROR_SUCCESS && ready)
        (void)rsm_quirks_learn(library->changer.quirks, RSM_QUIRK_UNLOAD_FIRST, 1);
    rsm_library_give_changer(library);
}

/* The changer refused to take it from a drive that has let go. */
static rsm_error settle(struct settling *s, const struct rsm_stop *to, const char *tag,
                        rsm_error err)
{
    uint64_t pause = FIRST_PAUSE_MS;

    rsm_log(RSM_LOG_INFO, "work",
            "library %s: the drive at element %u has let go of its cartridge, but the changer does "
            "not take it yet: %s (%s); it is tried again for up to %u s",
            s->library->name, s->drive->element, rsm_error_text(err), rsm_error_name(err),
            (unsigned)(SETTLING_MS / 1000));
    while (may_settle(err) && passed(s) < SETTLING_MS) {
        uint64_t waited;

        s->reached = false;
        if (!wait_for_reach(s, smaller(passed(s) + pause, SETTLING_MS)))
            break;
        pause = smaller(2 * pause, LONGEST_PAUSE_MS);
        if (!s->reached && err != ERROR_NOT_READY)
            continue; /* it may have refused for good */
        waited = passed(s);
        err = rsm_move_cartridge(s->library, s->drive, to, tag);
        if (err == ERROR_SUCCESS)
            learn_lag(s->library, waited);
    }
    return err;
}

rsm_error rsm_home_move_out(struct rsm_library *library, const struct rsm_stop *drive,
                            const struct rsm_stop *to, const char *tag, bool released)
{
    const struct rsm_waiting *waiting = library->options->waiting;
    struct settling s = {.library = library,
                         .waiting = waiting != NULL ? waiting : &rsm_waiting_real,
                         .drive = drive};
    rsm_error err;

    s.began = s.waiting->now_ms(s.waiting->context);
    if (released)
        (void)wait_for_reach(&s, known_lag(library));
    err = rsm_move_cartridge(library, drive, to, tag);
    if (!released && (err == ERROR_NOT_READY || err == ERROR_UNABLE_TO_UNLOAD_MEDIA))
        learn_unload_first(library);
    return released && may_settle(err) ? settle(&s, to, tag, err) : err;
}

/* The cartridge could not be taken out: the drive may be emptied when it is needed. */
static void leave_in_drive(struct rsm_library *library, const struct rsm_stop *drive)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    GUID id = rsm_guid_null;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return;
    if (rsm_media_find_at(library->rsm, &drive->id, &medium) == ERROR_SUCCESS)
        id = medium.info.ObjectGuid;
    (void)rsm_store_end(store, rsm_move_record_left_in_drive(library, drive, &id));
}

/* What a person can do about a cartridge that stays in its drive. */
static void tell_refusal(struct rsm_library *library, const struct rsm_bay *bay, bool released,
                         rsm_error err)
{
    if (err == ERROR_LIBRARY_FULL)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: no empty slot for the cartridge in drive %u; take a cartridge out",
                library->name, (unsigned)bay->number);
    else if (!released)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the changer does not take the cartridge out of drive %u, which was "
                "not unloaded before: %s (%s); unload it at the drive's panel, or %s",
                library->name, (unsigned)bay->number, rsm_error_text(err), rsm_error_name(err),
                is_left_to_changer(library)
                    ? "take back that it need not be (rsm quirks, unload-first)"
                    : "attach its tape device");
}

/* Another thread may have filled the slot that was chosen: then another one. */
static rsm_error send_home(struct rsm_library *library, const struct rsm_bay *bay,
                           const struct rsm_stop *drive, const struct rsm_changer_element *element,
                           bool released, struct rsm_stop *home_out)
{
    rsm_error err = ERROR_RESOURCE_NOT_AVAILABLE;

    for (int i = 0; i < SLOTS_TRIED_MAX && err == ERROR_RESOURCE_NOT_AVAILABLE; i++) {
        err = find_home(library, bay, element, home_out);
        if (err == ERROR_SUCCESS)
            err = rsm_home_move_out(library, drive, home_out, NULL, released);
    }
    return err;
}

static rsm_error carry(struct rsm_library *library, struct rsm_bay *bay,
                       const struct rsm_changer_element *element, bool released,
                       struct rsm_stop *slot_out)
{
    struct rsm_stop drive = {.id = bay->id, .type = NTMS_DRIVE, .element = bay->element};
    rsm_error err = send_home(library, bay, &drive, element, released, slot_out);

    if (err == ERROR_SUCCESS || err == ERROR_EMPTY || err == ERROR_BUSY ||
        rsm_library_is_lost(library))
        return err; /* what the move found is recorded */
    tell_refusal(library, bay, released, err);
    leave_in_drive(library, &drive);
    return err;
}

/* Where it came from, for one that must leave the drive. */
static rsm_error look(struct rsm_library *library, const struct rsm_bay *bay,
                      struct rsm_changer_element *element_out)
{
    const struct rsm_stop drive = {.id = bay->id, .type = NTMS_DRIVE, .element = bay->element};
    rsm_error err = rsm_library_look(library, RSM_PLACE_DRIVE, bay->element, element_out);

    if (err != ERROR_SUCCESS && !rsm_library_is_lost(library))
        leave_in_drive(library, &drive);
    return err;
}

/* Can it go to its home slot?  Then it does not matter where it came from. */
static bool is_home_free(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_record medium;
    struct rsm_stop slot;
    bool is;

    if (rsm_store_begin(library->rsm->store, RSM_STORE_READ) != ERROR_SUCCESS)
        return false;
    is = rsm_media_find_at(library->rsm, &bay->id, &medium) == ERROR_SUCCESS &&
         is_free_slot(library, &medium.info.Info.PhysicalMedia.HomeSlot, &slot);
    (void)rsm_store_end(library->rsm->store, ERROR_SUCCESS);
    return is;
}

/* Where it came from is asked only where that matters: the arm may be busy with others for minutes. */
static rsm_error carry_home(struct rsm_library *library, struct rsm_bay *bay, bool released,
                            struct rsm_stop *slot_out)
{
    struct rsm_changer_element element = {.has_source = false};
    rsm_error err = ERROR_SUCCESS;

    if (!is_home_free(library, bay))
        err = look(library, bay, &element);
    return err == ERROR_SUCCESS ? carry(library, bay, &element, released, slot_out) : err;
}

rsm_error rsm_home_carry(struct rsm_library *library, struct rsm_bay *bay, bool released)
{
    struct rsm_stop slot;

    return carry_home(library, bay, released, &slot);
}

/* ---- both ---- */

/* Or it stays where it is. */
static rsm_error let_go(struct rsm_library *library, struct rsm_bay *bay, bool *released_out)
{
    const struct rsm_stop drive = {.id = bay->id, .type = NTMS_DRIVE, .element = bay->element};
    rsm_error err = rsm_home_release(library, bay, released_out);

    if (err == ERROR_SUCCESS)
        return err;
    if (err == ERROR_BUSY)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the cartridge in drive %u is left there: another program uses the "
                "drive; end that program's use of it",
                library->name, (unsigned)bay->number);
    leave_in_drive(library, &drive);
    return err;
}

/* The drive unloads before anybody waits for the arm, which can serve the other drives meanwhile. */
rsm_error rsm_home_take_to(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_stop *slot_out)
{
    const struct rsm_stop drive = {.id = bay->id, .type = NTMS_DRIVE, .element = bay->element};
    bool released = false;
    rsm_error err;

    if (!rsm_library_has_changer(library)) {
        leave_in_drive(library, &drive); /* it has no other home */
        return ERROR_SUCCESS;
    }
    err = let_go(library, bay, &released);
    return err == ERROR_SUCCESS ? carry_home(library, bay, released, slot_out) : err;
}

rsm_error rsm_home_take(struct rsm_library *library, struct rsm_bay *bay)
{
    struct rsm_stop slot;

    return rsm_home_take_to(library, bay, &slot);
}

/* Only a person can take it out.  Which one it is is to be seen: whoever wanted it out found the wrong one, or
 * had no use for it. */
static rsm_error leave_alone(struct rsm_library *library, const struct rsm_bay *bay)
{
    const struct rsm_stop drive = {.id = bay->id, .type = NTMS_DRIVE, .element = bay->element};

    leave_in_drive(library, &drive);
    library->watched = RSM_WATCH_LOST;
    return ERROR_NOT_EMPTY;
}

static rsm_error take_out(struct rsm_library *library, struct rsm_bay *bay,
                          const struct rsm_changer_element *element)
{
    struct rsm_stop slot;
    bool released = false;
    rsm_error err = let_go(library, bay, &released);

    return err == ERROR_SUCCESS ? carry(library, bay, element, released, &slot) : err;
}

rsm_error rsm_home_empty_bay(struct rsm_library *library, struct rsm_bay *bay)
{
    struct rsm_changer_element element;
    rsm_error err = rsm_library_look(library, RSM_PLACE_DRIVE, bay->element, &element);

    if (err == ERROR_SHARING_VIOLATION && !rsm_library_has_changer(library))
        return ERROR_BUSY;
    if (err != ERROR_SUCCESS || !element.full)
        return err;
    return rsm_library_has_changer(library) ? take_out(library, bay, &element)
                                            : leave_alone(library, bay);
}
