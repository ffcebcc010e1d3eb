/*
 * Identifiers reported by programs.
 */
#include "core/omid.h"

#include "core/access.h"
#include "core/cartridge.h"
#include "core/objects.h"
#include "store/records.h"

static rsm_error find_side(struct rsm *rsm, const GUID *logical_medium, struct rsm_record *side_out)
{
    const struct rsm_condition owned = {.column = "logical_media", .guid = logical_medium};
    struct rsm_record owner;
    rsm_error err =
        rsm_objects_require(rsm, logical_medium, NTMS_LOGICAL_MEDIA, ERROR_INVALID_MEDIA, &owner);

    if (err == ERROR_SUCCESS)
        err = rsm_records_first(rsm->store, NTMS_PARTITION, &owned, 1, side_out);
    return err == ERROR_OBJECT_NOT_FOUND ? (rsm_error)ERROR_INVALID_MEDIA : err;
}

/* The right is one on the library that holds the medium, in either version of Windows. */
static rsm_error check_library(struct rsm_session *session, const struct rsm_record *side)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record medium;
    struct rsm_record library;
    rsm_error err = rsm_records_load(rsm->store, &side->info.Info.Partition.PhysicalMedia,
                                     NTMS_PHYSICAL_MEDIA, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &medium.info.Info.PhysicalMedia.CurrentLibrary,
                               NTMS_LIBRARY, &library);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_INVALID_MEDIA;
    return err == ERROR_SUCCESS ? rsm_access_check(session, &library, NTMS_CONTROL_ACCESS) : err;
}

rsm_error rsm_omid_set(struct rsm_session *session, const GUID *logical_medium,
                       const MediaLabelInfo *label)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record side;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = find_side(session->rsm, logical_medium, &side);
    if (err == ERROR_SUCCESS)
        err = check_library(session, &side);
    if (err == ERROR_SUCCESS && label == NULL)
        err = ERROR_BAD_FORMAT;
    if (err == ERROR_SUCCESS) {
        rsm_cartridge_label_side(&side, label);
        err = rsm_records_save(store, &side);
    }
    return rsm_store_end(store, err);
}
