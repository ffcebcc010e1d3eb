/*
 * Allocation and its end.
 */
#include "core/allocation.h"

#include "core/access.h"
#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "store/searches.h"

#include <stdlib.h>

/* ---- pools ---- */

rsm_error rsm_allocation_require_pool(struct rsm *rsm, const GUID *id, struct rsm_record *pool_out)
{
    const NTMS_MEDIAPOOLINFORMATION *pool = &pool_out->info.Info.MediaPool;
    rsm_error err =
        rsm_objects_require(rsm, id, NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA_POOL, pool_out);

    if (err == ERROR_SUCCESS &&
        (pool->PoolType != NTMS_POOLTYPE_APPLICATION || rsm_guid_is_null(&pool->MediaType)))
        err = ERROR_INVALID_MEDIA_POOL;
    return err;
}

/* The child of Free for a media type, which comes with the first library that takes that type. */
static rsm_error find_free_pool(struct rsm *rsm, const GUID *media_type,
                                struct rsm_record *pool_out)
{
    const struct rsm_condition of_type[] = {
        {.column = "parent", .guid = &rsm_catalogue_free_pool},
        {.column = "media_type", .guid = media_type},
    };

    return rsm_records_first(rsm->store, NTMS_MEDIA_POOL, of_type, 2, pool_out);
}

/* May the caller take media from that pool into the other one? */
static rsm_error check_rights(const struct rsm_session *session, const struct rsm_record *from,
                              const struct rsm_record *to)
{
    bool free = from->info.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH;
    rsm_error err = rsm_access_check(session, to, NTMS_CONTROL_ACCESS);

    if (err == ERROR_SUCCESS && !rsm_guid_equal(&from->info.ObjectGuid, &to->info.ObjectGuid))
        err = rsm_access_check(session, from, free ? NTMS_USE_ACCESS : NTMS_CONTROL_ACCESS);
    return err;
}

/* ---- media and sides ---- */

/* Can the cartridge be got at, and is it known which one it is?  ERROR_RESOURCE_DISABLED,
 * ERROR_MEDIA_OFFLINE, ERROR_INVALID_MEDIA. */
static rsm_error check_reach(struct rsm *rsm, const struct rsm_record *medium)
{
    struct rsm_record library;
    rsm_error err = rsm_records_load(rsm->store, &medium->info.Info.PhysicalMedia.CurrentLibrary,
                                     NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return err;
    if (!library.info.Enabled || !medium->info.Enabled)
        return ERROR_RESOURCE_DISABLED;
    if (library.info.dwOperationalState == NTMS_NOT_PRESENT ||
        (library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0 ||
        medium->own.Fresh == RSM_FRESH_DISPLACED)
        return ERROR_MEDIA_OFFLINE;
    return medium->own.Fresh == RSM_FRESH_NEW ? ERROR_INVALID_MEDIA : ERROR_SUCCESS;
}

static bool is_owned(DWORD state)
{
    return state == NTMS_PARTSTATE_ALLOCATED || state == NTMS_PARTSTATE_COMPLETE ||
           state == NTMS_PARTSTATE_RESERVED;
}

struct side_search {
    DWORD state;
    struct rsm_record *side;
    bool found;
};

static bool keep_lowest(void *context, const struct rsm_record *side)
{
    struct side_search *search = context;
    const NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;

    if (info->State == search->state &&
        (!search->found || info->Side < search->side->info.Info.Partition.Side)) {
        *search->side = *side;
        search->found = true;
    }
    return true;
}

/* The first side of a medium, by number, in that state.  ERROR_OBJECT_NOT_FOUND. */
static rsm_error find_side_in_state(struct rsm *rsm, const GUID *medium, DWORD state,
                                    struct rsm_record *side_out)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};
    struct side_search search = {.state = state, .side = side_out};
    rsm_error err =
        rsm_records_each(rsm->store, NTMS_PARTITION, &of_medium, 1, keep_lowest, &search);

    if (err == ERROR_SUCCESS && !search.found)
        err = ERROR_OBJECT_NOT_FOUND;
    return err;
}

static bool note_owned(void *context, const struct rsm_record *side)
{
    bool *owned = context;

    *owned = is_owned(side->info.Info.Partition.State);
    return !*owned;
}

/* Is any side of the medium ALLOCATED, COMPLETE or RESERVED? */
static rsm_error has_owner(struct rsm *rsm, const GUID *medium, bool *owned_out)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};

    *owned_out = false;
    return rsm_records_each(rsm->store, NTMS_PARTITION, &of_medium, 1, note_owned, owned_out);
}

/* Every side of the medium in the first state gets the second one. */
static rsm_error change_state(struct rsm *rsm, const GUID *medium, DWORD from, DWORD to)
{
    const struct rsm_condition in_state[] = {
        {.column = "physical_media", .guid = medium},
        {.column = "state", .number = from},
    };

    return rsm_records_set_number_of_all(rsm->store, NTMS_PARTITION, in_state, 2, "state", to);
}

/* ---- choosing ---- */

/* Of a whole medium the first side is taken, whichever was found. */
static rsm_error search_pool(struct rsm *rsm, const struct rsm_record *pool, bool whole,
                             GUID *side_out)
{
    struct rsm_record side;
    rsm_error err =
        rsm_searches_available_side(rsm->store, &pool->info.ObjectGuid, whole, side_out);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_MEDIA_UNAVAILABLE;
    if (err == ERROR_SUCCESS && whole) {
        err = rsm_records_load(rsm->store, side_out, NTMS_PARTITION, &side);
        if (err == ERROR_SUCCESS)
            err = find_side_in_state(rsm, &side.info.Info.Partition.PhysicalMedia,
                                     NTMS_PARTSTATE_AVAILABLE, &side);
        if (err == ERROR_SUCCESS)
            *side_out = side.info.ObjectGuid;
    }
    return err;
}

static rsm_error search_free(const struct rsm_session *session, const struct rsm_record *pool,
                             bool whole, GUID *side_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record free_pool;
    rsm_error err = find_free_pool(rsm, &pool->info.Info.MediaPool.MediaType, &free_pool);

    if (err == ERROR_OBJECT_NOT_FOUND) {
        rsm_log(RSM_LOG_WARNING, "core",
                "a medium should come from Free, but no library takes media of that type");
        return ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (err == ERROR_SUCCESS)
        err = check_rights(session, &free_pool, pool);
    if (err == ERROR_SUCCESS)
        err = search_pool(rsm, &free_pool, whole, side_out);
    return err;
}

rsm_error rsm_allocation_find(const struct rsm_session *session, const struct rsm_record *pool,
                              bool whole, GUID *side_out)
{
    rsm_error err = check_rights(session, pool, pool);

    if (err == ERROR_SUCCESS)
        err = search_pool(session->rsm, pool, whole, side_out);
    if (err == ERROR_MEDIA_UNAVAILABLE &&
        (pool->info.Info.MediaPool.AllocationPolicy & NTMS_ALLOCATE_FROMSCRATCH) != 0)
        err = search_free(session, pool, whole, side_out);
    return err;
}

/* What the documents leave open, the reason for which a side cannot be had, is the spec's choice. */
static rsm_error check_side_state(struct rsm *rsm, const struct rsm_record *side,
                                  const struct rsm_record *medium, const struct rsm_record *pool,
                                  bool whole)
{
    DWORD state = side->info.Info.Partition.State;
    bool stays = rsm_guid_equal(&medium->info.Info.PhysicalMedia.MediaPool, &pool->info.ObjectGuid);
    bool owned = false;
    rsm_error err = ERROR_SUCCESS;

    if (state != NTMS_PARTSTATE_AVAILABLE && state != NTMS_PARTSTATE_IMPORT)
        return ERROR_INVALID_MEDIA;
    if (!rsm_guid_equal(&medium->info.Info.PhysicalMedia.MediaType,
                        &pool->info.Info.MediaPool.MediaType))
        return ERROR_MEDIA_INCOMPATIBLE;
    if (!stays || whole)
        err = has_owner(rsm, &medium->info.ObjectGuid, &owned);
    return err == ERROR_SUCCESS && owned ? ERROR_BUSY : err;
}

/* Whoever asks for one side may want what is on it, which is lost if its tape is being erased.  ERROR_BUSY. */
static rsm_error check_unwritten(struct rsm *rsm, const struct rsm_record *medium)
{
    struct rsm_intent intent;
    rsm_error err = rsm_journal_find_write(rsm->store, &medium->info.ObjectGuid, &intent);

    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_allocation_check_side(const struct rsm_session *session,
                                    const struct rsm_record *pool, const GUID *side, bool whole)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record record;
    struct rsm_record medium;
    struct rsm_record from;
    rsm_error err = rsm_objects_require(rsm, side, NTMS_PARTITION, ERROR_INVALID_MEDIA, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &record.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &medium.info.Info.PhysicalMedia.MediaPool,
                               NTMS_MEDIA_POOL, &from);
    if (err == ERROR_SUCCESS)
        err = check_rights(session, &from, pool);
    if (err == ERROR_SUCCESS && !record.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS)
        err = check_reach(rsm, &medium);
    if (err == ERROR_SUCCESS)
        err = check_side_state(rsm, &record, &medium, pool, whole);
    return err == ERROR_SUCCESS ? check_unwritten(rsm, &medium) : err;
}

/* The side behind a logical medium, and its medium.  ERROR_INVALID_MEDIA. */
static rsm_error require_owned_side(struct rsm *rsm, const GUID *owner, struct rsm_record *side_out,
                                    struct rsm_record *medium_out)
{
    const struct rsm_condition of_owner = {.column = "logical_media", .guid = owner};
    struct rsm_record record;
    rsm_error err =
        rsm_objects_require(rsm, owner, NTMS_LOGICAL_MEDIA, ERROR_INVALID_MEDIA, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_records_first(rsm->store, NTMS_PARTITION, &of_owner, 1, side_out);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &side_out->info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, medium_out);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_MEDIA : err;
}

rsm_error rsm_allocation_find_next(const struct rsm_session *session, const struct rsm_record *pool,
                                   const GUID *owner, GUID *side_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record side;
    struct rsm_record medium;
    rsm_error err = require_owned_side(rsm, owner, &side, &medium);

    if (err == ERROR_SUCCESS &&
        !rsm_guid_equal(&medium.info.Info.PhysicalMedia.MediaPool, &pool->info.ObjectGuid))
        err = ERROR_INVALID_MEDIA_POOL;
    if (err == ERROR_SUCCESS)
        err = check_rights(session, pool, pool);
    if (err == ERROR_SUCCESS)
        err = check_reach(rsm, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    err = find_side_in_state(rsm, &medium.info.ObjectGuid, NTMS_PARTSTATE_RESERVED, &side);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = find_side_in_state(rsm, &medium.info.ObjectGuid, NTMS_PARTSTATE_AVAILABLE, &side);
    if (err == ERROR_SUCCESS)
        *side_out = side.info.ObjectGuid;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_MEDIA_UNAVAILABLE : err;
}

/* ---- taking ---- */

/* A logical medium is named like its cartridge. */
static rsm_error add_owner(struct rsm *rsm, const struct rsm_record *medium,
                           const struct rsm_record *pool, GUID *owner_out)
{
    struct rsm_record owner;
    rsm_error err;

    rsm_record_begin(&owner, NTMS_LOGICAL_MEDIA);
    (void)rsm_text_copy(owner.info.szName, NTMS_OBJECTNAME_LENGTH, medium->info.szName);
    owner.info.Info.LogicalMedia.MediaPool = pool->info.ObjectGuid;
    err = rsm_records_insert(rsm->store, &owner);
    if (err == ERROR_SUCCESS)
        *owner_out = owner.info.ObjectGuid;
    return err;
}

static void log_side(const struct rsm_record *side, const struct rsm_record *pool, const char *what)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    char pool_name[NTMS_OBJECTNAME_LENGTH * 3];

    (void)rsm_text_to_utf8(name, sizeof name, side->info.szName, NTMS_OBJECTNAME_LENGTH);
    (void)rsm_text_to_utf8(pool_name, sizeof pool_name, pool->info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_log(RSM_LOG_INFO, "core", "side %s in the media pool \"%s\" is %s", name, pool_name, what);
}

static rsm_error give_owner(struct rsm *rsm, const struct rsm_record *medium,
                            const struct rsm_record *pool, const GUID *side, GUID *owner_out)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, side, NTMS_PARTITION, &record);

    if (err == ERROR_SUCCESS)
        err = add_owner(rsm, medium, pool, owner_out);
    if (err != ERROR_SUCCESS)
        return err;
    record.info.Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    record.info.Info.Partition.LogicalMedia = *owner_out;
    record.info.Info.Partition.dwAllocateCount++;
    log_side(&record, pool, "allocated");
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_allocation_take(struct rsm *rsm, const struct rsm_record *pool, const GUID *side,
                              bool whole, struct rsm_allocation *allocation_out)
{
    struct rsm_record record;
    struct rsm_record medium;
    rsm_error err = rsm_records_load(rsm->store, side, NTMS_PARTITION, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &record.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    allocation_out->from = medium.info.Info.PhysicalMedia.MediaPool;
    if (!rsm_guid_equal(&allocation_out->from, &pool->info.ObjectGuid))
        err = rsm_cartridge_move_to_pool(rsm, &medium, &pool->info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = give_owner(rsm, &medium, pool, side, &allocation_out->owner);
    if (err == ERROR_SUCCESS && whole)
        err = change_state(rsm, &medium.info.ObjectGuid, NTMS_PARTSTATE_AVAILABLE,
                           NTMS_PARTSTATE_RESERVED);
    return err;
}

/* ---- the end ---- */

static bool is_used_up(const struct rsm_record *side, const struct rsm_record *pool)
{
    DWORD limit = pool->info.Info.MediaPool.dwMaxAllocates;

    return limit != 0 && side->info.Info.Partition.dwAllocateCount >= limit;
}

/* The side loses its owner, which is deleted. */
static rsm_error take_owner(struct rsm *rsm, struct rsm_record *side, const struct rsm_record *pool)
{
    GUID owner = side->info.Info.Partition.LogicalMedia;
    bool used_up = is_used_up(side, pool);
    rsm_error err = rsm_records_delete(rsm->store, &owner);

    if (err != ERROR_SUCCESS)
        return err;
    side->info.Info.Partition.LogicalMedia = rsm_guid_null;
    side->info.Info.Partition.State =
        used_up ? NTMS_PARTSTATE_DECOMMISSIONED : NTMS_PARTSTATE_AVAILABLE;
    log_side(side, pool, used_up ? "used up, and decommissioned" : "given back");
    return rsm_records_save(rsm->store, side);
}

/* Sides stay reserved as long as their medium has an owner. */
static rsm_error release_reserved(struct rsm *rsm, const GUID *medium)
{
    static const DWORD owned[] = {NTMS_PARTSTATE_ALLOCATED, NTMS_PARTSTATE_COMPLETE};
    struct rsm_record side;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; err == ERROR_OBJECT_NOT_FOUND && i < sizeof owned / sizeof owned[0]; i++)
        err = find_side_in_state(rsm, medium, owned[i], &side);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = change_state(rsm, medium, NTMS_PARTSTATE_RESERVED, NTMS_PARTSTATE_AVAILABLE);
    return err;
}

/* Does the medium go to Free now?  What cannot be labelled, or would be refused by a move, stays. */
static rsm_error goes_to_free(const struct rsm_session *session, const struct rsm_record *medium,
                              bool *goes_out)
{
    struct rsm *rsm = session->rsm;
    const GUID *media_type = &medium->info.Info.PhysicalMedia.MediaType;
    struct rsm_record type;
    struct rsm_record free_pool;
    bool owned = false;
    rsm_error err = has_owner(rsm, &medium->info.ObjectGuid, &owned);

    *goes_out = false;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, media_type, NTMS_MEDIA_TYPE, &type);
    if (err != ERROR_SUCCESS || owned ||
        type.info.Info.MediaType.ReadWriteCharacteristics == NTMS_MEDIARW_READONLY)
        return err;
    err = check_reach(rsm, medium);
    if (err == ERROR_SUCCESS)
        err = find_free_pool(rsm, media_type, &free_pool);
    if (err == ERROR_RESOURCE_DISABLED || err == ERROR_MEDIA_OFFLINE ||
        err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &free_pool, NTMS_USE_ACCESS);
    *goes_out = err == ERROR_SUCCESS;
    return err;
}

rsm_error rsm_allocation_end(const struct rsm_session *session, const GUID *owner,
                             struct rsm_record *medium_out, bool *to_free_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record side;
    struct rsm_record pool;
    rsm_error err = require_owned_side(rsm, owner, &side, medium_out);

    *to_free_out = false;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &medium_out->info.Info.PhysicalMedia.MediaPool,
                               NTMS_MEDIA_POOL, &pool);
    if (err == ERROR_SUCCESS)
        err = check_rights(session, &pool, &pool);
    if (err == ERROR_SUCCESS)
        err = take_owner(rsm, &side, &pool);
    if (err == ERROR_SUCCESS)
        err = release_reserved(rsm, &medium_out->info.ObjectGuid);
    if (err == ERROR_SUCCESS && !is_used_up(&side, &pool) &&
        (pool.info.Info.MediaPool.DeallocationPolicy & NTMS_DEALLOCATE_TOSCRATCH) != 0)
        err = goes_to_free(session, medium_out, to_free_out);
    return err;
}
