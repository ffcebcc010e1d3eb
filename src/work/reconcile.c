/*
 * What the changer says against what the records say (spec "requests", 6.2 and 6.3).  match.c finds
 * which record belongs to which cartridge; here the outcome is recorded, and what cannot be known
 * otherwise is queued for identification.
 */
#include "work/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "core/marks.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/changes.h"
#include "store/records.h"
#include "work/match_suffix.h"
#include "work/missing.h"
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

/* Thousands may have moved, of whose records nothing changes but the place. */
static rsm_error record_place(struct rsm_settling *s, const struct rsm_holding *holding,
                              const struct rsm_media_place *place)
{
    if (holding->hold != RSM_HOLD_NONE || holding->fresh == RSM_FRESH_DISPLACED)
        return rsm_media_place_at(s->library->rsm, &holding->id, place);
    return rsm_places_put(s->store, holding, &place->location, place->location_type, &place->home);
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
        err = record_place(s, holding, &place);
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

/* A bar code nobody in this library has: a medium that comes back, or a new one.  Where one has it whose drive
 * is in use and empty, the inventory after that tells whether this is the same cartridge. */
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
    if (err == ERROR_SUCCESS &&
        rsm_match_is_left_in_use(s, &medium.info.Info.PhysicalMedia.Location)) {
        atomic_store(&s->library->unsettled, true);
        return ERROR_SUCCESS;
    }
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

/* Is it a slot, and does the changer tell of no slot at all? */
static bool is_untold(const struct rsm_settling *s, const struct rsm_spot *spot)
{
    return spot->type == NTMS_STORAGESLOT && atomic_load(&s->library->slots_untold);
}

static rsm_error settle_spot(struct rsm_settling *s, struct rsm_spot *spot)
{
    rsm_error err = ERROR_SUCCESS;

    if (rsm_match_is_held(spot))
        return examine_later(s, spot);

    if (spot->cleaner && spot->sight != NULL && spot->sight->full)
        s->cleaner_seen = true;
    if (spot->busy || is_untold(s, spot))
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
static bool is_displaced(const struct rsm_settling *s, const struct rsm_held *held)
{
    const struct rsm_spot *spot = held->spot;

    if (held->found || spot == NULL || spot->busy || is_untold(s, spot))
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

        if (is_displaced(s, held) && held->holding->hold != RSM_HOLD_NONE)
            err = end_hold(s, held->holding);
        if (err == ERROR_SUCCESS && is_displaced(s, held) &&
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
    else if (!atomic_load(&s->library->slots_untold))
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

static bool is_doubtful(const struct rsm_spot *spot)
{
    return spot->sight != NULL && spot->sight->doubtful;
}

static bool is_marked(const struct rsm_spot *spot)
{
    return spot->type == NTMS_STORAGESLOT && spot->state == NTMS_SLOTSTATE_NEEDSINVENTORY;
}

/* Is a slot marked of which something was seen, or is its cartridge a person's to take? */
static bool has_marks(const struct rsm_settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        if (s->spots[i].ejected || (is_marked(&s->spots[i]) && !is_doubtful(&s->spots[i])))
            return true;
    }
    return false;
}

/* A slot of which nothing was seen still needs inventory, as the request said of all full ones. */
static rsm_error mark_doubtful(struct rsm_settling *s, struct rsm_spot *spot, bool were_cleared)
{
    bool writes = were_cleared && is_marked(spot);

    if (s->method == RSM_RECONCILE_FAST && spot->type == NTMS_STORAGESLOT &&
        spot->state == NTMS_SLOTSTATE_FULL && !spot->cleaner) {
        spot->state = NTMS_SLOTSTATE_NEEDSINVENTORY;
        writes = true;
    }
    return writes ? rsm_records_set_number(s->store, NTMS_STORAGESLOT, &spot->id, "state",
                                           NTMS_SLOTSTATE_NEEDSINVENTORY)
                  : ERROR_SUCCESS;
}

/* In an inventory by bar code the marks of all slots go in one statement, and are set again one by one
 * where the changer was in doubt.  Where marks may stay for another reason slot_state() decides. */
static rsm_error settle_marks(struct rsm_settling *s)
{
    const struct rsm_condition marked[] = {
        {.column = "library", .guid = &s->library->id},
        {.column = "state", .number = NTMS_SLOTSTATE_NEEDSINVENTORY},
    };
    bool clears = has_marks(s);
    rsm_error err = ERROR_SUCCESS;

    if (s->method == RSM_RECONCILE_OMID || s->stopped || s->look_around || s->waiting_count > 0)
        return ERROR_SUCCESS;
    if (clears)
        err = rsm_records_set_number_of_all(s->store, NTMS_STORAGESLOT, marked, 2, "state",
                                            NTMS_SLOTSTATE_FULL);
    for (size_t i = 0; i < s->spot_count && err == ERROR_SUCCESS; i++) {
        struct rsm_spot *spot = &s->spots[i];

        if (is_doubtful(spot))
            err = mark_doubtful(s, spot, clears);
        else if (is_marked(spot))
            spot->state = NTMS_SLOTSTATE_FULL;
    }
    return err;
}

static bool tells_no_slots(const struct rsm_settling *s)
{
    bool has_slots = false;

    for (size_t i = 0; i < s->spot_count && !has_slots; i++)
        has_slots = s->spots[i].type == NTMS_STORAGESLOT;
    return has_slots && s->scan->counts[RSM_PLACE_SLOT] == 0;
}

static rsm_error settle_all(struct rsm_settling *s)
{
    rsm_error err = rsm_match_gather(s);

    if (err != ERROR_SUCCESS)
        return err;
    atomic_store(&s->library->slots_untold, tells_no_slots(s));
    s->stopped = was_stopped(s);
    s->can_identify = s->library->bay_count > 0 && !s->stopped;
    err = rsm_match_all(s);
    if (err == ERROR_SUCCESS)
        err = atomic_load(&s->library->slots_untold) ? rsm_missing_doubt_slots(s->library)
                                                     : settle_marks(s);
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

static bool is_all_found(const struct rsm_settling *s)
{
    for (size_t i = 0; i < s->held_count; i++) {
        if (!s->held[i].found)
            return false;
    }
    return true;
}

/* Is there a request that a comparison minds, but for its own? */
static rsm_error minds_requests(struct rsm_settling *s, bool *minds_out)
{
    const struct {
        DWORD state;
        DWORD operation;
    } minded[] = {{NTMS_LM_QUEUED, NTMS_LM_PROCESSOMID}, {NTMS_LM_WAITING, NTMS_LM_EJECT}};
    rsm_error err = ERROR_SUCCESS;

    *minds_out = false;
    for (size_t i = 0; i < 2 && err == ERROR_SUCCESS && !*minds_out; i++) {
        const struct rsm_condition such[] = {
            {.column = "library", .guid = &s->library->id},
            {.column = "state", .number = minded[i].state},
            {.column = "operation_code", .number = minded[i].operation},
        };
        DWORD count = 0;

        err = rsm_records_count(s->store, NTMS_LIBREQUEST, such, 3, &count);
        *minds_out = count > 0;
    }
    return err;
}

/* Would the comparison find what it found the last time, when there was nothing to be done? */
static rsm_error is_unchanged(struct rsm_settling *s, int64_t records, bool *unchanged_out)
{
    const struct rsm_rest *rest = &s->library->rest;
    bool minds = true;
    rsm_error err = ERROR_SUCCESS;

    *unchanged_out = s->scan->same && rest->known && rest->records == records &&
                     rest->bays == s->library->bay_count && s->busy_count == 0 &&
                     s->method != RSM_RECONCILE_OMID;
    if (*unchanged_out)
        err = minds_requests(s, &minds);
    *unchanged_out = *unchanged_out && !minds;
    return err;
}

static rsm_error settle_and_conclude(struct rsm_settling *s, struct rsm_scan *scan,
                                     rsm_conclusion *conclude)
{
    struct rsm_rest *rest = &s->library->rest;
    struct rsm_settlement outcome = {.all_found = true};
    int64_t before = 0;
    int64_t after = 0;
    rsm_error err = rsm_changes_records(s->store, &before);

    if (err == ERROR_SUCCESS)
        err = is_unchanged(s, before, &outcome.unchanged);
    if (err == ERROR_SUCCESS && !outcome.unchanged) {
        rest->known = false;
        err = rsm_scan_tell(s->library, scan);
        rsm_match_sort(scan);
        if (err == ERROR_SUCCESS)
            err = settle_all(s);
        outcome.all_found = err == ERROR_SUCCESS && is_all_found(s);
        outcome.queued = s->queued;
    }
    if (err == ERROR_SUCCESS)
        err = conclude(s->library, &s->request, &outcome);
    if (err == ERROR_SUCCESS)
        err = rsm_changes_records(s->store, &after);
    rest->known = err == ERROR_SUCCESS && before == after && outcome.all_found && outcome.quiet &&
                  outcome.queued == 0 && !s->stopped && s->waiting_count == 0 && !has_marks(s) &&
                  s->busy_count == 0 && s->method == RSM_RECONCILE_FAST;
    rest->records = after;
    rest->bays = s->library->bay_count;
    return err;
}

rsm_error rsm_reconcile(struct rsm_library *library, struct rsm_scan *scan,
                        enum rsm_reconcile_method method, const GUID *request,
                        rsm_conclusion *conclude, size_t *queued_out)
{
    struct rsm_settling s = {.library = library,
                             .store = library->rsm->store,
                             .scan = scan,
                             .method = method,
                             .request = *request};
    rsm_error err;

    s.look_around = rsm_guid_is_null(request);
    rsm_match_note_busy(&s);
    err = rsm_store_begin(s.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(s.store, settle_and_conclude(&s, scan, conclude));
    if (err != ERROR_SUCCESS)
        library->rest.known = false;
    *queued_out = err == ERROR_SUCCESS ? s.queued : 0;
    rsm_match_free(&s);
    return err;
}
