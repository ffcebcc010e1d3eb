/*
 * Media that calls name.
 */
#include "core/named_media.h"

#include "core/objects.h"
#include "model/guid.h"
#include "store/records.h"

#include <stdlib.h>

static rsm_error find_side(struct rsm *rsm, const GUID *id, struct rsm_record *side_out)
{
    const struct rsm_condition owned = {.column = "logical_media", .guid = id};
    rsm_error err;

    if (rsm_guid_is_null(id))
        return ERROR_INVALID_MEDIA; /* sides without an owner name it */
    err = rsm_records_load(rsm->store, id, NTMS_PARTITION, side_out);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_records_first(rsm->store, NTMS_PARTITION, &owned, 1, side_out);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_MEDIA : err;
}

rsm_error rsm_named_media_find(struct rsm *rsm, const GUID *id, struct rsm_named_medium *named_out)
{
    rsm_error err = find_side(rsm, id, &named_out->side);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &named_out->side.info.Info.Partition.PhysicalMedia,
                                  NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA, &named_out->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &named_out->medium.info.Info.PhysicalMedia.MediaPool,
                                  NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA, &named_out->pool);
    return err;
}

/* Is it one of the first `count`?  A medium has one drive, whichever side is named. */
static bool is_among(const struct rsm_named_medium *named, size_t count,
                     const struct rsm_record *medium)
{
    for (size_t i = 0; i < count; i++) {
        if (rsm_guid_equal(&named[i].medium.info.ObjectGuid, &medium->info.ObjectGuid))
            return true;
    }
    return false;
}

rsm_error rsm_named_media_list(struct rsm *rsm, const GUID *ids, size_t count,
                               struct rsm_named_medium **named_out)
{
    struct rsm_named_medium *named = calloc(count, sizeof *named);
    rsm_error err = named == NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = rsm_named_media_find(rsm, &ids[i], &named[i]);
        if (err == ERROR_SUCCESS && is_among(named, i, &named[i].medium))
            err = ERROR_INVALID_MEDIA;
    }
    if (err != ERROR_SUCCESS) {
        free(named);
        return err;
    }
    *named_out = named;
    return ERROR_SUCCESS;
}
