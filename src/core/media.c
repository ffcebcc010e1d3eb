/*
 * Media as cartridges come, are seen and go: new records, bar codes, and what becomes of the record
 * of a cartridge that left.  What a label that was read means is core/media_classify.c's.  Follows
 * section 6.4 of "requests" and sections 7 and 8 of the object model.
 */
#include "core/media.h"

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdlib.h>

rsm_error rsm_media_create(struct rsm *rsm, const struct rsm_media_place *place,
                           const GUID *media_type, const WCHAR *bar_code,
                           struct rsm_record *medium_out)
{
    const struct rsm_verdict not_identified = {.pool_type = NTMS_POOLTYPE_FOREIGN,
                                               .state = NTMS_PARTSTATE_UNKNOWN,
                                               .fresh = RSM_FRESH_NEW};

    return rsm_cartridge_add(rsm, place, media_type, bar_code, &not_identified, medium_out);
}

rsm_error rsm_media_place_at(struct rsm *rsm, const GUID *medium,
                             const struct rsm_media_place *place)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_unmark(rsm, &record);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_cartridge_move_to_place(rsm, &record, place);
}

/* ---- bar codes ---- */

struct bar_code_search {
    const GUID *library;
    struct rsm_record *best;
    int best_rank; /* 0 = none yet */
};

static bool keep_better(void *context, const struct rsm_record *medium)
{
    struct bar_code_search *search = context;
    const GUID *where = &medium->info.Info.PhysicalMedia.CurrentLibrary;
    int rank = 2;

    if (rsm_guid_equal(where, search->library))
        rank = 3;
    else if (rsm_guid_equal(where, &rsm_catalogue_offline_library))
        rank = 1;
    if (rank > search->best_rank ||
        (rank == search->best_rank && rsm_clock_to_ms(&medium->info.Modified) >=
                                          rsm_clock_to_ms(&search->best->info.Modified))) {
        search->best_rank = rank;
        *search->best = *medium;
    }
    return true;
}

rsm_error rsm_media_find_bar_code(struct rsm *rsm, const GUID *library, const WCHAR *bar_code,
                                  struct rsm_record *medium_out)
{
    WCHAR trimmed[NTMS_BARCODE_LENGTH];
    const struct rsm_condition with_code = {.column = "bar_code", .text = trimmed};
    struct rsm_record best;
    struct bar_code_search search = {.library = library, .best = &best, .best_rank = 0};
    rsm_error err;

    (void)rsm_text_copy(trimmed, NTMS_BARCODE_LENGTH, bar_code);
    rsm_text_trim(trimmed);
    if (trimmed[0] == 0)
        return ERROR_OBJECT_NOT_FOUND;
    err = rsm_records_each(rsm->store, NTMS_PHYSICAL_MEDIA, &with_code, 1, keep_better, &search);
    if (err != ERROR_SUCCESS)
        return err;
    if (search.best_rank == 0)
        return ERROR_OBJECT_NOT_FOUND;
    *medium_out = best;
    return ERROR_SUCCESS;
}

rsm_error rsm_media_find_label(struct rsm *rsm, const MediaLabelInfo *label,
                               struct rsm_record *side_out)
{
    const struct rsm_condition omid[] = {
        {.column = "omid_label_id", .bytes = label->LabelID, .size = label->LabelIDSize},
        {.column = "omid_label_type", .text = label->LabelType},
    };

    return rsm_records_first(rsm->store, NTMS_PARTITION, omid, 2, side_out);
}

bool rsm_media_is_away(struct rsm *rsm, const struct rsm_record *medium)
{
    struct rsm_record library;

    if (rsm_records_load(rsm->store, &medium->info.Info.PhysicalMedia.CurrentLibrary, NTMS_LIBRARY,
                         &library) != ERROR_SUCCESS)
        return true;
    return (library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0 ||
           library.info.dwOperationalState == NTMS_NOT_PRESENT;
}

struct place_search {
    struct rsm_record *medium;
    bool found;
};

static bool is_in_place(void *context, const struct rsm_record *medium)
{
    struct place_search *search = context;

    if (medium->own.Fresh == RSM_FRESH_DISPLACED)
        return true;
    *search->medium = *medium;
    search->found = true;
    return false;
}

rsm_error rsm_media_find_at(struct rsm *rsm, const GUID *location, struct rsm_record *medium_out)
{
    const struct rsm_condition at[] = {{.column = "location", .guid = location}};
    struct place_search search = {.medium = medium_out};
    rsm_error err = rsm_records_each(rsm->store, NTMS_PHYSICAL_MEDIA, at, 1, is_in_place, &search);

    if (err == ERROR_SUCCESS && !search.found)
        err = ERROR_OBJECT_NOT_FOUND;
    return err;
}

/* ---- leaving ---- */

/* Does the record of a medium of that pool go when its cartridge leaves? */
static bool goes_with_cartridge(DWORD pool_type, DWORD policy)
{
    switch (pool_type) {
    case NTMS_POOLTYPE_FOREIGN:
        return true;
    case NTMS_POOLTYPE_IMPORT:
        return (policy & NTMS_POOLPOLICY_KEEPOFFLINEIMPORT) == 0;
    case NTMS_POOLTYPE_SCRATCH:
        return (policy & NTMS_POOLPOLICY_PURGEOFFLINESCRATCH) != 0;
    default:
        return false;
    }
}

static rsm_error go_offline(struct rsm *rsm, struct rsm_record *medium)
{
    const struct rsm_media_place offline = {.library = rsm_catalogue_offline_library,
                                            .location_type = NTMS_STORAGESLOT};
    rsm_error err = rsm_cartridge_leave_drives(rsm, &medium->info.ObjectGuid);

    if (err != ERROR_SUCCESS)
        return err;
    medium->info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    medium->info.Info.PhysicalMedia.MountedPartition = rsm_guid_null;
    err = rsm_cartridge_unmark(rsm, medium);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_cartridge_move_to_place(rsm, medium, &offline);
}

rsm_error rsm_media_leave(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    struct rsm_record pool;
    struct rsm_record computer;
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err != ERROR_SUCCESS || rsm_guid_equal(&record.info.Info.PhysicalMedia.CurrentLibrary,
                                               &rsm_catalogue_offline_library))
        return err;
    err = rsm_records_load(rsm->store, &record.info.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL,
                           &pool);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    if (err != ERROR_SUCCESS)
        return err;

    (void)rsm_text_to_utf8(name, sizeof name, record.info.szName, RSM_TEXT_TERMINATED);
    if (goes_with_cartridge(pool.info.Info.MediaPool.PoolType,
                            computer.info.Info.Computer.dwMediaPoolPolicy)) {
        rsm_log(RSM_LOG_INFO, "core", "medium %s left its library: its record is deleted", name);
        return rsm_media_delete(rsm, medium);
    }
    rsm_log(RSM_LOG_INFO, "core", "medium %s left its library and is offline", name);
    return go_offline(rsm, &record);
}

rsm_error rsm_media_go_offline(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    return err == ERROR_SUCCESS ? go_offline(rsm, &record) : err;
}

rsm_error rsm_media_delete(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    DWORD type;
    rsm_error err = rsm_records_type(rsm->store, medium, &type);

    if (err == ERROR_SUCCESS && type != NTMS_PHYSICAL_MEDIA)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_note_number(rsm, &record.info.Info.PhysicalMedia.CurrentLibrary);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_delete_sides(rsm, medium);
    if (err == ERROR_SUCCESS)
        err = rsm_records_delete(rsm->store, medium);
    return err;
}
