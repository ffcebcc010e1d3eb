/*
 * The simulated library against the records, place by place.
 */
#include "support/looks.h"

#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

struct matching {
    struct fixture *f;
    struct rsm_store *store;
    struct rsm_record library;
    size_t media; /* records found at a place */
};

/* The object that stands for an element. */
static void object_of(struct matching *m, uint16_t element, struct rsm_record *place_out)
{
    static const DWORD types[] = {NTMS_STORAGESLOT, NTMS_DRIVE, NTMS_IEPORT};
    bool alone = m->library.info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = &m->library.info.ObjectGuid},
        {.column = "element", .number = alone ? 0 : element},
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (rsm_records_first(m->store, types[i], conditions, 2, place_out) == ERROR_SUCCESS)
            return;
    }
    fail_msg("nothing stands for element %u", element);
}

static bool says_full(const struct rsm_record *place)
{
    switch (place->info.dwType) {
    case NTMS_STORAGESLOT:
        return place->info.Info.StorageSlot.State == NTMS_SLOTSTATE_FULL ||
               place->info.Info.StorageSlot.State == NTMS_SLOTSTATE_NEEDSINVENTORY;
    case NTMS_IEPORT:
        return place->info.Info.IEPort.Content == NTMS_PORTCONTENT_FULL;
    default:
        return place->info.Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTED;
    }
}

/* The record of a cartridge at that place that was not taken away by another one. */
struct at {
    struct rsm_record medium;
    unsigned count;
};

static bool keep_here(void *context, const struct rsm_record *record)
{
    struct at *at = context;

    if (record->own.Fresh == RSM_FRESH_DISPLACED)
        return true;
    at->medium = *record;
    at->count++;
    return true;
}

static void find_here(struct matching *m, const GUID *place, struct at *at_out)
{
    const struct rsm_condition at[] = {{.column = "location", .guid = place}};

    memset(at_out, 0, sizeof *at_out);
    assert_success(rsm_records_each(m->store, NTMS_PHYSICAL_MEDIA, at, 1, keep_here, at_out));
}

static void compare_bar_code(const struct rsm_sim_sight *sight, const struct rsm_record *medium)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];

    rsm_text_to_utf8(bar_code, sizeof bar_code, medium->info.Info.PhysicalMedia.szBarCode,
                     NTMS_BARCODE_LENGTH);
    if (sight->tag[0] != '\0' && strcmp(bar_code, sight->tag) != 0)
        fail_msg("the record of %s stands where cartridge %s is (element %u)", bar_code, sight->tag,
                 sight->element);
}

/* A label that was recorded is the one on the tape. */
static void compare_label(struct matching *m, const struct rsm_sim_sight *sight,
                          const struct rsm_record *medium)
{
    const struct rsm_condition of_medium[] = {
        {.column = "physical_media", .guid = &medium->info.ObjectGuid}};
    struct rsm_record side;
    const NTMS_PARTITIONINFORMATIONW *info = &side.info.Info.Partition;

    assert_success(rsm_records_first(m->store, NTMS_PARTITION, of_medium, 1, &side));
    if (m->f->labels_changed || !sight->readable || info->dwOmidLabelIdLength == 0)
        return;
    if (sight->outcome != RSM_LABEL_RECOGNISED ||
        info->dwOmidLabelIdLength != sight->label.LabelIDSize ||
        memcmp(info->OmidLabelId, sight->label.LabelID, sight->label.LabelIDSize) != 0)
        fail_msg("the record at element %u has the label of another cartridge", sight->element);
}

static void compare_place(struct matching *m, const struct rsm_sim_sight *sight)
{
    struct rsm_record place;
    struct at at;

    object_of(m, sight->element, &place);
    find_here(m, &place.info.ObjectGuid, &at);
    m->media += at.count;
    if (at.count > 1)
        fail_msg("%u media are recorded at element %u", at.count, sight->element);
    if (!sight->full && at.count > 0)
        fail_msg("a medium is recorded at element %u, which is empty", sight->element);
    if (sight->full != says_full(&place))
        fail_msg("element %u is %s, and its record says otherwise", sight->element,
                 sight->full ? "full" : "empty");
    if (sight->full && !sight->cleaner && at.count == 0 && place.info.dwType != NTMS_IEPORT)
        fail_msg("the cartridge at element %u (%s) has no record", sight->element, sight->tag);
    if (sight->full && at.count == 1) {
        compare_bar_code(sight, &at.medium);
        compare_label(m, sight, &at.medium);
    }
}

void assert_records_match_library(struct fixture *f)
{
    struct matching m = {.f = f, .store = f->rsm->store};
    const struct rsm_condition in_library[] = {
        {.column = "current_library", .guid = &m.library.info.ObjectGuid}};
    struct rsm_sim_sight sight;
    DWORD recorded = 0;

    look_at_library(f, &m.library);
    assert_success(rsm_store_begin(m.store, RSM_STORE_READ));
    for (unsigned n = 0; rsm_sim_look(f->library, NULL, n, &sight); n++)
        compare_place(&m, &sight);
    assert_success(rsm_records_count(m.store, NTMS_PHYSICAL_MEDIA, in_library, 1, &recorded));
    if (recorded != m.media)
        fail_msg("%u media are recorded in the library, %u of them where a cartridge is",
                 (unsigned)recorded, (unsigned)m.media);
    assert_success(rsm_store_end(m.store, ERROR_SUCCESS));
}
