/*
 * The one function that moves cartridges; a cartridge's place is never guessed.  The intent
 * is committed before MOVE MEDIUM is sent and erased in the transaction that records the outcome;
 * whenever the outcome is not certain both elements are read again.
 */
#include "work/move.h"

#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "work/queue.h"

enum {
    MOVE_TRIES_MAX = 4,  /* how often a move is sent that was refused because of an attention */
    LOOK_AGAIN_MS = 1000 /* how often a cartridge is looked for that may still be on its way */
};

static const char *place_name(enum rsm_place place)
{
    static const char *const names[] = {"?", "arm", "slot", "port", "drive"};

    return names[place];
}

static bool in_range(const struct rsm_changer_range *range, DWORD element)
{
    return element >= range->first && element - range->first < range->count;
}

/* Which kind of place an element address is; 0 = the changer has no such element. */
static enum rsm_place place_of(const struct rsm_library *library, DWORD element)
{
    static const enum rsm_place places[] = {RSM_PLACE_ARM, RSM_PLACE_PORT, RSM_PLACE_DRIVE,
                                            RSM_PLACE_SLOT}; /* which may count the others */

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (in_range(&library->changer.places[places[i]], element))
            return places[i];
    }
    return (enum rsm_place)0;
}

static enum rsm_place place_of_type(DWORD type)
{
    switch (type) {
    case NTMS_DRIVE:
        return RSM_PLACE_DRIVE;
    case NTMS_IEPORT:
        return RSM_PLACE_PORT;
    default:
        return RSM_PLACE_SLOT;
    }
}

static DWORD type_of_place(enum rsm_place place)
{
    switch (place) {
    case RSM_PLACE_DRIVE:
        return NTMS_DRIVE;
    case RSM_PLACE_PORT:
        return NTMS_IEPORT;
    default:
        return NTMS_STORAGESLOT;
    }
}

rsm_error rsm_move_find_stop(struct rsm_library *library, DWORD element, struct rsm_stop *stop_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = &library->id},
        {.column = "element", .number = element},
    };
    struct rsm_record record;
    enum rsm_place place = place_of(library, element);
    rsm_error err;

    if (place != RSM_PLACE_SLOT && place != RSM_PLACE_DRIVE && place != RSM_PLACE_PORT)
        return ERROR_OBJECT_NOT_FOUND;
    err = rsm_records_first(library->rsm->store, type_of_place(place), conditions, 2, &record);
    if (err == ERROR_SUCCESS) {
        stop_out->id = record.info.ObjectGuid;
        stop_out->type = type_of_place(place);
        stop_out->element = (uint16_t)element;
    }
    return err;
}

/* Record whether a place holds a cartridge.  A drive that received one is MOUNTED: in it, not ready; one
 * that is being cleaned received the cleaner. */
static rsm_error record_content(struct rsm_library *library, const struct rsm_stop *stop, bool full)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    rsm_error err;

    if (stop->type == NTMS_STORAGESLOT)
        return rsm_records_set_number(store, NTMS_STORAGESLOT, &stop->id, "state",
                                      full ? NTMS_SLOTSTATE_FULL : NTMS_SLOTSTATE_EMPTY);
    if (stop->type == NTMS_IEPORT)
        return rsm_records_set_number(store, NTMS_IEPORT, &stop->id, "content",
                                      full ? NTMS_PORTCONTENT_FULL : NTMS_PORTCONTENT_EMPTY);
    err = rsm_records_load(store, &stop->id, NTMS_DRIVE, &drive);
    if (err != ERROR_SUCCESS)
        return err;
    if (!full)
        drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTED;
    else if (drive.info.Info.Drive.State != NTMS_DRIVESTATE_BEING_CLEANED)
        drive.info.Info.Drive.State = NTMS_DRIVESTATE_MOUNTED;
    if (!full)
        drive.info.Info.Drive.SavedPartitionId = rsm_guid_null;
    return rsm_records_save(store, &drive);
}

/* Record that the medium is at stop: a slot becomes its home, a drive keeps the home it has. */
static rsm_error record_place(struct rsm_library *library, const GUID *medium,
                              const struct rsm_stop *stop)
{
    struct rsm_media_place place = {.library = library->id, .location = stop->id};
    struct rsm_record record;
    rsm_error err = rsm_records_load(library->rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err != ERROR_SUCCESS)
        return err;
    place.location_type = stop->type;
    place.home =
        stop->type == NTMS_STORAGESLOT ? stop->id : record.info.Info.PhysicalMedia.HomeSlot;
    err = rsm_media_place_at(library->rsm, medium, &place);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(
            library->rsm->store, NTMS_PHYSICAL_MEDIA, medium, "media_state",
            stop->type == NTMS_DRIVE ? NTMS_MEDIASTATE_MOUNTED : NTMS_MEDIASTATE_IDLE);
    if (err == ERROR_SUCCESS) /* which side is mounted is known when its label has been read */
        err = rsm_records_set_guid(library->rsm->store, NTMS_PHYSICAL_MEDIA, medium,
                                   "mounted_partition", &rsm_guid_null);
    return err;
}

/* The cartridge is at stop: its record, if it has one, and who waits to identify it. */
static rsm_error record_arrival(struct rsm_library *library, const GUID *medium,
                                const struct rsm_stop *from, const struct rsm_stop *stop)
{
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_is_null(medium))
        err = record_place(library, medium, stop);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS; /* the record went meanwhile: nothing to place */
    if (err == ERROR_SUCCESS && from->type == NTMS_DRIVE && stop->type == NTMS_STORAGESLOT)
        err = rsm_queue_follow(library->rsm, &library->id, &from->id, &stop->id);
    return err;
}

/* What is known about one end of a move after looking. */
struct end {
    struct rsm_stop stop;
    bool known; /* an object stands for it */
    struct rsm_changer_element element;
};

rsm_error rsm_move_record_left_in_drive(struct rsm_library *library, const struct rsm_stop *stop,
                                        const GUID *medium)
{
    const struct rsm_condition of_medium[] = {{.column = "physical_media", .guid = medium}};
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    struct rsm_record side;
    rsm_error err = rsm_records_load(store, &stop->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_guid_is_null(medium) ||
        drive.info.Info.Drive.State != NTMS_DRIVESTATE_BEING_CLEANED) /* else it is the cleaner */
        drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTABLE;
    drive.info.Info.Drive.SavedPartitionId = rsm_guid_null;
    if (!rsm_guid_is_null(medium) &&
        rsm_records_first(store, NTMS_PARTITION, of_medium, 1, &side) == ERROR_SUCCESS) {
        drive.info.Info.Drive.SavedPartitionId = side.info.ObjectGuid;
        err = rsm_records_set_number(store, NTMS_PHYSICAL_MEDIA, medium, "media_state",
                                     NTMS_MEDIASTATE_IDLE);
        if (err == ERROR_SUCCESS)
            err = rsm_records_set_guid(store, NTMS_PHYSICAL_MEDIA, medium, "mounted_partition",
                                       &rsm_guid_null);
        if (err == ERROR_SUCCESS)
            err = rsm_hold_end(library->rsm, medium);
    }
    return err == ERROR_SUCCESS ? rsm_records_save(store, &drive) : err;
}

/* It did not leave the drive.  One that is being dismounted is so still. */
static rsm_error record_stayed(struct rsm_library *library, const struct rsm_stop *drive,
                               const GUID *medium)
{
    struct rsm_record held;
    rsm_error err = rsm_hold_find_in_drive(library->rsm, &drive->id, &held);

    return err == ERROR_OBJECT_NOT_FOUND ? rsm_move_record_left_in_drive(library, drive, medium)
                                         : err;
}

/* It is in neither place: another cartridge may come there before it is found. */
static rsm_error record_nowhere(struct rsm_library *library, const struct rsm_intent *intent)
{
    rsm_error err = ERROR_SUCCESS;

    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the cartridge %s is neither at element %u nor at %u; the next inventory "
            "looks for it",
            library->name, intent->tag, (unsigned)intent->from, (unsigned)intent->to);
    if (!rsm_guid_is_null(&intent->medium))
        err = rsm_records_set_number(library->rsm->store, NTMS_PHYSICAL_MEDIA, &intent->medium,
                                     "fresh", RSM_FRESH_DISPLACED);
    if (err == ERROR_SUCCESS && !rsm_guid_is_null(&intent->medium))
        err = rsm_hold_end(library->rsm, &intent->medium);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* The changer itself cannot say whether something is there. */
static bool is_doubtful(const struct end *end)
{
    return end->element.exception && !end->element.full;
}

/* An empty drive to which the cleaner was to go: it may be sent there again. */
static bool awaits_cleaner(struct rsm_library *library, const struct end *to)
{
    struct rsm_record drive;

    return to->stop.type == NTMS_DRIVE && !to->element.full &&
           rsm_records_load(library->rsm->store, &to->stop.id, NTMS_DRIVE, &drive) ==
               ERROR_SUCCESS &&
           drive.info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED;
}

/* Both places as the changer sees them, recorded; the intent is erased.  One transaction.
 * *arrived_out tells whether the cartridge is where it was to go. */
static rsm_error record_truth(struct rsm_library *library, const struct rsm_intent *intent,
                              struct end *from, struct end *to, bool *arrived_out)
{
    struct rsm_store *store = library->rsm->store;
    bool tags_differ = intent->tag[0] != '\0' && to->element.tag_known &&
                       strcmp(intent->tag, to->element.tag) != 0;
    struct rsm_stop *there = NULL;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    if (from->known && !is_doubtful(from))
        err = record_content(library, &from->stop, from->element.full);
    if (err == ERROR_SUCCESS && to->known && !is_doubtful(to) && !awaits_cleaner(library, to))
        err = record_content(library, &to->stop, to->element.full);
    if (to->element.full && !from->element.full && !tags_differ)
        there = &to->stop;
    else if (from->element.full)
        there = &from->stop;
    *arrived_out = there == &to->stop;
    if (err == ERROR_SUCCESS && there != NULL)
        err = record_arrival(library, &intent->medium, &from->stop, there);
    else if (err == ERROR_SUCCESS && !is_doubtful(from) && !is_doubtful(to))
        err = record_nowhere(library, intent);
    if (err == ERROR_SUCCESS && from->known && from->stop.type == NTMS_DRIVE && from->element.full)
        err = record_stayed(library, &from->stop, &intent->medium);
    if (err == ERROR_SUCCESS && to->known && to->stop.type == NTMS_DRIVE && to->element.full)
        err = rsm_move_record_left_in_drive(library, &to->stop,
                                            there == &to->stop ? &intent->medium : &rsm_guid_null);
    if (err == ERROR_SUCCESS)
        err = rsm_journal_erase(store, intent->number);
    return rsm_store_end(store, err);
}

static rsm_error look(struct rsm_library *library, DWORD element, struct end *end_out)
{
    enum rsm_place place = place_of(library, element);
    rsm_error err;

    memset(end_out, 0, sizeof *end_out);
    if (place == 0)
        return ERROR_SUCCESS; /* the geometry changed: nothing can be there */
    err = rsm_changer_get_element(&library->changer, place, (uint16_t)element, &end_out->element);
    if (err == ERROR_INVALID_DATA && rsm_device_is_connected(library->device)) {
        end_out->element.exception = true; /* left out of the report, as with its magazine out */
        err = ERROR_SUCCESS;
    }
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS) {
        end_out->known = rsm_move_find_stop(library, element, &end_out->stop) == ERROR_SUCCESS;
        err = rsm_store_end(library->rsm->store, ERROR_SUCCESS);
    }
    return err;
}

static rsm_error look_at_both(struct rsm_library *library, const struct rsm_intent *intent,
                              struct end *from_out, struct end *to_out)
{
    rsm_error err = look(library, intent->from, from_out);

    return err == ERROR_SUCCESS ? look(library, intent->to, to_out) : err;
}

/* Read both elements again and record what is true.  The changer must be taken. */
static rsm_error settle(struct rsm_library *library, const struct rsm_intent *intent,
                        bool *arrived_out)
{
    struct end from;
    struct end to;
    rsm_error err = look_at_both(library, intent, &from, &to);

    if (err == ERROR_SUCCESS)
        err = record_truth(library, intent, &from, &to, arrived_out);
    return err;
}

/* A medium does not go into the slot that is kept for the cleaner, which may have been chosen for it before
 * it was reserved. */
static rsm_error check_not_cleaners(struct rsm_library *library, const struct rsm_stop *to)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(library->rsm->store, &library->id, NTMS_LIBRARY, &record);

    return err == ERROR_SUCCESS && rsm_guid_equal(&record.info.Info.Library.CleanerSlot, &to->id)
               ? ERROR_RESOURCE_NOT_AVAILABLE
               : err;
}

/* Commit the intent.  The record that travels is the one that is recorded at the place of departure
 * now, with the changer in our hands; another one keeps its place. */
static rsm_error begin_move(struct rsm_library *library, struct rsm_intent *intent,
                            const struct rsm_stop *from, const struct rsm_stop *to)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_media_find_at(library->rsm, &from->id, &medium);
    if (err == ERROR_SUCCESS) {
        intent->medium = medium.info.ObjectGuid;
        rsm_text_to_utf8(intent->tag, sizeof intent->tag, medium.info.Info.PhysicalMedia.szBarCode,
                         NTMS_BARCODE_LENGTH);
        err = check_not_cleaners(library, to);
    }
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_journal_add(store, intent);
    return rsm_store_end(store, err);
}

/* The changer said that it did it. */
static rsm_error record_success(struct rsm_library *library, const struct rsm_intent *intent,
                                const struct rsm_stop *from, const struct rsm_stop *to)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = record_content(library, from, false);
    if (err == ERROR_SUCCESS)
        err = record_content(library, to, true);
    if (err == ERROR_SUCCESS)
        err = record_arrival(library, &intent->medium, from, to);
    if (err == ERROR_SUCCESS)
        err = rsm_journal_erase(store, intent->number);
    return rsm_store_end(store, err);
}

/* What callers of Removable Storage hear of a move that was not done. */
static rsm_error move_error(rsm_error err)
{
    switch (err) {
    case ERROR_SOURCE_ELEMENT_EMPTY:
        return ERROR_EMPTY;
    case ERROR_DESTINATION_ELEMENT_FULL:
        return ERROR_RESOURCE_NOT_AVAILABLE;
    case ERROR_ILLEGAL_ELEMENT_ADDRESS:
    case ERROR_NOT_SUPPORTED:
        return ERROR_MEDIUM_NOT_ACCESSIBLE;
    default:
        return err;
    }
}

/* Send the move whose intent is in the journal; the changer is taken.  ERROR_RETRY when it was refused
 * because somebody had looked into the library, and the cartridge is where it was. */
static rsm_error carry_out(struct rsm_library *library, const struct rsm_intent *intent,
                           const struct rsm_stop *from, const struct rsm_stop *to)
{
    enum rsm_place from_place = place_of_type(from->type);
    enum rsm_place to_place = place_of_type(to->type);
    enum rsm_outcome outcome;
    bool arrived = false;
    rsm_error err;

    rsm_log(RSM_LOG_INFO, "work", "library %s: move %s from %s element %u to %s element %u",
            library->name, intent->tag[0] != '\0' ? intent->tag : "cartridge",
            place_name(from_place), from->element, place_name(to_place), to->element);
    err = rsm_changer_move(&library->changer, from_place, from->element, to_place, to->element,
                           &outcome);
    if (err == ERROR_SUCCESS && record_success(library, intent, from, to) == ERROR_SUCCESS)
        return ERROR_SUCCESS;
    if (!rsm_device_is_connected(library->device) ||
        settle(library, intent, &arrived) != ERROR_SUCCESS) {
        rsm_library_lose(library); /* the intent stays and is settled when the library is back */
        return ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (arrived)
        return ERROR_SUCCESS;
    if (err == ERROR_SOURCE_ELEMENT_EMPTY || err == ERROR_DESTINATION_ELEMENT_FULL)
        atomic_store(&library->stale, true); /* somebody else moves cartridges here */
    if (outcome == RSM_OUTCOME_REFUSED && (err == ERROR_MEDIA_CHANGED || err == ERROR_BUS_RESET))
        return ERROR_RETRY;
    return move_error(err);
}

static rsm_error move_once(struct rsm_library *library, const struct rsm_stop *from,
                           const struct rsm_stop *to, const char *tag, bool *other_out)
{
    struct rsm_intent intent = {.library = library->id, .from = from->element, .to = to->element};
    rsm_error err = ERROR_SUCCESS;

    if (tag != NULL)
        err = rsm_library_compare_tag(library, place_of_type(from->type), from->element, tag,
                                      other_out);

    if (err == ERROR_SUCCESS && *other_out)
        err = ERROR_RETRY;
    if (err == ERROR_SUCCESS)
        err = begin_move(library, &intent, from, to);
    return err == ERROR_SUCCESS ? carry_out(library, &intent, from, to) : err;
}

rsm_error rsm_move_cartridge(struct rsm_library *library, const struct rsm_stop *from,
                             const struct rsm_stop *to, const char *tag)
{
    rsm_error err = ERROR_RETRY;
    bool other = false;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    for (int i = 0; i < MOVE_TRIES_MAX && err == ERROR_RETRY && !other; i++)
        err = move_once(library, from, to, tag, &other);
    rsm_library_give_changer(library);
    return err == ERROR_RETRY && !other ? ERROR_BUSY : err;
}

enum { INTENTS_MAX = 64 };
struct intents {
    struct rsm_intent items[INTENTS_MAX];
    size_t count;
};

static bool collect(void *context, const struct rsm_intent *intent)
{
    struct intents *intents = context;

    if (intent->kind == RSM_INTENT_MOVE) /* of writings the tape itself tells, see free_label.c */
        intents->items[intents->count++] = *intent;
    return intents->count < INTENTS_MAX;
}

/* Neither end has it: the arm may still carry it, since nobody heard the end of the move. */
static bool may_be_on_its_way(const struct end *from, const struct end *to)
{
    return !from->element.full && !to->element.full && !is_doubtful(from) && !is_doubtful(to);
}

/* Settle a move that nobody heard the end of.  While neither end has the cartridge it is looked for
 * again, until `deadline` of the waiting clock: no move takes longer. */
static rsm_error settle_interrupted(struct rsm_library *library, const struct rsm_intent *intent,
                                    uint64_t deadline)
{
    const struct rsm_waiting *waiting = library->device->link.waiting;
    struct end from;
    struct end to;
    bool arrived;
    bool told = false;
    rsm_error err = look_at_both(library, intent, &from, &to);

    while (err == ERROR_SUCCESS && may_be_on_its_way(&from, &to) &&
           waiting->now_ms(waiting->context) < deadline) {
        if (!told)
            rsm_log(RSM_LOG_WARNING, "work",
                    "library %s: the cartridge %s is at neither end of its move, which may still "
                    "go on; nothing else begins until it is found, for up to %u minutes",
                    library->name, intent->tag, (unsigned)(RSM_CHANGER_MOVE_MS / 60000));
        told = true;
        if (rsm_library_is_stopping(library) || !waiting->sleep(waiting->context, LOOK_AGAIN_MS))
            return ERROR_OPERATION_ABORTED;
        err = look_at_both(library, intent, &from, &to);
    }
    if (err == ERROR_SUCCESS)
        err = record_truth(library, intent, &from, &to, &arrived);
    return err;
}

rsm_error rsm_move_settle(struct rsm_library *library)
{
    const struct rsm_waiting *waiting = library->device->link.waiting;
    uint64_t deadline = waiting->now_ms(waiting->context) + RSM_CHANGER_MOVE_MS;
    struct intents intents;
    rsm_error err;

    do {
        intents.count = 0;
        err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
        if (err != ERROR_SUCCESS)
            return err;
        err = rsm_journal_each(library->rsm->store, &library->id, collect, &intents);
        err = rsm_store_end(library->rsm->store, err);
        for (size_t i = 0; i < intents.count && err == ERROR_SUCCESS; i++) {
            rsm_log(RSM_LOG_WARNING, "work",
                    "library %s: a move of %s from element %u to %u was interrupted; reading both "
                    "again",
                    library->name, intents.items[i].tag, (unsigned)intents.items[i].from,
                    (unsigned)intents.items[i].to);
            err = settle_interrupted(library, &intents.items[i], deadline);
        }
    } while (err == ERROR_SUCCESS && intents.count == INTENTS_MAX);
    return err;
}
