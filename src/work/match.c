/*
 * Which record belongs to which cartridge.  In passes, so that one that moved keeps its record and a
 * copy does not take it: first bar codes still in their place, then bar codes wherever in the library, then
 * those that are told in another form (match_suffix.c), then places that stayed full, then drives by the slot their cartridge came from.
 */
#include "work/match.h"

#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/array.h"
#include "store/records.h"
#include "work/match_suffix.h"

static int compare_spots(const void *a, const void *b)
{
    return rsm_guid_order(&(*(struct rsm_spot *const *)a)->id, &(*(struct rsm_spot *const *)b)->id);
}

static int compare_bar_codes(const void *a, const void *b)
{
    const struct rsm_held *x = *(struct rsm_held *const *)a;
    const struct rsm_held *y = *(struct rsm_held *const *)b;
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

static bool is_cleaner_tag(const struct rsm_settling *s, const char *tag)
{
    return strncmp(tag, "CLN", 3) == 0 &&
           (s->record.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE) != 0;
}

/* A drive that was being cleaned holds the cleaner, unless that is back in its slot. */
static void mark_cleaner_in_drive(struct rsm_settling *s)
{
    const GUID *slot = &s->record.info.Info.Library.CleanerSlot;
    bool in_slot = false;

    for (size_t i = 0; i < s->spot_count; i++) {
        const struct rsm_spot *spot = &s->spots[i];

        in_slot = in_slot || (spot->type == NTMS_STORAGESLOT && rsm_guid_equal(&spot->id, slot) &&
                              spot->sight != NULL && spot->sight->full);
    }
    for (size_t i = 0; i < s->spot_count && !in_slot; i++) {
        struct rsm_spot *spot = &s->spots[i];

        if (spot->type == NTMS_DRIVE && spot->state == NTMS_DRIVESTATE_BEING_CLEANED)
            spot->cleaner = true;
    }
}

static bool is_busy(const struct rsm_settling *s, const GUID *drive)
{
    for (size_t i = 0; i < s->busy_count; i++) {
        if (rsm_guid_equal(&s->busy[i], drive))
            return true;
    }
    return false;
}

void rsm_match_note_busy(struct rsm_settling *s)
{
    struct rsm_library *library = s->library;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].taken)
            s->busy[s->busy_count++] = library->bays[i].id;
    }
    rsm_mutex_unlock(&library->mutex);
}

static rsm_error add_spots(struct rsm_settling *s, DWORD type, enum rsm_place place)
{
    struct rsm_seat *seats = NULL;
    size_t count = 0;
    struct rsm_spot *spots;
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
        struct rsm_spot *spot = &s->spots[s->spot_count++];

        memset(spot, 0, sizeof *spot);
        spot->sight = find_sight(s->scan, place, seats[i].element);
        spot->id = seats[i].id;
        spot->type = type;
        spot->element = (uint16_t)seats[i].element;
        spot->number = seats[i].number;
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

static struct rsm_spot *find_spot(const struct rsm_settling *s, const GUID *id)
{
    struct rsm_spot key_spot = {.id = *id};
    struct rsm_spot *key = &key_spot;
    struct rsm_spot **found =
        bsearch(&key, s->by_id, s->spot_count, sizeof *s->by_id, compare_spots);

    return found != NULL ? *found : NULL;
}

bool rsm_match_is_left_in_use(const struct rsm_settling *s, const GUID *location)
{
    const struct rsm_spot *spot = find_spot(s, location);

    return spot != NULL && spot->busy && spot->sight != NULL && !spot->sight->full;
}

struct rsm_spot *rsm_match_find_element(const struct rsm_settling *s, DWORD type, uint16_t element)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        if (s->spots[i].type == type && s->spots[i].element == element)
            return &s->spots[i];
    }
    return NULL;
}

/* A record that is displaced gives way to one that is not. */
static void claim_spot(struct rsm_held *held)
{
    struct rsm_held *now = held->spot->here;

    if (now == NULL || now->holding->fresh == RSM_FRESH_DISPLACED)
        held->spot->here = held;
}

static rsm_error add_holdings(struct rsm_settling *s)
{
    rsm_error err = rsm_places_holdings(s->store, &s->library->id, &s->holdings, &s->held_count);

    if (err != ERROR_SUCCESS)
        return err;
    s->held = calloc(s->held_count + 1, sizeof *s->held);
    s->by_bar_code = calloc(s->held_count + 1, sizeof(struct rsm_held *));
    s->by_id = calloc(s->spot_count + 1, sizeof(struct rsm_spot *));
    if (s->held == NULL || s->by_bar_code == NULL || s->by_id == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < s->spot_count; i++)
        s->by_id[i] = &s->spots[i];
    qsort(s->by_id, s->spot_count, sizeof *s->by_id, compare_spots);
    for (size_t i = 0; i < s->held_count; i++) {
        struct rsm_held *held = &s->held[i];

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
    struct rsm_settling *s = context;
    const NTMS_LIBREQUESTINFORMATIONW *request = &record->info.Info.LibRequest;
    GUID *grown;

    /* What a caller of IdentifyNtmsSlot waits for is no part of an inventory. */
    if (request->OperationCode != NTMS_LM_PROCESSOMID || rsm_guid_is_null(&record->own.Parent))
        return true;
    grown = rsm_array_grow(s->waiting, sizeof *grown, s->waiting_count + 1, &s->waiting_room);
    s->short_of_memory = grown == NULL;
    if (grown == NULL)
        return false;
    s->waiting = grown;
    s->waiting[s->waiting_count++] =
        rsm_guid_is_null(&request->SlotId) ? request->DriveId : request->SlotId;
    return true;
}

static rsm_error add_waiting(struct rsm_settling *s)
{
    const struct rsm_condition queued[] = {
        {.column = "library", .guid = &s->library->id},
        {.column = "state", .number = NTMS_LM_QUEUED},
    };
    rsm_error err = rsm_records_each(s->store, NTMS_LIBREQUEST, queued, 2, note_waiting, s);

    if (err == ERROR_SUCCESS && s->short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (s->waiting_count > 0)
        qsort(s->waiting, s->waiting_count, sizeof *s->waiting, rsm_guid_order);
    return err;
}

/* Where there is no port an ejected cartridge waits in its slot. */
static bool note_ejected(void *context, const struct rsm_record *record)
{
    struct rsm_spot *spot = find_spot(context, &record->info.Info.LibRequest.SlotId);

    if (spot != NULL)
        spot->ejected = true;
    return true;
}

static rsm_error add_ejected(struct rsm_settling *s)
{
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &s->library->id},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "sort_type", .number = NTMS_LM_EJECT},
    };

    return rsm_records_each(s->store, NTMS_LIBREQUEST, waiting, 3, note_ejected, s);
}

bool rsm_match_is_data(const struct rsm_spot *spot)
{
    return spot->sight != NULL && spot->sight->full && !spot->cleaner && !spot->busy &&
           !spot->ejected;
}

static void match(struct rsm_spot *spot, struct rsm_held *held)
{
    spot->matched = held;
    held->found = true;
}

/* Does a bar code, or for want of one what a program has in the drive, say that nothing has changed? */
static bool is_unchanged(const struct rsm_spot *spot)
{
    const struct rsm_holding *holding = spot->here->holding;

    if (spot->sight->tag[0] != '\0')
        return strcmp(spot->sight->tag, holding->bar_code) == 0;
    return spot->type == NTMS_DRIVE && holding->hold != RSM_HOLD_NONE &&
           holding->fresh != RSM_FRESH_DISPLACED;
}

/* First pass: what was there is still there. */
static void match_in_place(struct rsm_settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct rsm_spot *spot = &s->spots[i];

        if (rsm_match_is_data(spot) && spot->here != NULL && is_unchanged(spot))
            match(spot, spot->here);
    }
}

bool rsm_match_is_held(const struct rsm_spot *spot)
{
    return spot->type == NTMS_DRIVE && spot->matched != NULL && spot->matched == spot->here &&
           spot->matched->holding->hold != RSM_HOLD_NONE;
}

bool rsm_match_is_in_busy_drive(const struct rsm_held *held)
{
    return held->spot != NULL && held->spot->busy && held->spot->here == held;
}

/* A record of this library with that bar code whose cartridge was not found yet.  One in a drive that is
 * left alone is not looked for. */
static struct rsm_held *find_unfound(const struct rsm_settling *s, const char *tag)
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
        if (!s->by_bar_code[low]->found && !rsm_match_is_in_busy_drive(s->by_bar_code[low]))
            return s->by_bar_code[low];
    }
    return NULL;
}

/* Second pass: by bar code, wherever in the library it turned up. */
static void match_by_bar_code(struct rsm_settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct rsm_spot *spot = &s->spots[i];
        struct rsm_held *held;

        if (!rsm_match_is_data(spot) || spot->matched != NULL || spot->sight->tag[0] == '\0')
            continue;
        held = find_unfound(s, spot->sight->tag);
        if (held != NULL)
            match(spot, held);
    }
}

/* Third pass: where bar codes cannot tell, a place that stayed full is taken as unchanged, unless its
 * cartridge was just found elsewhere. */
static void match_unread(struct rsm_settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct rsm_spot *spot = &s->spots[i];
        const struct rsm_held *here = spot->here;

        if (!rsm_match_is_data(spot) || spot->matched != NULL || here == NULL || here->found ||
            !spot->was_full)
            continue;
        if (spot->sight->tag[0] == '\0' ? here->holding->fresh != RSM_FRESH_DISPLACED
                                        : here->holding->bar_code[0] == '\0')
            match(spot, spot->here);
    }
}

/* Fourth pass: a drive holds what was in the slot it came from, when that slot is empty now. */
static void match_by_source(struct rsm_settling *s)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct rsm_spot *spot = &s->spots[i];
        struct rsm_spot *source;

        if (spot->type != NTMS_DRIVE || !rsm_match_is_data(spot) || spot->matched != NULL ||
            spot->sight->tag[0] != '\0' || !spot->sight->has_source)
            continue;
        source = rsm_match_find_element(s, NTMS_STORAGESLOT, spot->sight->source);
        if (source != NULL && source->sight != NULL && !source->sight->full &&
            source->here != NULL && !source->here->found)
            match(spot, source->here);
    }
}

void rsm_match_sort(const struct rsm_scan *scan)
{
    for (int place = RSM_PLACE_ARM; place <= RSM_PLACE_DRIVE; place++) {
        if (scan->counts[place] > 0)
            qsort(scan->sights[place], scan->counts[place], sizeof(struct rsm_sight),
                  compare_sights);
    }
}

rsm_error rsm_match_gather(struct rsm_settling *s)
{
    rsm_error err = rsm_records_load(s->store, &s->library->id, NTMS_LIBRARY, &s->record);

    /* Drives first: who identifies what is in a slot needs an empty one. */
    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_DRIVE, RSM_PLACE_DRIVE);
    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_STORAGESLOT, RSM_PLACE_SLOT);
    if (err == ERROR_SUCCESS)
        err = add_spots(s, NTMS_IEPORT, RSM_PLACE_PORT);
    mark_cleaner_in_drive(s);
    if (err == ERROR_SUCCESS)
        err = add_holdings(s);
    if (err == ERROR_SUCCESS)
        err = add_waiting(s);
    if (err == ERROR_SUCCESS)
        err = add_ejected(s);
    return err;
}

rsm_error rsm_match_all(struct rsm_settling *s)
{
    rsm_error err;

    match_in_place(s);
    match_by_bar_code(s);
    err = rsm_match_by_stem(s);
    if (err != ERROR_SUCCESS)
        return err;
    match_unread(s);
    match_by_source(s);
    return ERROR_SUCCESS;
}

bool rsm_match_is_waiting(const struct rsm_settling *s, const GUID *place)
{
    return s->waiting_count > 0 &&
           bsearch(place, s->waiting, s->waiting_count, sizeof *place, rsm_guid_order) != NULL;
}

void rsm_match_free(struct rsm_settling *s)
{
    free(s->spots);
    free(s->held);
    free(s->by_bar_code);
    free(s->by_id);
    free(s->holdings);
    free(s->waiting);
}
