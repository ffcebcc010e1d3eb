/*
 * Media that enter the Free pool.
 */
#include "core/free_pool.h"

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "store/journal.h"
#include "store/records.h"

#include <stdlib.h>

rsm_error rsm_free_pool_takes_label(struct rsm *rsm, const GUID *media_type, bool *takes_out)
{
    struct rsm_record type;
    const NTMS_MEDIATYPEINFORMATION *info = &type.info.Info.MediaType;
    rsm_error err = rsm_records_load(rsm->store, media_type, NTMS_MEDIA_TYPE, &type);

    if (err == ERROR_SUCCESS)
        *takes_out = info->DeviceType == FILE_DEVICE_TAPE &&
                     info->ReadWriteCharacteristics != NTMS_MEDIARW_WRITEONCE &&
                     info->ReadWriteCharacteristics != NTMS_MEDIARW_READONLY;
    return err;
}

/* What is to be done with each side of a medium. */
typedef bool change_side(void *context, struct rsm_record *side);

/* Call change for each side of a medium, and save those for which it says so. */
static rsm_error change_sides(struct rsm *rsm, const GUID *medium, change_side *change,
                              void *context)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_PARTITION, &of_medium, 1, &ids, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        struct rsm_record side;

        err = rsm_records_load(rsm->store, &ids[i], NTMS_PARTITION, &side);
        if (err == ERROR_SUCCESS && change(context, &side))
            err = rsm_records_save(rsm->store, &side);
    }
    free(ids);
    return err;
}

struct entering {
    bool takes_label;
    bool any;
};

static bool enter_side(void *context, struct rsm_record *side)
{
    struct entering *entering = context;

    if (side->info.Info.Partition.State == NTMS_PARTSTATE_DECOMMISSIONED)
        return false;
    entering->any = true;
    side->own.ReturnState = entering->takes_label ? side->info.Info.Partition.State : 0;
    side->info.Info.Partition.State =
        entering->takes_label ? NTMS_PARTSTATE_UNPREPARED : NTMS_PARTSTATE_AVAILABLE;
    return true;
}

rsm_error rsm_free_pool_enter(struct rsm *rsm, struct rsm_record *medium, bool *label_wanted_out)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct entering entering = {.takes_label = false};
    GUID before = info->MediaPool;
    GUID pool;
    rsm_error err = rsm_free_pool_takes_label(rsm, &info->MediaType, &entering.takes_label);

    if (err == ERROR_SUCCESS)
        err = rsm_catalogue_child_pool(rsm, NTMS_POOLTYPE_SCRATCH, &info->MediaType, &pool);
    if (err == ERROR_SUCCESS)
        err = change_sides(rsm, &medium->info.ObjectGuid, enter_side, &entering);
    if (err != ERROR_SUCCESS)
        return err;
    *label_wanted_out = entering.takes_label && entering.any;
    medium->own.ReturnPool = *label_wanted_out ? before : rsm_guid_null;
    return rsm_cartridge_move_to_pool(rsm, medium, &pool);
}

static bool prepare_side(void *context, struct rsm_record *side)
{
    if (side->info.Info.Partition.State != NTMS_PARTSTATE_UNPREPARED)
        return false;
    if (side->info.Info.Partition.Side == 0)
        rsm_cartridge_label_side(side, context);
    side->info.Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
    side->own.ReturnState = 0;
    return true;
}

rsm_error rsm_free_pool_ready(struct rsm *rsm, struct rsm_record *medium,
                              const MediaLabelInfo *label)
{
    MediaLabelInfo written = *label;
    rsm_error err = change_sides(rsm, &medium->info.ObjectGuid, prepare_side, &written);

    if (err != ERROR_SUCCESS)
        return err;
    medium->own.ReturnPool = rsm_guid_null;
    return rsm_records_save(rsm->store, medium);
}

static bool restore_side(void *context, struct rsm_record *side)
{
    const DWORD *state = context;

    if (side->info.Info.Partition.State != NTMS_PARTSTATE_UNPREPARED)
        return false;
    side->info.Info.Partition.State =
        *state != NTMS_PARTSTATE_UNPREPARED ? *state : side->own.ReturnState;
    side->own.ReturnState = 0;
    return true;
}

/* The pool to go back to, and the state of the sides there: UNPREPARED stands for the one they had. */
static rsm_error where_back(struct rsm *rsm, const struct rsm_record *medium, GUID *pool_out,
                            DWORD *state_out)
{
    const GUID *type = &medium->info.Info.PhysicalMedia.MediaType;
    struct rsm_record record;
    bool labelled;
    rsm_error err = rsm_records_load(rsm->store, &medium->own.ReturnPool, NTMS_MEDIA_POOL, &record);
    bool takes_it_back =
        err == ERROR_SUCCESS && rsm_guid_equal(&record.info.Info.MediaPool.MediaType, type);

    *pool_out = medium->own.ReturnPool;
    *state_out = NTMS_PARTSTATE_UNPREPARED;
    if (takes_it_back || (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND))
        return err;
    err = rsm_cartridge_first_side(rsm, &medium->info.ObjectGuid, &record);
    if (err != ERROR_SUCCESS)
        return err;
    labelled = record.info.Info.Partition.dwOmidLabelIdLength > 0;
    *state_out = labelled ? NTMS_PARTSTATE_IMPORT : NTMS_PARTSTATE_FOREIGN;
    return rsm_catalogue_child_pool(rsm, labelled ? NTMS_POOLTYPE_IMPORT : NTMS_POOLTYPE_FOREIGN,
                                    type, pool_out);
}

/* The journal knows of a writing whose outcome nobody knows: the label must be read again. */
static rsm_error mark_doubtful(struct rsm *rsm, struct rsm_record *medium)
{
    struct rsm_intent intent;
    rsm_error err = rsm_journal_find_write(rsm->store, &medium->info.ObjectGuid, &intent);

    if (err == ERROR_SUCCESS)
        medium->own.Fresh = RSM_FRESH_NEW;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_free_pool_return(struct rsm *rsm, struct rsm_record *medium)
{
    bool waiting = false;
    GUID pool;
    DWORD state;
    rsm_error err = rsm_free_pool_is_waiting(rsm, &medium->info.ObjectGuid, &waiting);

    if (err != ERROR_SUCCESS || !waiting)
        return err;
    err = where_back(rsm, medium, &pool, &state);
    if (err == ERROR_SUCCESS)
        err = change_sides(rsm, &medium->info.ObjectGuid, restore_side, &state);
    if (err == ERROR_SUCCESS)
        err = mark_doubtful(rsm, medium);
    if (err != ERROR_SUCCESS)
        return err;
    medium->own.ReturnPool = rsm_guid_null;
    return rsm_cartridge_move_to_pool(rsm, medium, &pool);
}

static bool is_in_pool_type(struct rsm *rsm, const GUID *pool, DWORD pool_type)
{
    struct rsm_record record;

    return rsm_records_load(rsm->store, pool, NTMS_MEDIA_POOL, &record) == ERROR_SUCCESS &&
           record.info.Info.MediaPool.PoolType == pool_type;
}

/* In Import and Unrecognized the label decides which of them it is. */
static rsm_error follow_label(struct rsm *rsm, const struct rsm_record *medium, bool labelled,
                              GUID *pool, DWORD *state)
{
    const GUID *type = &medium->info.Info.PhysicalMedia.MediaType;

    if (labelled && *state == NTMS_PARTSTATE_FOREIGN) {
        *state = NTMS_PARTSTATE_IMPORT;
        return rsm_catalogue_child_pool(rsm, NTMS_POOLTYPE_IMPORT, type, pool);
    }
    if (!labelled && *state == NTMS_PARTSTATE_IMPORT &&
        is_in_pool_type(rsm, pool, NTMS_POOLTYPE_IMPORT)) {
        *state = NTMS_PARTSTATE_FOREIGN;
        return rsm_catalogue_child_pool(rsm, NTMS_POOLTYPE_FOREIGN, type, pool);
    }
    return ERROR_SUCCESS;
}

rsm_error rsm_free_pool_found(struct rsm *rsm, struct rsm_record *medium,
                              const MediaLabelInfo *label, const GUID *beginning)
{
    const MediaLabelInfo none = {.LabelIDSize = 0};
    struct rsm_record side;
    NTMS_PARTITIONINFORMATIONW *info = &side.info.Info.Partition;
    GUID pool = medium->info.Info.PhysicalMedia.MediaPool;
    rsm_error err = rsm_cartridge_first_side(rsm, &medium->info.ObjectGuid, &side);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_cartridge_label_side(&side, label != NULL ? label : &none);
    if (label == NULL)
        side.own.Beginning = *beginning;
    if (info->State == NTMS_PARTSTATE_UNPREPARED)
        err = follow_label(rsm, medium, label != NULL, &medium->own.ReturnPool,
                           &side.own.ReturnState);
    else
        err = follow_label(rsm, medium, label != NULL, &pool, &info->State);
    if (err == ERROR_SUCCESS)
        err = rsm_records_save(rsm->store, &side);
    return err == ERROR_SUCCESS ? rsm_cartridge_move_to_pool(rsm, medium, &pool) : err;
}

rsm_error rsm_free_pool_is_waiting(struct rsm *rsm, const GUID *medium, bool *waiting_out)
{
    const struct rsm_condition waits[] = {
        {.column = "physical_media", .guid = medium},
        {.column = "state", .number = NTMS_PARTSTATE_UNPREPARED},
    };
    struct rsm_record side;
    rsm_error err = rsm_records_first(rsm->store, NTMS_PARTITION, waits, 2, &side);

    *waiting_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}
