/*
 * What the changer says against what the records say (spec "requests", 6.2 and 6.3).  Cartridges are
 * matched in passes, so that one that moved keeps its record and a copy does not take it: first those
 * still in their place, then by bar code inside the library, then by bar code elsewhere, then by the
 * place they came from.  What cannot be known otherwise is queued for identification.
 */
#include "work/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "core/media.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/changer.h"
#include "store/places.h"
#include "store/records.h"
#include "work/queue.h"

/* A place with what is seen there, what was recorded of it, and the record that belongs to it. */
struct spot {
    const struct rsm_sight *sight;
    GUID id;
    DWORD type; /* NTMS_STORAGESLOT, NTMS_DRIVE, NTMS_IEPORT */
    uint16_t element;
    DWORD state; /* as recorded */
    bool was_full;
    bool cleaner;         /* a cleaning cartridge by its bar code, or the cleaner's slot */
    struct held *here;    /* the record that says it is here */
    struct held *matched; /* the record whose cartridge is here */
    GUID made;            /* record made now */
    bool busy;            /* drive that somebody of us is using: leave it alone */
    bool identify;
};

/* A medium's record, and whether its cartridge was found. */
struct held {
    const struct rsm_holding *holding;
    struct spot *spot; /* where the record says it is; NULL = nowhere in this scan */
    bool found;
};

struct settling {
    struct rsm_library *library;
    struct rsm_store *store;
    const struct rsm_scan *scan;
    enum rsm_reconcile_method method;
    GUID request;
    struct rsm_record record; /* the library */
    struct spot *spots;
    size_t spot_count;
    struct held *held;
    size_t held_count;
    struct held **by_bar_code; /* those that have one, sorted */
    size_t bar_code_count;
    struct spot **by_id; /* sorted */
    struct rsm_holding *holdings;
    GUID *waiting; /* slots and drives with a queued identification, sorted */
    size_t waiting_count;
    bool cleaner_seen;
    bool can_identify;
    GUID busy[RSM_LIBRARY_DRIVES_MAX]; /* drives that our threads are using */
    size_t busy_count;
    size_t queued;
};

void rsm_scan_free(struct rsm_scan *scan)
{
    for (size_t i = 0; i < sizeof scan->sights / sizeof scan->sights[0]; i++)
        free(scan->sights[i]);
    memset(scan, 0, sizeof *scan);
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(GUID));
}

static int compare_spots(const void *a, const void *b)
{
    return compare_ids(&(*(struct spot *const *)a)->id, &(*(struct spot *const *)b)->id);
}

static int compare_bar_codes(const void *a, const void *b)
{
    const struct held *x = *(struct held *const *)a;
    const struct held *y = *(struct held *const *)b;
    int order = strcmp(x->holding->bar_code, y->holding->bar_code);

    return order != 0 ? order : (x < y ? -1 : x > y);
}

static int compare_sights(const void *a, const void *b)
{
    return (int)((const struct rsm_sight *)a)->element -
           (int)((const struct rsm_sight *)b)->element;
}

static const struct rsm_sight *find_sight(const struct rsm_scan *scan, enum rsm_place place,
                                          DWORD element)
{
    struct rsm_sight key = {.element = (uint16_t)element};

    if (element > UINT16_MAX || scan->counts[place] == 0)
        return NULL;
    return bsearch(&key, scan->sights[place], scan->counts[place], sizeof key, compare_sights);
}

static bool was_full(DWORD type, DWORD state)
{
    switch (type) {
    case NTMS_STORAGESLOT:
        return state == NTMS_SLOTSTATE_FULL || state == NTMS_SLOTSTATE_NEEDSINVENTORY;
    case NTMS_IEPORT:
        return state == NTMS_PORTCONTENT_FULL;
    default:
        return state != NTMS_DRIVESTATE_DISMOUNTED;
    }
}

static bool is_cleaner_tag(const struct settling *s, const char *tag)
{
    return strncmp(tag, "CLN", 3) == 0 &&
           (s->record.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE) != 0;
}

static bool is_busy(const struct settling *s, const GUID *drive)
{
    for (size_t i = 0; i < s->busy_count; i++) {
        if (rsm_guid_equal(&s->busy[i], drive))
            return true;
    }
    return false;
}

/* Before the transaction, since a library's lock comes before the store's.  Whoever takes a drive
 * later cannot move anything: the changer is in our hands. */
static void note_busy(struct settling *s)
{
    struct rsm_library *library = s->library;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].taken)
            s->busy[s->busy_count++] = library->bays[i].id;
    }
    rsm_mutex_unlock(&library->mutex);
}

static rsm_error add_spots(struct settling *s, DWORD type, enum rsm_place place)
{
    struct rsm_seat *seats = NULL;
    size_t count = 0;
    struct spot *spots;
    rsm_error err = rsm_places_list(s->store, type, &s->library->id, &seats, &count);

    if (err != ERROR_SUCCESS || count == 0)
        goto out;
    spots = realloc(s->spots, (s->spot_count + count) * sizeof *spots);
    if (spots == NULL) {
        err = ERROR_NOT_ENOUGH_MEMORY;
        goto out;
    }
    s->spots = spots;
    for (size_t i = 0; i < count; i++) {
        struct spot *spot = &s->spots[s->spot_count++];

        memset(spot, 0, sizeof *spot);
        spot->sight = find_sight(s->scan, place, seats[i].element);
        spot->id = seats[i].id;
        spot->type = type;
        spot->element = (uint16_t)seats[i].element;
        spot->state = seats[i].state;
        spot->was_full = was_full(type, seats[i].state);
        spot->busy = type == NTMS_DRIVE && is_busy(s, &spot->id);
        spot->cleaner = (type == NTMS_STORAGESLOT &&
                         rsm_guid_equal(&spot->id, &s->record.info.Info.Library.CleanerSlot)) ||
                        (spot->sight != NULL && is_cleaner_tag(s, spot->sight->tag));
    }
out:
    free(seats);
    return err;
}

static struct spot *find_spot(const struct settling *s, const GUID *id)
{
    struct spot key_spot = {.id = *id};
    struct spot *key = &key_spot;
    struct spot **found = bsearch(&key, s->by_id, s->spot_count, sizeof *s->by_id, compare_spots);

    return found != NULL ? *found : NULL;
}

static struct spot *find_element(const struct settling *s, DWORD type, uint16_t element)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        if (s->spots[i].type == type && s->spots[i].element == element)
            return &s->spots[i];
    }
    return NULL;
}

/* A record that is displaced gives way to one that is not. */
static void claim_spot(struct held *held)
{
    struct held *now = held->spot->here;

    if (now == NULL || now->holding->fresh == RSM_FRESH_DISPLACED)
        held->spot->here = held;
}

static rsm_error add_holdings(struct settling *s)
{
    rsm_error err = rsm_places_holdings(s->store, &s->library->id, &s->holdings, &s->held_count);

    if (err != ERROR_SUCCESS)
        return err;
    s->held = calloc(s->held_count + 1, sizeof *s->held);
    s->by_bar_code = calloc(s->held_count + 1, sizeof(struct held *));
    s->by_id = calloc(s->spot_count + 1, sizeof(struct spot *));
    if (s->held == NULL || s->by_bar_code == NULL || s->by_id == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < s->spot_count; i++)
        s->by_id[i] = &s->spots[i];
    qsort(s->by_id, s->spot_count, sizeof *s->by_id, compare_spots);
    for (size_t i = 0; i < s->held_count; i++) {
        struct held *held = &s->held[i];

        held->holding = &s->holdings[i];
        held->spot = find_spot(s, &held->holding->location);
        if (held->spot != NULL)
            claim_spot(held);
        if (held->holding->bar_code[0] != '\0')
            s->by_bar_code[s->bar_code_count++] = held;
    }
    qsort(s->by_bar_code, s->bar_code_count, sizeof *s->by_bar_code, compare_bar_codes);
    return ERROR_SUCCESS;
}

static bool note_waiting(void *context, const struct rsm_record *record)
{
    struct settling *s = context;
    const NTMS_LIBREQUESTINFORMATIONW *request = &record->info.Info.LibRequest;
    GUID *grown;

    if (request->OperationCode != NTMS_LM_PROCESSOMID)
        return true;
    grown = realloc(s->waiting, (s->waiting_count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    s->waiting = grown;
    s->waiting[s->waiting_count++] =
        rsm_guid_is_null(&request->SlotId) ? request->DriveId : request->SlotId;
    return true;
}

static rsm_error add_waiting(struct settling *s)
{
    const struct rsm_condition queued[] = {
        {.column = "library", .guid = &s->library->id},
        {.column = "state", .number = NTMS_LM_QUEUED},
    };
    rsm_error err = rsm_records_each(s->store, NTMS_LIBREQUEST, queued, 2, note_waiting, s);

    if (s->waiting_count > 0)
        qsort(s->waiting, s->waiting_count, sizeof *s->waiting, compare_ids);
    return err;
}

/* A cartridge that must have, or may have, a record. */
static bool is_data(const struct spot *spot)
{
    return spot->sight != NULL && spot->sight->full && !spot->cleaner && !spot->busy;
}

static void match(struct spot *spot, struct held *held)
{
    spot->matched = held;
    held->found = true;
}

/* First pass: the cartridge that was there is still there. */
static void match_in_place(struct settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct spot *spot = &s->spots[i];
        const char *tag;

        if (!is_data(spot) || spot->here == NULL)
            continue;
        tag = spot->sight->tag;
        if (spot->here->holding->fresh == RSM_FRESH_DISPLACED && tag[0] == '\0')
            continue;
        if (tag[0] != '\0' && spot->here->holding->bar_code[0] != '\0') {
            if (strcmp(tag, spot->here->holding->bar_code) == 0)
                match(spot, spot->here);
        } else if (spot->was_full) {
            match(spot, spot->here); /* unreadable or no bar code: assumed unchanged */
        }
    }
}

/* A record of this library with that bar code whose cartridge was not found yet. */
static struct held *find_unfound(const struct settling *s, const char *tag)
{
    size_t low = 0;
    size_t high = s->bar_code_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(s->by_bar_code[middle]->holding->bar_code, tag) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->bar_code_count && strcmp(s->by_bar_code[low]->holding->bar_code, tag) == 0;
         low++) {
        if (!s->by_bar_code[low]->found)
            return s->by_bar_code[low];
    }
    return NULL;
}

/* Second pass: by bar code, wherever in the library it turned up. */
static void match_by_bar_code(struct settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct spot *spot = &s->spots[i];
        struct held *held;

        if (!is_data(spot) || spot->matched != NULL || spot->sight->tag[0] == '\0')
            continue;
        held = find_unfound(s, spot->sight->tag);
        if (held != NULL)
            match(spot, held);
    }
}

/* Third pass: a drive holds what was in the slot it came from, when that slot is empty now. */
static void match_by_source(struct settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct spot *spot = &s->spots[i];
        struct spot *source;

        if (spot->type != NTMS_DRIVE || !is_data(spot) || spot->matched != NULL ||
            spot->sight->tag[0] != '\0' || !spot->sight->has_source)
            continue;
        source = find_element(s, NTMS_STORAGESLOT, spot->sight->source);
        if (source != NULL && source->sight != NULL && !source->sight->full &&
            source->here != NULL && !source->here->found)
            match(spot, source->here);
    }
}

/* Where a cartridge found at spot goes home to. */
static void place_of_spot(const struct settling *s, const struct spot *spot, const GUID *known_home,
                          struct rsm_media_place *place_out)
{
    const struct spot *source;

    memset(place_out, 0, sizeof *place_out);
    place_out->library = s->library->id;
    place_out->location = spot->id;
    place_out->location_type = spot->type;
    place_out->home = spot->type == NTMS_STORAGESLOT ? spot->id : *known_home;
    if (spot->type == NTMS_DRIVE && rsm_guid_is_null(&place_out->home) && spot->sight->has_source) {
        source = find_element(s, NTMS_STORAGESLOT, spot->sight->source);
        if (source != NULL)
            place_out->home = source->id;
    }
}

static bool stays_put(const struct spot *spot, const struct rsm_holding *holding)
{
    const GUID *home = spot->type == NTMS_STORAGESLOT ? &spot->id : &holding->home;

    return rsm_guid_equal(&holding->location, &spot->id) && rsm_guid_equal(&holding->home, home) &&
           holding->fresh != RSM_FRESH_DISPLACED;
}

/* The cartridge at spot is that of a record we hold: record the place if it is another one. */
static rsm_error settle_matched(struct settling *s, struct spot *spot)
{
    const struct rsm_holding *holding = spot->matched->holding;
    struct rsm_media_place place;

    spot->made = holding->id;
    if (s->method == RSM_RECONCILE_FAST && holding->fresh == RSM_FRESH_NEW)
        spot->identify = true; /* its label was never read */
    if (spot->sight->tag[0] != '\0' && holding->bar_code[0] == '\0')
        spot->identify = true; /* it has a bar code now: read the label to be sure */
    if (stays_put(spot, holding))
        return ERROR_SUCCESS;
    place_of_spot(s, spot, &holding->home, &place);
    return rsm_media_place_at(s->library->rsm, &holding->id, &place);
}

/* Is the library of that medium one that is not there now, or the offline library? */
static bool is_away(struct settling *s, const struct rsm_record *medium)
{
    const GUID *where = &medium->info.Info.PhysicalMedia.CurrentLibrary;
    struct rsm_record library;

    if (rsm_guid_equal(where, &s->library->id))
        return false;
    if (rsm_records_load(s->store, where, NTMS_LIBRARY, &library) != ERROR_SUCCESS)
        return true;
    return (library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0 ||
           library.info.dwOperationalState == NTMS_NOT_PRESENT;
}

/* A bar code nobody in this library has: a medium that comes back, or a new one. */
static rsm_error settle_new_bar_code(struct settling *s, struct spot *spot)
{
    struct rsm_media_place place;
    struct rsm_record medium;
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    rsm_error err;

    place_of_spot(s, spot, &rsm_guid_null, &place);
    rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, spot->sight->tag, RSM_TEXT_TERMINATED);
    err = rsm_media_find_bar_code(s->library->rsm, &s->library->id, bar_code, &medium);
    if (err == ERROR_SUCCESS && is_away(s, &medium)) {
        spot->made = medium.info.ObjectGuid;
        return rsm_media_place_at(s->library->rsm, &spot->made, &place);
    }
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        return err;
    if (spot->type == NTMS_IEPORT)
        return ERROR_SUCCESS; /* not ours until it is injected */
    err = rsm_media_create(s->library->rsm, &place, &s->library->media_type, bar_code, &medium);
    spot->made = medium.info.ObjectGuid;
    spot->identify = true;
    return err;
}

static rsm_error settle_cartridge(struct settling *s, struct spot *spot)
{
    if (spot->cleaner) {
        s->cleaner_seen = true;
        return ERROR_SUCCESS;
    }
    if (spot->matched != NULL)
        return settle_matched(s, spot);
    if (spot->sight->tag[0] != '\0')
        return settle_new_bar_code(s, spot);
    spot->identify = true;
    return ERROR_SUCCESS;
}

/* Whether the cartridge at spot is to be mounted and read now. */
static bool wants_identification(const struct settling *s, const struct spot *spot)
{
    if (!s->can_identify || !is_data(spot) || spot->type == NTMS_IEPORT)
        return false;
    if (s->method == RSM_RECONCILE_SLOTS)
        return false;
    return spot->identify || s->method == RSM_RECONCILE_OMID;
}

/*
 * What a look around at the start finds unknown gets an inventory of its own as parent, so that
 * missing cartridges are settled when the last unknown one has been identified.
 */
static rsm_error need_parent(struct settling *s)
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

static rsm_error queue_identification(struct settling *s, const struct spot *spot)
{
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE,
                            .sort_type = NTMS_LM_CLASSIFY,
                            .library = s->library->id,
                            .medium = spot->made};
    rsm_error err;

    if (s->waiting_count > 0 &&
        bsearch(&spot->id, s->waiting, s->waiting_count, sizeof spot->id, compare_ids) != NULL)
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

static DWORD slot_state(const struct settling *s, const struct spot *spot)
{
    if (spot->sight == NULL)
        return NTMS_SLOTSTATE_NOTPRESENT;
    if (!spot->sight->full)
        return NTMS_SLOTSTATE_EMPTY;
    return wants_identification(s, spot) ? NTMS_SLOTSTATE_NEEDSINVENTORY : NTMS_SLOTSTATE_FULL;
}

/* A drive found with a cartridge that we did not load may be emptied when it is needed. */
static rsm_error record_drive(struct settling *s, const struct spot *spot)
{
    struct rsm_record drive;
    struct rsm_record side;
    const struct rsm_condition of_medium[] = {{.column = "physical_media", .guid = &spot->made}};
    rsm_error err = rsm_records_load(s->store, &spot->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    drive.info.Info.Drive.State =
        spot->sight->full ? NTMS_DRIVESTATE_DISMOUNTABLE : NTMS_DRIVESTATE_DISMOUNTED;
    drive.info.Info.Drive.SavedPartitionId = rsm_guid_null;
    if (!rsm_guid_is_null(&spot->made) &&
        rsm_records_first(s->store, NTMS_PARTITION, of_medium, 1, &side) == ERROR_SUCCESS)
        drive.info.Info.Drive.SavedPartitionId = side.info.ObjectGuid;
    return rsm_records_save(s->store, &drive);
}

static rsm_error record_spot(struct settling *s, const struct spot *spot)
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

static rsm_error settle_spot(struct settling *s, struct spot *spot)
{
    rsm_error err = ERROR_SUCCESS;

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

/* A record whose place now holds another cartridge must not share it. */
static rsm_error mark_displaced(struct settling *s)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < s->held_count && err == ERROR_SUCCESS; i++) {
        const struct held *held = &s->held[i];

        if (held->found || held->spot == NULL || !is_data(held->spot) ||
            held->spot->sight->doubtful || held->holding->fresh == RSM_FRESH_DISPLACED)
            continue;
        err = rsm_records_set_number(s->store, NTMS_PHYSICAL_MEDIA, &held->holding->id, "fresh",
                                     RSM_FRESH_DISPLACED);
    }
    return err;
}

static rsm_error record_library(struct settling *s)
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

static rsm_error gather(struct settling *s)
{
    rsm_error err = rsm_records_load(s->store, &s->library->id, NTMS_LIBRARY, &s->record);

    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_STORAGESLOT, RSM_PLACE_SLOT);
    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_DRIVE, RSM_PLACE_DRIVE);
    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_IEPORT, RSM_PLACE_PORT);
    if (err == ERROR_SUCCESS)
        err = add_holdings(s);
    if (err == ERROR_SUCCESS)
        err = add_waiting(s);
    return err;
}

/* STOP came while the changer was being read: record what was seen, begin nothing. */
static bool was_stopped(struct settling *s)
{
    struct rsm_record request;

    return !rsm_guid_is_null(&s->request) &&
           rsm_records_load(s->store, &s->request, NTMS_LIBREQUEST, &request) == ERROR_SUCCESS &&
           request.info.Info.LibRequest.State != NTMS_LM_INPROCESS;
}

static rsm_error settle_all(struct settling *s)
{
    rsm_error err = gather(s);

    if (err != ERROR_SUCCESS)
        return err;
    s->can_identify = s->library->bay_count > 0 && !was_stopped(s);
    match_in_place(s);
    match_by_bar_code(s);
    match_by_source(s);
    for (size_t i = 0; i < s->spot_count && err == ERROR_SUCCESS; i++)
        err = settle_spot(s, &s->spots[i]);
    if (err == ERROR_SUCCESS)
        err = mark_displaced(s);
    if (err == ERROR_SUCCESS)
        err = record_library(s);
    return err;
}

rsm_error rsm_reconcile(struct rsm_library *library, const struct rsm_scan *scan,
                        enum rsm_reconcile_method method, const GUID *request, size_t *queued_out)
{
    struct settling s = {.library = library,
                         .store = library->rsm->store,
                         .scan = scan,
                         .method = method,
                         .request = *request};
    rsm_error err;

    for (int place = RSM_PLACE_ARM; place <= RSM_PLACE_DRIVE; place++) {
        if (scan->counts[place] > 0)
            qsort(scan->sights[place], scan->counts[place], sizeof(struct rsm_sight),
                  compare_sights);
    }
    note_busy(&s);
    err = rsm_store_begin(s.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(s.store, settle_all(&s));
    *queued_out = err == ERROR_SUCCESS ? s.queued : 0;
    free(s.spots);
    free(s.held);
    free(s.by_bar_code);
    free(s.by_id);
    free(s.holdings);
    free(s.waiting);
    return err;
}

/* Does that place hold nothing now? */
static bool is_empty_place(struct rsm_store *store, const struct rsm_holding *holding)
{
    struct rsm_record place;

    if (rsm_records_load(store, &holding->location, holding->location_type, &place) !=
        ERROR_SUCCESS)
        return true;
    switch (holding->location_type) {
    case NTMS_STORAGESLOT:
        return place.info.Info.StorageSlot.State == NTMS_SLOTSTATE_EMPTY ||
               place.info.Info.StorageSlot.State == NTMS_SLOTSTATE_NOTPRESENT;
    case NTMS_IEPORT:
        return place.info.Info.IEPort.Content == NTMS_PORTCONTENT_EMPTY;
    default:
        return place.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED;
    }
}

rsm_error rsm_reconcile_missing(struct rsm_library *library)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_holding *holdings = NULL;
    size_t count = 0;
    rsm_error err = rsm_places_holdings(store, &library->id, &holdings, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        if (holdings[i].fresh != RSM_FRESH_DISPLACED && !is_empty_place(store, &holdings[i]))
            continue;
        rsm_log(RSM_LOG_INFO, "work", "library %s: medium %s is not in the library any more",
                library->name,
                holdings[i].bar_code[0] != '\0' ? holdings[i].bar_code : "(no bar code)");
        err = rsm_media_leave(library->rsm, &holdings[i].id);
    }
    free(holdings);
    return err;
}
