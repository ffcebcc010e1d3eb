/*
 * Records, as the public interface tells them, against the truth of the hostile library.
 */
#include "support/hostile.h"

#include "core/session.h"
#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_OBJECTS = 70000 };

/* What a library has on record. */
struct records {
    HANDLE session;
    const GUID *library;
    NTMS_OBJECTINFORMATIONW *media; /* in the library */
    size_t media_count;
    size_t found; /* of the media: in a place that is full */
};

/* ---- objects ---- */

static NTMS_OBJECTINFORMATIONW look_up(HANDLE session, GUID id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object;

    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    assert_success(GetNtmsObjectInformationW(session, &id, &object));
    return object;
}

/* A slot that is announced and not built in is on record as not present. */
static bool is_there(const NTMS_OBJECTINFORMATIONW *object)
{
    return object->dwType != NTMS_STORAGESLOT ||
           object->Info.StorageSlot.State != NTMS_SLOTSTATE_NOTPRESENT;
}

/* All of a kind in the library that are there; the caller frees them. */
static NTMS_OBJECTINFORMATIONW *list(struct records *records, DWORD type, size_t *count_out)
{
    GUID library = *records->library;
    GUID *ids = calloc(MOST_OBJECTS, sizeof *ids);
    DWORD count = MOST_OBJECTS;
    NTMS_OBJECTINFORMATIONW *objects;

    assert_non_null(ids);
    assert_success(EnumerateNtmsObject(records->session, &library, ids, &count, type, 0));
    objects = calloc(count + 1, sizeof *objects);
    assert_non_null(objects);
    *count_out = 0;
    for (DWORD i = 0; i < count; i++) {
        objects[*count_out] = look_up(records->session, ids[i], type);
        *count_out += is_there(&objects[*count_out]) ? 1 : 0;
    }
    free(ids);
    return objects;
}

static DWORD number_of(const NTMS_OBJECTINFORMATIONW *object)
{
    switch (object->dwType) {
    case NTMS_DRIVE:
        return object->Info.Drive.Number;
    case NTMS_IEPORT:
        return object->Info.IEPort.Number;
    default:
        return object->Info.StorageSlot.Number;
    }
}

static int compare_numbers(const void *one, const void *other)
{
    DWORD a = number_of(one);
    DWORD b = number_of(other);

    return (a > b) - (a < b);
}

static int compare_addresses(const void *one, const void *other)
{
    const struct hostile_place *a = one;
    const struct hostile_place *b = other;

    return (a->address > b->address) - (a->address < b->address);
}

/* ---- one place ---- */

static bool is_full(const NTMS_OBJECTINFORMATIONW *object)
{
    switch (object->dwType) {
    case NTMS_DRIVE:
        return object->Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTED;
    case NTMS_IEPORT:
        return object->Info.IEPort.Content == NTMS_PORTCONTENT_FULL;
    default:
        return object->Info.StorageSlot.State != NTMS_SLOTSTATE_EMPTY;
    }
}

/* The medium on record there; NULL = none. */
static const NTMS_OBJECTINFORMATIONW *medium_in(const struct records *records, const GUID *place)
{
    for (size_t i = 0; i < records->media_count; i++)
        if (rsm_guid_equal(&records->media[i].Info.PhysicalMedia.Location, place))
            return &records->media[i];
    return NULL;
}

static void check_cartridge(struct records *records, const NTMS_OBJECTINFORMATIONW *object,
                            const struct hostile_place *place)
{
    const NTMS_OBJECTINFORMATIONW *medium = medium_in(records, &object->ObjectGuid);
    char bar_code[NTMS_BARCODE_LENGTH * 3] = "";

    if (!place->full || strncmp(place->label, "cleaner", 7) == 0) {
        if (medium != NULL)
            fail_msg("%s %u has no medium in truth, but on record", place->kind, place->number);
        return;
    }
    if (medium == NULL && strcmp(place->tag, "-") != 0 && object->dwType != NTMS_IEPORT)
        fail_msg("%s %u has %s, but no medium is on record there", place->kind, place->number,
                 place->tag);
    if (medium == NULL)
        return;
    records->found++;
    assert_int_equal(medium->Info.PhysicalMedia.LocationType, object->dwType);
    rsm_text_to_utf8(bar_code, sizeof bar_code, medium->Info.PhysicalMedia.szBarCode,
                     NTMS_BARCODE_LENGTH);
    if (strcmp(place->tag, "-") != 0 && strcmp(place->tag, bar_code) != 0)
        fail_msg("%s %u has %s, and on record it is \"%s\"", place->kind, place->number, place->tag,
                 bar_code);
}

static void check_serial(const NTMS_OBJECTINFORMATIONW *object, const struct hostile_place *place)
{
    char serial[NTMS_SERIALNUMBER_LENGTH * 3] = "";

    if (strcmp(place->serial, "-") == 0)
        return;
    rsm_text_to_utf8(serial, sizeof serial, object->Info.Drive.szSerialNumber,
                     NTMS_SERIALNUMBER_LENGTH);
    if (strcmp(serial, place->serial) != 0)
        fail_msg("drive %u is %s, and on record it is \"%s\"", place->number, place->serial,
                 serial);
}

static void check_place(struct records *records, const NTMS_OBJECTINFORMATIONW *object,
                        const struct hostile_place *place)
{
    if (is_full(object) != place->full)
        fail_msg("%s %u is %s, but not on record", place->kind, place->number,
                 place->full ? "full" : "empty");
    if (object->dwType == NTMS_DRIVE)
        check_serial(object, place);
    check_cartridge(records, object, place); /* in a port it may be nobody's */
}

/* ---- all places ---- */

/* Those of one kind, by address; the number of them, now at the front. */
static size_t pick(struct hostile_place *places, size_t count, const char *kind)
{
    size_t picked = 0;

    for (size_t i = 0; i < count; i++)
        if (strcmp(places[i].kind, kind) == 0) {
            struct hostile_place place = places[i];

            places[i] = places[picked];
            places[picked++] = place;
        }
    qsort(places, picked, sizeof *places, compare_addresses);
    return picked;
}

static void check_kind(struct records *records, DWORD type, const char *kind,
                       struct hostile_place *places, size_t count)
{
    size_t recorded;
    NTMS_OBJECTINFORMATIONW *objects = list(records, type, &recorded);
    size_t picked = pick(places, count, kind);

    if (recorded != picked)
        fail_msg("%u places are of the kind %s, and %u on record", (unsigned)picked, kind,
                 (unsigned)recorded);
    qsort(objects, recorded, sizeof *objects, compare_numbers);
    for (size_t i = 0; i < recorded; i++)
        check_place(records, &objects[i], &places[i]);
    free(objects);
}

static void check_invariants(HANDLE handle)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(handle, &session));
    assert_invariants(session->rsm);
    rsm_session_release(session);
}

void assert_records_are_truth(HANDLE session, const GUID *library, const char *target)
{
    struct records records = {.session = session, .library = library};
    size_t count;
    struct hostile_place *places = hostile_truth(target, &count);

    records.media = list(&records, NTMS_PHYSICAL_MEDIA, &records.media_count);
    check_kind(&records, NTMS_STORAGESLOT, "slot", places, count);
    check_kind(&records, NTMS_DRIVE, "drive", places, count);
    check_kind(&records, NTMS_IEPORT, "port", places, count);
    if (records.found != records.media_count)
        fail_msg("%u media are on record in places where in truth there is none",
                 (unsigned)(records.media_count - records.found));
    free(records.media);
    free(places);
    check_invariants(session);
}
