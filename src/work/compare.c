/*
 * What a library says of itself against what the records say, told place by place and medium by medium.
 */
#include "work/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/match.h"

enum { NAME = NTMS_OBJECTNAME_LENGTH * 3, PLACE = 32 };

struct comparison {
    struct rsm_settling s;
    struct rsm_findings *findings;
};

/* ---- words ---- */

static const char *kind_of_place(DWORD type)
{
    return type == NTMS_STORAGESLOT ? "slot" : type == NTMS_DRIVE ? "drive" : "port";
}

static void name_place(const struct rsm_spot *spot, char text[PLACE])
{
    (void)snprintf(text, PLACE, "%s %u", kind_of_place(spot->type), (unsigned)spot->number);
}

/* By its bar code, else as it is called. */
static void name_medium(const struct comparison *c, const struct rsm_held *held, char text[NAME])
{
    struct rsm_record medium;

    (void)snprintf(text, NAME, "%s", held->holding->bar_code);
    if (text[0] == '\0' && rsm_records_load(c->s.store, &held->holding->id, NTMS_PHYSICAL_MEDIA,
                                            &medium) == ERROR_SUCCESS)
        rsm_text_to_utf8(text, NAME, medium.info.szName, NTMS_OBJECTNAME_LENGTH);
}

static const char *what_is_seen(const struct rsm_sight *sight)
{
    if (!sight->full)
        return "empty";
    return sight->tag[0] != '\0' ? sight->tag : "a cartridge without a readable bar code";
}

static struct rsm_finding *tell_of_spot(struct comparison *c, enum rsm_finding_kind kind,
                                        const struct rsm_spot *spot)
{
    struct rsm_finding *finding = rsm_findings_add(c->findings, kind, &c->s.library->id);
    char place[PLACE];

    name_place(spot, place);
    rsm_finding_name(finding, "%s", place);
    if (finding != NULL)
        finding->object = spot->id;
    return finding;
}

static struct rsm_finding *tell_of_medium(struct comparison *c, enum rsm_finding_kind kind,
                                          const struct rsm_held *held)
{
    struct rsm_finding *finding = rsm_findings_add(c->findings, kind, &c->s.library->id);
    char name[NAME];

    name_medium(c, held, name);
    rsm_finding_name(finding, "%s", name);
    if (finding != NULL)
        finding->object = held->holding->id;
    return finding;
}

/* ---- cartridges that are there ---- */

static void tell_moved(struct comparison *c, const struct rsm_spot *spot)
{
    struct rsm_finding *finding = tell_of_medium(c, RSM_FINDING_MEDIUM_MOVED, spot->matched);
    char place[PLACE];

    if (spot->matched->spot != NULL)
        name_place(spot->matched->spot, place);
    else
        (void)snprintf(place, sizeof place, "a place that does not exist");
    rsm_finding_expect(finding, "%s", place);
    name_place(spot, place);
    rsm_finding_find(finding, "%s", place);
}

static void tell_in_doubt(struct comparison *c, const struct rsm_spot *spot, const char *why)
{
    struct rsm_finding *finding = tell_of_spot(c, RSM_FINDING_MEDIUM_IN_DOUBT, spot);

    rsm_finding_expect(finding, "%s", why);
    rsm_finding_find(finding, "%s", what_is_seen(spot->sight));
}

/* It is where its record says; is it so that nobody need doubt it? */
static void compare_settled(struct comparison *c, const struct rsm_spot *spot)
{
    const struct rsm_holding *holding = spot->matched->holding;
    struct rsm_finding *finding;

    if (holding->bar_code[0] == '\0' && spot->sight->tag[0] != '\0') {
        finding = tell_of_spot(c, RSM_FINDING_BAR_CODE, spot);
        rsm_finding_expect(finding, "a cartridge without a bar code");
        rsm_finding_find(finding, "%s", spot->sight->tag);
    } else if (holding->bar_code[0] != '\0' && spot->sight->tag[0] == '\0' &&
               c->s.scan->has_bar_codes && spot->type == NTMS_STORAGESLOT) {
        finding = tell_of_spot(c, RSM_FINDING_BAR_CODE_UNREAD, spot);
        rsm_finding_expect(finding, "%s", holding->bar_code);
        rsm_finding_find(finding, "%s", what_is_seen(spot->sight));
    } else if (spot->type == NTMS_STORAGESLOT && spot->state == NTMS_SLOTSTATE_NEEDSINVENTORY) {
        tell_in_doubt(c, spot, "that an inventory is to look at it");
    } else if (holding->fresh == RSM_FRESH_NEW) {
        tell_in_doubt(c, spot, "that its label is still to be read");
    }
}

static void compare_cartridge(struct comparison *c, const struct rsm_spot *spot)
{
    const struct rsm_held *here = spot->here;
    struct rsm_finding *finding;

    if (spot->matched != NULL && spot->matched == here &&
        here->holding->fresh != RSM_FRESH_DISPLACED) {
        compare_settled(c, spot);
    } else if (spot->matched != NULL) {
        tell_moved(c, spot);
    } else if (spot->type == NTMS_IEPORT || (here != NULL && !here->found)) {
        return; /* not ours until it is injected; told of with the record that is here */
    } else if (spot->state == NTMS_SLOTSTATE_NEEDSINVENTORY && spot->type == NTMS_STORAGESLOT) {
        tell_in_doubt(c, spot, "that an inventory is to look at it");
    } else {
        finding = tell_of_spot(c, RSM_FINDING_MEDIUM_UNKNOWN, spot);
        rsm_finding_expect(finding, "%s", spot->was_full ? "a cartridge of no record" : "empty");
        rsm_finding_find(finding, "%s", what_is_seen(spot->sight));
    }
}

/* ---- places ---- */

static const char *recorded_state(const struct rsm_spot *spot)
{
    if (spot->type == NTMS_STORAGESLOT && spot->state == NTMS_SLOTSTATE_NOTPRESENT)
        return "not present";
    if (spot->type == NTMS_IEPORT && spot->state == NTMS_PORTCONTENT_UNKNOWN)
        return "not known";
    return spot->was_full ? "full" : "empty";
}

static void compare_state(struct comparison *c, const struct rsm_spot *spot)
{
    bool is_new = spot->type == NTMS_STORAGESLOT && spot->state == NTMS_SLOTSTATE_NOTPRESENT;
    struct rsm_finding *finding;

    if (spot->was_full == spot->sight->full && !is_new)
        return;
    finding = tell_of_spot(c, RSM_FINDING_PLACE_STATE, spot);
    rsm_finding_expect(finding, "%s", recorded_state(spot));
    rsm_finding_find(finding, "%s", what_is_seen(spot->sight));
}

static void tell_exception(struct comparison *c, const struct rsm_spot *spot)
{
    struct rsm_finding *finding = tell_of_spot(c, RSM_FINDING_EXCEPTION, spot);
    const struct rsm_sight *sight = spot->sight;
    char name[NAME] = "empty";

    if (spot->here != NULL)
        name_medium(c, spot->here, name);
    else if (spot->was_full)
        (void)snprintf(name, sizeof name, "full");
    rsm_finding_expect(finding, "%s", name);
    rsm_finding_find(finding, "%s, with trouble (additional sense code %02Xh/%02Xh)",
                     sight->doubtful ? "not known" : what_is_seen(sight), (unsigned)sight->asc,
                     (unsigned)sight->ascq);
}

/* Many changers report it as trouble that they can read no bar code: that was told, or is on record. */
static bool is_of_bar_code(const struct comparison *c, const struct rsm_spot *spot, size_t before)
{
    const struct rsm_findings *findings = c->findings;

    if (!spot->sight->full || spot->sight->tag[0] != '\0')
        return false;
    return findings->count > before ? findings->list[before].kind == RSM_FINDING_BAR_CODE_UNREAD
                                    : spot->here != NULL && spot->matched == spot->here &&
                                          spot->here->holding->bar_code[0] == '\0';
}

static void tell_untold(struct comparison *c, const struct rsm_spot *spot)
{
    struct rsm_finding *finding;
    char name[NAME];

    if (spot->type == NTMS_STORAGESLOT && spot->state == NTMS_SLOTSTATE_NOTPRESENT)
        return;
    finding = tell_of_spot(c, RSM_FINDING_PLACE_NOT_TOLD, spot);
    (void)snprintf(name, sizeof name, "%s", recorded_state(spot));
    if (spot->here != NULL)
        name_medium(c, spot->here, name);
    rsm_finding_expect(finding, "%s", name);
    rsm_finding_find(finding, "nothing");
}

static void compare_spot(struct comparison *c, const struct rsm_spot *spot)
{
    size_t before = c->findings->count;

    if (spot->sight == NULL) {
        tell_untold(c, spot);
        return;
    }
    if (!spot->sight->doubtful) {
        if (spot->sight->full && !spot->cleaner && !spot->ejected)
            compare_cartridge(c, spot);
        if (c->findings->count == before && (spot->here == NULL || spot->here == spot->matched))
            compare_state(c, spot);
    }
    if (spot->sight->exception && !is_of_bar_code(c, spot, before))
        tell_exception(c, spot);
}

/* ---- media that are not where they are recorded ---- */

static void compare_lost(struct comparison *c, const struct rsm_held *held)
{
    const struct rsm_spot *spot = held->spot;
    bool is_full = spot != NULL && spot->sight != NULL && spot->sight->full;
    struct rsm_finding *finding;
    char name[NAME];

    if (spot == NULL) {
        finding = tell_of_medium(c, RSM_FINDING_PLACE_MISSING, held);
        rsm_finding_find(finding, "it is recorded in a %s that the library does not have",
                         kind_of_place(held->holding->location_type));
        return;
    }
    if (spot->sight == NULL || spot->sight->doubtful || (is_full && spot->ejected))
        return; /* the place was told of, or a person is about to take it out */
    if (held->holding->fresh == RSM_FRESH_DISPLACED) {
        finding = tell_of_medium(c, RSM_FINDING_MEDIUM_IN_DOUBT, held);
        name_place(spot, name);
        rsm_finding_expect(finding, "%s", name);
        rsm_finding_find(finding, "that another cartridge is there");
        return;
    }
    finding = tell_of_spot(c, is_full ? RSM_FINDING_BAR_CODE : RSM_FINDING_MEDIUM_MISSING, spot);
    name_medium(c, held, name);
    rsm_finding_expect(finding, "%s%s", name,
                       held->holding->hold != RSM_HOLD_NONE ? ", which a program has mounted" : "");
    rsm_finding_find(finding, "%s", what_is_seen(spot->sight));
}

/* ---- the library as a whole ---- */

static int compare_tags(const void *a, const void *b)
{
    const struct rsm_spot *x = *(const struct rsm_spot *const *)a;
    const struct rsm_spot *y = *(const struct rsm_spot *const *)b;
    int order = strcmp(x->sight->tag, y->sight->tag);

    return order != 0 ? order : (x > y) - (x < y);
}

static void tell_two_cartridges(struct comparison *c, const struct rsm_spot *one,
                                const struct rsm_spot *other)
{
    struct rsm_finding *finding =
        rsm_findings_add(c->findings, RSM_FINDING_TWO_CARTRIDGES, &c->s.library->id);
    char places[2][PLACE];

    name_place(one, places[0]);
    name_place(other, places[1]);
    rsm_finding_name(finding, "bar code %s", one->sight->tag);
    rsm_finding_expect(finding, "one cartridge");
    rsm_finding_find(finding, "%s and %s", places[0], places[1]);
}

static rsm_error compare_copies(struct comparison *c)
{
    const struct rsm_spot **tagged = calloc(c->s.spot_count + 1, sizeof(const struct rsm_spot *));
    struct rsm_finding *finding;
    size_t count = 0;

    if (tagged == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < c->s.spot_count; i++) {
        if (c->s.spots[i].sight != NULL && c->s.spots[i].sight->tag[0] != '\0')
            tagged[count++] = &c->s.spots[i];
    }
    qsort(tagged, count, sizeof(const struct rsm_spot *), compare_tags);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(tagged[i - 1]->sight->tag, tagged[i]->sight->tag) == 0)
            tell_two_cartridges(c, tagged[i - 1], tagged[i]);
    }
    free(tagged);
    for (size_t i = 1; i < c->s.bar_code_count; i++) {
        if (strcmp(c->s.by_bar_code[i - 1]->holding->bar_code,
                   c->s.by_bar_code[i]->holding->bar_code) != 0)
            continue;
        finding = tell_of_medium(c, RSM_FINDING_TWO_MEDIA, c->s.by_bar_code[i]);
        rsm_finding_find(finding, "more than one medium on record has this bar code");
    }
    return ERROR_SUCCESS;
}

/* Places that the changer has, and nobody configured. */
static void compare_geometry(struct comparison *c, DWORD type, enum rsm_place place)
{
    size_t recorded = 0;
    size_t known = 0;
    size_t told = c->s.scan->counts[place];
    struct rsm_finding *finding;

    for (size_t i = 0; i < c->s.spot_count; i++) {
        recorded += c->s.spots[i].type == type ? 1 : 0;
        known += c->s.spots[i].type == type && c->s.spots[i].sight != NULL ? 1 : 0;
    }
    if (told <= known)
        return;
    finding = rsm_findings_add(c->findings, RSM_FINDING_PLACE_NOT_ON_RECORD, &c->s.library->id);
    rsm_finding_name(finding, "%ss", kind_of_place(type));
    rsm_finding_expect(finding, "%zu", recorded);
    rsm_finding_find(finding, "%zu, of which %zu are not on record", told, told - known);
}

static void compare_whole(struct comparison *c)
{
    const struct rsm_scan *scan = c->s.scan;
    struct rsm_finding *finding;
    bool any = false;

    compare_geometry(c, NTMS_STORAGESLOT, RSM_PLACE_SLOT);
    compare_geometry(c, NTMS_DRIVE, RSM_PLACE_DRIVE);
    compare_geometry(c, NTMS_IEPORT, RSM_PLACE_PORT);
    for (size_t i = 0; i < scan->counts[RSM_PLACE_SLOT]; i++)
        any = any || scan->sights[RSM_PLACE_SLOT][i].full;
    if (any && !scan->has_bar_codes && c->s.bar_code_count > 0) {
        finding = rsm_findings_add(c->findings, RSM_FINDING_NO_BAR_CODES, &c->s.library->id);
        rsm_finding_name(finding, "changer");
        rsm_finding_expect(finding, "%zu media with a bar code", c->s.bar_code_count);
        rsm_finding_find(finding, "no bar code");
    }
    for (size_t i = 0; i < scan->counts[RSM_PLACE_ARM]; i++) {
        if (!scan->sights[RSM_PLACE_ARM][i].full)
            continue;
        finding = rsm_findings_add(c->findings, RSM_FINDING_ARM, &c->s.library->id);
        rsm_finding_name(finding, "arm");
        rsm_finding_expect(finding, "empty");
        rsm_finding_find(finding, "%s", what_is_seen(&scan->sights[RSM_PLACE_ARM][i]));
    }
}

static rsm_error compare_all(struct comparison *c)
{
    rsm_error err = rsm_match_gather(&c->s);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_match_all(&c->s);
    if (err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < c->s.spot_count; i++)
        compare_spot(c, &c->s.spots[i]);
    for (size_t i = 0; i < c->s.held_count; i++) {
        if (!c->s.held[i].found)
            compare_lost(c, &c->s.held[i]);
    }
    compare_whole(c);
    err = compare_copies(c);
    return err == ERROR_SUCCESS && c->findings->is_short_of_memory ? ERROR_NOT_ENOUGH_MEMORY : err;
}

rsm_error rsm_compare(struct rsm_library *library, const struct rsm_scan *scan,
                      struct rsm_findings *findings, size_t *places_out)
{
    struct comparison c = {.s = {.library = library,
                                 .store = library->rsm->store,
                                 .scan = scan,
                                 .method = RSM_RECONCILE_FAST},
                           .findings = findings};
    rsm_error err;

    rsm_match_sort(scan);
    err = rsm_store_begin(c.s.store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(c.s.store, compare_all(&c));
    *places_out = c.s.spot_count;
    rsm_match_free(&c.s);
    return err;
}

/* ---- a drive that stands alone ---- */

static rsm_error load_alone(struct rsm_library *library, struct rsm_record *drive,
                            struct rsm_record *medium)
{
    const GUID *id = &library->bays[0].id;
    rsm_error err = rsm_records_load(library->rsm->store, id, NTMS_DRIVE, drive);

    memset(medium, 0, sizeof *medium);
    if (err == ERROR_SUCCESS)
        err = rsm_media_find_at(library->rsm, id, medium);
    return err == ERROR_OBJECT_NOT_FOUND && !rsm_guid_is_null(&drive->info.ObjectGuid)
               ? ERROR_SUCCESS
               : err;
}

static void tell_alone(struct rsm_library *library, const struct rsm_record *medium, bool is_full,
                       bool was_full, struct rsm_findings *findings)
{
    bool has_medium = !rsm_guid_is_null(&medium->info.ObjectGuid);
    struct rsm_finding *finding =
        rsm_findings_add(findings,
                         !is_full && has_medium  ? RSM_FINDING_MEDIUM_MISSING
                         : is_full && has_medium ? RSM_FINDING_MEDIUM_IN_DOUBT
                         : is_full               ? RSM_FINDING_MEDIUM_UNKNOWN
                                                 : RSM_FINDING_PLACE_STATE,
                         &library->id);
    char name[NAME];

    rsm_text_to_utf8(name, sizeof name, medium->info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_finding_name(finding, "drive");
    rsm_finding_expect(finding, "%s", has_medium ? name : was_full ? "full" : "empty");
    rsm_finding_find(finding, "%s",
                     !is_full     ? "empty"
                     : has_medium ? "a cartridge that may be another one"
                                  : "a cartridge");
    if (finding != NULL)
        finding->object = library->bays[0].id;
}

rsm_error rsm_compare_alone(struct rsm_library *library, enum rsm_drive_state state, bool renewed,
                            struct rsm_findings *findings)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive = {.info = {.dwType = 0}};
    struct rsm_record medium;
    bool is_full = state != RSM_DRIVE_EMPTY;
    bool was_full;
    bool has_medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, load_alone(library, &drive, &medium));
    if (err != ERROR_SUCCESS || state == RSM_DRIVE_BEING_CLEANED || state == RSM_DRIVE_NOT_CLEANED)
        return err; /* cleaning cartridges are on nobody's record there */
    was_full = drive.info.Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTED;
    has_medium = !rsm_guid_is_null(&medium.info.ObjectGuid);
    if (is_full != has_medium || is_full != was_full || (is_full && renewed) ||
        (has_medium && medium.own.Fresh == RSM_FRESH_NEW))
        tell_alone(library, &medium, is_full, was_full, findings);
    return findings->is_short_of_memory ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}
