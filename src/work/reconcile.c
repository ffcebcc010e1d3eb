/*
 * What the changer says against what the records say (spec "requests", 6.2 and 6.3).  match.c finds
 * which record belongs to which cartridge; here the outcome is recorded, and what cannot be known
 * otherwise is queued for identification.
 */
#include "work/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/match_suffix.h"
#include "work/queue.h"

/* Where a cartridge found at spot goes home to. */
static void place_of_spot(const struct rsm_settling *s, const struct rsm_spot *spot,
                          const GUID *known_home, struct rsm_media_place *place_out)
{
    const struct rsm_spot *source;

    memset(place_out, 0, sizeof *place_out);
    place_out->library = s->library->id;
    place_out->location = spot->id;
    place_out->location_type = spot->type;
    place_out->home = spot->type == NTMS_STORAGESLOT ? spot->id : *known_home;
    if (spot->type == NTMS_DRIVE && rsm_guid_is_null(&place_out->home) && spot->sight->has_source) {
        source = rsm_match_find_element(s, NTMS_STORAGESLOT, spot->sight->source);
        if (source != NULL)
            place_out->home = source->id;
    }
}

static bool stays_put(const struct rsm_spot *spot, const struct rsm_holding *holding)
{
    const GUID *home = spot->type == NTMS_STORAGESLOT ? &spot->id : &holding->home;

    return rsm_guid_equal(&holding->location, &spot->id) && rsm_guid_equal(&holding->home, home) &&
           holding->fresh != RSM_FRESH_DISPLACED;
}

static rsm_error record_idle(struct rsm_settling *s, const GUID *medium)
{
    rsm_error err = rsm_records_set_number(s->store, NTMS_PHYSICAL_MEDIA, medium, "media_state",
                                           NTMS_MEDIASTATE_IDLE);

    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(s->store, NTMS_PHYSICAL_MEDIA, medium, "mounted_partition",
                                   &rsm_guid_null);
    return err;
}

/* What a program had mounted is not in its drive any more. */
static rsm_error end_hold(struct rsm_settling *s, const struct rsm_holding *holding)
{
    struct rsm_record drive;
    rsm_error err = rsm_records_load(s->store, &holding->location, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: medium %s was taken out of drive %u while a program had it mounted; the "
            "mount is over",
            s->library->name, holding->bar_code[0] != '\0' ? holding->bar_code : "(no bar code)",
            (unsigned)drive.info.Info.Drive.Number);
    err = rsm_hold_end(s->library->rsm, &holding->id);
    return err == ERROR_SUCCESS ? record_idle(s, &holding->id) : err;
}

/* The cartridge at spot is that of a record we hold: record the place if it is another one. */
static rsm_error settle_matched(struct rsm_settling *s, struct rsm_spot *spot)
{
    const struct rsm_holding *holding = spot->matched->holding;
    struct rsm_media_place place;
    rsm_error err = ERROR_SUCCESS;

    spot->made = holding->id;
    if (s->method == RSM_RECONCILE_FAST && holding->fresh == RSM_FRESH_NEW)
        spot->identify = true; /* its label was never read */
    if (spot->sight->tag[0] != '\0' && holding->bar_code[0] == '\0')
        spot->identify = true; /* it has a bar code now: read the label to be sure */
    err = rsm_match_record_form(s, spot);
    if (err == ERROR_SUCCESS && holding->hold != RSM_HOLD_NONE)
        err = end_hold(s, holding); /* one that was left alone is not settled */
    if (err == ERROR_SUCCESS && !stays_put(spot, holding)) {
        place_of_spot(s, spot, &holding->home, &place);
        err = rsm_media_place_at(s->library->rsm, &holding->id, &place);
    }
    if (err == ERROR_SUCCESS && holding->location_type == NTMS_DRIVE)
        err = record_idle(s, &holding->id); /* whoever had it mounted is gone */
    return err;
}

/* A medium comes back.  That its label is to be read was true before it left, and is still. */
static rsm_error settle_returned(struct rsm_settling *s, struct rsm_spot *spot, const GUID *id,
                                 const struct rsm_media_place *place)
{
    struct rsm_record medium;
    rsm_error err = rsm_media_place_at(s->library->rsm, id, place);

    spot->made = *id;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(s->store, id, NTMS_PHYSICAL_MEDIA, &medium);
    if (err == ERROR_SUCCESS && medium.own.Fresh == RSM_FRESH_NEW)
        spot->identify = true;
    return err;
}

/* A bar code nobody in this library has: a medium that comes back, or a new one. */
static rsm_error settle_new_bar_code(struct rsm_settling *s, struct rsm_spot *spot)
{
    struct rsm_media_place place;
    struct rsm_record medium;
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    rsm_error err;

    place_of_spot(s, spot, &rsm_guid_null, &place);
    rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, spot->sight->tag, RSM_TEXT_TERMINATED);
    err = rsm_media_find_bar_code(s->library->rsm, &s->library->id, bar_code, &medium);
    if (err == ERROR_SUCCESS &&
        !rsm_guid_equal(&medium.info.Info.PhysicalMedia.CurrentLibrary, &s->library->id) &&
        rsm_media_is_away(s->library->rsm, &medium))
        return settle_returned(s, spot, &medium.info.ObjectGuid, &place);
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        return err;
    if (spot->type == NTMS_IEPORT)
        return ERROR_SUCCESS; /* not ours until it is injected */
    err = rsm_media_create(s->library->rsm, &place, &s->library->media_type, bar_code, &medium);
    spot->made = medium.info.ObjectGuid;
    spot->identify = true;
    return err;
}

static rsm_error settle_cartridge(struct rsm_settling *s, struct rsm_spot *spot)
{
    if (spot->cleaner || spot->ejected)
        return ERROR_SUCCESS;
    if (spot->matched != NULL)
        return settle_matched(s, spot);
    if (spot->sight->tag[0] != '\0')
        return settle_new_bar_code(s, spot);
    spot->identify = true;
    return ERROR_SUCCESS;
}

/* Whether the cartridge at spot is to be mounted and read now. */
static bool wants_identification(const struct rsm_settling *s, const struct rsm_spot *spot)
{
    if (!s->can_identify || !rsm_match_is_data(spot) || spot->type == NTMS_IEPORT)
        return false;
    if (s->method == RSM_RECONCILE_SLOTS)
        return false;
    return spot->identify || s->method == RSM_RECONCILE_OMID;
}

/*
 * What a look around at the start finds unknown gets an inventory of its own as parent, so that
 * missing cartridges are settled when the last unknown one has been identified.
 */
static rsm_error need_parent(struct rsm_settling *s)
{
    struct rsm_work work = {.operation = NTMS_LM_INVENTORY,
                            .action = NTMS_INVENTORY_FAST,
                            .sort_type = NTMS_LM_INVENTORY,
                            .library = s->library->id};
    rsm_error err;

    if (!rsm_guid_is_null(&s->request))
        return ERROR_SUCCESS;
    err = rsm_queue_add(s->library->rsm, NULL, &work, &s->request);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(s->library->rsm, &s->request, NTMS_LM_WAITING, ERROR_SUCCESS);
    return err;
}

static rsm_error queue_identification(struct rsm_settling *s, const struct rsm_spot *spot)
{
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE,
                            .sort_type = NTMS_LM_CLASSIFY,
                            .library = s->library->id,
                            .medium = spot->made};
    rsm_error err;

    if (rsm_match_is_waiting(s, &spot->id))
        return ERROR_SUCCESS;
    err = need_parent(s);
    if (err != ERROR_SUCCESS)
        return err;
    work.parent = s->request;
    if (spot->type == NTMS_DRIVE)
        work.drive = spot->id;
    else
        work.slot = spot->id;
    s->queued++;
    return rsm_queue_add(s->library->rsm, NULL, &work, NULL);
}

static DWORD slot_state(const struct rsm_settling *s, const struct rsm_spot *spot)
{
    if (spot->sight == NULL)
        return NTMS_SLOTSTATE_NOTPRESENT;
    if (!spot->sight->full)
        return NTMS_SLOTSTATE_EMPTY;
    /* An inventory did not come to it yet, and a look around without a bar code proves nothing. */
    if (spot->state == NTMS_SLOTSTATE_NEEDSINVENTORY &&
        (s->stopped || rsm_match_is_waiting(s, &spot->id) ||
         (s->look_around && !spot->cleaner && !spot->ejected && spot->sight->tag[0] == '\0')))
        return spot->state;
    return wants_identification(s, spot) ? NTMS_SLOTSTATE_NEEDSINVENTORY : NTMS_SLOTSTATE_FULL;
}

/* A drive found with a cartridge that we did not load may be emptied when it is needed. */
static rsm_error record_drive(struct rsm_settling *s, const struct rsm_spot *spot)
{
    struct rsm_record drive;
    struct rsm_record side;
    const struct rsm_condition of_medium[] = {{.column = "physical_media", .guid = &spot->made}};
    rsm_error err = rsm_records_load(s->store, &spot->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    if (!spot->sight->full)
        drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTED;
    else if (!spot->cleaner || drive.info.Info.Drive.State != NTMS_DRIVESTATE_BEING_CLEANED)
        drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTABLE;
    drive.info.Info.Drive.SavedPartitionId = rsm_guid_null;
    if (!rsm_guid_is_null(&spot->made) &&
        rsm_records_first(s->store, NTMS_PARTITION, of_medium, 1, &side) == ERROR_SUCCESS)
        drive.info.Info.Drive.SavedPartitionId = side.info.ObjectGuid;
    return rsm_records_save(s->store, &drive);
}

static rsm_error record_spot(struct rsm_settling *s, const struct rsm_spot *spot)
{
    DWORD state;

    switch (spot->type) {
    case NTMS_STORAGESLOT:
        state = slot_state(s, spot);
        if (state == spot->state)
            return ERROR_SUCCESS;
        return rsm_records_set_number(s->store, NTMS_STORAGESLOT, &spot->id, "state", state);
    case NTMS_IEPORT:
        state = spot->sight == NULL ? NTMS_PORTCONTENT_UNKNOWN
                : spot->sight->full ? NTMS_PORTCONTENT_FULL
                                    : NTMS_PORTCONTENT_EMPTY;
        return rsm_records_set_number(s->store, NTMS_IEPORT, &spot->id, "content", state);
    default:
        return spot->sight != NULL ? record_drive(s, spot) : ERROR_SUCCESS;
    }
}

/* Its label is to be read, when its program has dismounted it: then the request follows it home. */
static rsm_error examine_later(struct rsm_settling *s, const struct rsm_spot *spot)
{
    const GUID *medium = &spot->matched->holding->id;
    const struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                                  .action = NTMS_DISMOUNT_IMMEDIATE,
                                  .sort_type = NTMS_LM_CLASSIFY,
                                  .library = s->library->id,
                                  .drive = spot->id,
                                  .medium = *medium};
    bool has = false;
    rsm_error err = rsm_queue_has_work(s->library->rsm, NTMS_LM_PROCESSOMID, medium, &has);

    if (err != ERROR_SUCCESS || has || !s->can_identify || s->method != RSM_RECONCILE_OMID)
        return err;
    return rsm_queue_add(s->library->rsm, NULL, &work, NULL);
}

static rsm_error settle_spot(struct rsm_settling *s, struct rsm_spot *spot)
{
    rsm_error err = ERROR_SUCCESS;

    if (rsm_match_is_held(spot))
        return examine_later(s, spot);

    if (spot->cleaner && spot->sight != NULL && spot->sight->full)
        s->cleaner_seen = true;
    if (spot->busy)
        return ERROR_SUCCESS;
    if (spot->sight != NULL && spot->sight->doubtful)
        return ERROR_SUCCESS; /* the changer itself does not know: believe what is recorded */
    if (spot->sight != NULL && spot->sight->full)
        err = settle_cartridge(s, spot);
    if (err == ERROR_SUCCESS && wants_identification(s, spot))
        err = queue_identification(s, spot);
    if (err == ERROR_SUCCESS)
        err = record_spot(s, spot);
    return err;
}

/* Is it certain that the cartridge of that record is not in its place any more? */
static bool is_displaced(const struct rsm_held *held)
{
    const struct rsm_spot *spot = held->spot;

    if (held->found || spot == NULL || spot->busy)
        return false;
    if (spot->sight == NULL) /* not told: no reason to take a tape from a program */
        return held->holding->hold == RSM_HOLD_NONE;
    return !spot->sight->doubtful;
}

/* A record whose place is empty, or holds another cartridge, must not share it with whatever comes
 * there while its own is looked for. */
static rsm_error mark_displaced(struct rsm_settling *s)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < s->held_count && err == ERROR_SUCCESS; i++) {
        const struct rsm_held *held = &s->held[i];

        if (is_displaced(held) && held->holding->hold != RSM_HOLD_NONE)
            err = end_hold(s, held->holding);
        if (err == ERROR_SUCCESS && is_displaced(held) &&
            held->holding->fresh != RSM_FRESH_DISPLACED)
            err = rsm_records_set_number(s->store, NTMS_PHYSICAL_MEDIA, &held->holding->id, "fresh",
                                         RSM_FRESH_DISPLACED);
    }
    return err;
}

static rsm_error record_library(struct rsm_settling *s)
{
    NTMS_LIBRARYINFORMATION *library = &s->record.info.Info.Library;

    if (s->scan->has_bar_codes)
        library->BarCodeReaderInstalled = TRUE;
    if (s->cleaner_seen)
        library->dwFlags |= NTMS_LIBRARYFLAG_CLEANERPRESENT;
    else
        library->dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_CLEANERPRESENT;
    return rsm_records_save(s->store, &s->record);
}

/* An arm that holds a cartridge needs a person, and the record of that cartridge must not leave. */
static rsm_error record_arm(struct rsm_settling *s)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &s->library->id}};
    struct rsm_record changer;
    DWORD state = NTMS_READY;
    rsm_error err = rsm_records_first(s->store, NTMS_CHANGER, of_library, 1, &changer);

    for (size_t i = 0; i < s->scan->counts[RSM_PLACE_ARM]; i++) {
        if (s->scan->sights[RSM_PLACE_ARM][i].full)
            state = NTMS_NEEDS_SERVICE;
    }
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (state == NTMS_NEEDS_SERVICE)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the arm holds a cartridge; put it into a slot with the library's own "
                "panel and take inventory again",
                s->library->name);
    changer.info.dwOperationalState = state;
    return rsm_records_save(s->store, &changer);
}

/* STOP came while the changer was being read: record what was seen, begin nothing. */
static bool was_stopped(struct rsm_settling *s)
{
    struct rsm_record request;

    return !rsm_guid_is_null(&s->request) &&
           rsm_records_load(s->store, &s->request, NTMS_LIBREQUEST, &request) == ERROR_SUCCESS &&
           request.info.Info.LibRequest.State != NTMS_LM_INPROCESS;
}

/* In an inventory by bar code the marks of all slots go in one statement, and are set again one by one
 * where the changer was in doubt.  Where marks may stay for another reason slot_state() decides. */
static rsm_error clear_marks(struct rsm_settling *s)
{
    const struct rsm_condition marked[] = {
        {.column = "library", .guid = &s->library->id},
        {.column = "state", .number = NTMS_SLOTSTATE_NEEDSINVENTORY},
    };
    rsm_error err;

    if (s->method == RSM_RECONCILE_OMID || s->stopped || s->look_around || s->waiting_count > 0)
        return ERROR_SUCCESS;
    err = rsm_records_set_number_of_all(s->store, NTMS_STORAGESLOT, marked, 2, "state",
                                        NTMS_SLOTSTATE_FULL);
    for (size_t i = 0; i < s->spot_count && err == ERROR_SUCCESS; i++) {
        struct rsm_spot *spot = &s->spots[i];

        if (spot->type != NTMS_STORAGESLOT || spot->state != NTMS_SLOTSTATE_NEEDSINVENTORY)
            continue;
        spot->state = NTMS_SLOTSTATE_FULL;
        if (spot->sight != NULL && spot->sight->doubtful) /* nothing was seen of it */
            err = rsm_records_set_number(s->store, NTMS_STORAGESLOT, &spot->id, "state",
                                         NTMS_SLOTSTATE_NEEDSINVENTORY);
    }
    return err;
}

static rsm_error settle_all(struct rsm_settling *s)
{
    rsm_error err = rsm_match_gather(s);

    if (err != ERROR_SUCCESS)
        return err;
    s->stopped = was_stopped(s);
    s->can_identify = s->library->bay_count > 0 && !s->stopped;
    rsm_match_all(s);
    err = clear_marks(s);
    for (size_t i = 0; i < s->spot_count && err == ERROR_SUCCESS; i++)
        err = settle_spot(s, &s->spots[i]);
    if (err == ERROR_SUCCESS)
        err = mark_displaced(s);
    if (err == ERROR_SUCCESS)
        err = record_arm(s);
    if (err == ERROR_SUCCESS)
        err = record_library(s);
    return err;
}

rsm_error rsm_reconcile(struct rsm_library *library, const struct rsm_scan *scan,
                        enum rsm_reconcile_method method, const GUID *request, size_t *queued_out)
{
    struct rsm_settling s = {.library = library,
                             .store = library->rsm->store,
                             .scan = scan,
                             .method = method,
                             .request = *request};
    rsm_error err;

    s.look_around = rsm_guid_is_null(request);
    rsm_match_sort(scan);
    rsm_match_note_busy(&s);
    err = rsm_store_begin(s.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(s.store, settle_all(&s));
    *queued_out = err == ERROR_SUCCESS ? s.queued : 0;
    rsm_match_free(&s);
    return err;
}

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
           has_slot_in_state(library, NTMS_SLOTSTATE_NEEDSINVENTORY) ||
           has_unknown_cartridge(library, holdings, count);
}

rsm_error rsm_reconcile_missing(struct rsm_library *library)
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
