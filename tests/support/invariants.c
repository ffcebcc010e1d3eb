/*
 * The invariants, checked on everything in the store.
 */
#include "support/invariants.h"

#include "core/catalogue.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { POOL_DEPTH_MAX = 256 };

static void expect(bool holds, const struct rsm_record *object, const char *invariant)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    char id[RSM_GUID_TEXT];

    if (holds)
        return;
    (void)rsm_text_to_utf8(name, sizeof name, object->info.szName, RSM_TEXT_TERMINATED);
    rsm_guid_format(&object->info.ObjectGuid, id);
    fail_msg("\"%s\" (%s): %s", name, id, invariant);
}

static void load(struct rsm *rsm, const GUID *id, DWORD type, const struct rsm_record *user,
                 const char *invariant, struct rsm_record *record_out)
{
    rsm_error err = rsm_records_load(rsm->store, id, type, record_out);

    if (err == ERROR_OBJECT_NOT_FOUND)
        expect(false, user, invariant);
    assert_success(err);
}

/* ---- sides ---- */

static bool may_be_in_pool(DWORD state, DWORD pool_type)
{
    switch (state) {
    case NTMS_PARTSTATE_ALLOCATED:
    case NTMS_PARTSTATE_COMPLETE:
    case NTMS_PARTSTATE_RESERVED:
        return pool_type == NTMS_POOLTYPE_APPLICATION;
    case NTMS_PARTSTATE_IMPORT:
        return pool_type == NTMS_POOLTYPE_IMPORT || pool_type == NTMS_POOLTYPE_APPLICATION;
    case NTMS_PARTSTATE_FOREIGN:
    case NTMS_PARTSTATE_INCOMPATIBLE:
    case NTMS_PARTSTATE_UNKNOWN:
        return pool_type == NTMS_POOLTYPE_FOREIGN;
    case NTMS_PARTSTATE_UNPREPARED:
        return pool_type == NTMS_POOLTYPE_SCRATCH;
    case NTMS_PARTSTATE_AVAILABLE:
    case NTMS_PARTSTATE_DECOMMISSIONED:
        return pool_type == NTMS_POOLTYPE_SCRATCH || pool_type == NTMS_POOLTYPE_APPLICATION;
    default:
        return false;
    }
}

static void check_side(struct rsm *rsm, const struct rsm_record *side, const GUID *pool,
                       DWORD pool_type)
{
    const NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;
    bool owned = info->State == NTMS_PARTSTATE_ALLOCATED || info->State == NTMS_PARTSTATE_COMPLETE;
    struct rsm_record owner;

    expect(owned == !rsm_guid_is_null(&info->LogicalMedia), side,
           "a side has a logical medium exactly while it is allocated or complete");
    expect(may_be_in_pool(info->State, pool_type), side,
           "a side is in a pool where its state occurs");
    if (owned) {
        load(rsm, &info->LogicalMedia, NTMS_LOGICAL_MEDIA, side, "its logical medium exists",
             &owner);
        expect(rsm_guid_equal(&owner.info.Info.LogicalMedia.MediaPool, pool), side,
               "a logical medium is in the pool of its side's medium");
    }
}

static void check_sides(struct rsm *rsm, const struct rsm_record *medium, DWORD pool_type)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    const struct rsm_condition of_medium = {.column = "physical_media",
                                            .guid = &medium->info.ObjectGuid};
    struct rsm_record type;
    GUID *sides = NULL;
    size_t count = 0;
    unsigned seen = 0;

    assert_success(rsm_records_ids(rsm->store, NTMS_PARTITION, &of_medium, 1, &sides, &count));
    load(rsm, &info->MediaType, NTMS_MEDIA_TYPE, medium, "its media type exists", &type);
    expect(count == info->dwNumberOfPartitions && count == type.info.Info.MediaType.NumberOfSides,
           medium, "a medium has as many sides as it says, and as its type has");
    for (size_t i = 0; i < count; i++) {
        struct rsm_record side;

        assert_success(rsm_records_load(rsm->store, &sides[i], NTMS_PARTITION, &side));
        check_side(rsm, &side, &info->MediaPool, pool_type);
        expect(side.info.Info.Partition.Side < count, &side, "sides count from 0");
        seen |= 1u << side.info.Info.Partition.Side;
    }
    expect(seen == (1u << count) - 1, medium, "each side has a number of its own");
    free(sides);
}

/* ---- media ---- */

static void check_place(struct rsm *rsm, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    bool nowhere = rsm_guid_is_null(&info->Location) && rsm_guid_is_null(&info->HomeSlot) &&
                   info->LocationType == NTMS_STORAGESLOT;
    struct rsm_record place;

    expect(nowhere == rsm_guid_equal(&info->CurrentLibrary, &rsm_catalogue_offline_library), medium,
           "a medium is in the offline library exactly while it has no place");
    load(rsm, &info->CurrentLibrary, NTMS_LIBRARY, medium, "its library exists", &place);
    if (nowhere)
        return;
    load(rsm, &info->Location, info->LocationType, medium, "its place exists, of that kind",
         &place);
    if (!rsm_guid_is_null(&info->HomeSlot))
        load(rsm, &info->HomeSlot, NTMS_STORAGESLOT, medium, "its home is a slot", &place);
}

static void check_medium(struct rsm *rsm, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct rsm_record pool;

    load(rsm, &info->MediaPool, NTMS_MEDIA_POOL, medium, "its pool exists", &pool);
    expect(!rsm_guid_is_null(&pool.info.Info.MediaPool.MediaType), &pool,
           "a pool that holds media has a media type");
    expect(rsm_guid_equal(&info->MediaType, &pool.info.Info.MediaPool.MediaType), medium,
           "a medium has the media type of its pool");
    expect(info->szSequenceNumber[0] != 0, medium, "a medium has a sequence number");
    check_place(rsm, medium);
    check_sides(rsm, medium, pool.info.Info.MediaPool.PoolType);
}

static int compare_guids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(GUID));
}

/* A record whose place another cartridge took still names it, until the inventory is over. */
static void check_media(struct rsm *rsm)
{
    GUID *media = NULL;
    GUID *places = NULL;
    size_t count = 0;
    size_t place_count = 0;

    assert_success(rsm_records_ids(rsm->store, NTMS_PHYSICAL_MEDIA, NULL, 0, &media, &count));
    places = calloc(count + 1, sizeof *places);
    assert_non_null(places);
    for (size_t i = 0; i < count; i++) {
        struct rsm_record medium;

        assert_success(rsm_records_load(rsm->store, &media[i], NTMS_PHYSICAL_MEDIA, &medium));
        check_medium(rsm, &medium);
        if (medium.own.Fresh != RSM_FRESH_DISPLACED &&
            !rsm_guid_is_null(&medium.info.Info.PhysicalMedia.Location))
            places[place_count++] = medium.info.Info.PhysicalMedia.Location;
    }
    qsort(places, place_count, sizeof *places, compare_guids);
    for (size_t i = 1; i < place_count; i++) {
        if (rsm_guid_equal(&places[i - 1], &places[i]))
            fail_msg("two media are recorded in one place");
    }
    free(places);
    free(media);
}

/* ---- pools ---- */

static void check_pool(struct rsm *rsm, const struct rsm_record *pool)
{
    struct rsm_record parent = *pool;
    int depth = 0;

    while (!rsm_guid_is_null(&parent.info.Info.MediaPool.Parent)) {
        GUID id = parent.info.Info.MediaPool.Parent;

        expect(++depth < POOL_DEPTH_MAX, pool, "no pool contains itself");
        load(rsm, &id, NTMS_MEDIA_POOL, pool, "its parent exists", &parent);
    }
    if (depth == 1 && parent.info.Info.MediaPool.PoolType != NTMS_POOLTYPE_APPLICATION) {
        expect(pool->info.Info.MediaPool.PoolType == parent.info.Info.MediaPool.PoolType, pool,
               "a child of a system pool has its type");
        expect(!rsm_guid_is_null(&pool->info.Info.MediaPool.MediaType), pool,
               "a child of a system pool has a media type");
    }
}

static DWORD children_for(struct rsm *rsm, const GUID *parent, const GUID *media_type)
{
    const struct rsm_condition conditions[] = {
        {.column = "parent", .guid = parent},
        {.column = "media_type", .guid = media_type},
    };
    DWORD count = 0;

    assert_success(rsm_records_count(rsm->store, NTMS_MEDIA_POOL, conditions, 2, &count));
    return count;
}

/* Each media type has one child in all three system pools, or none in any. */
static void check_system_pools(struct rsm *rsm)
{
    GUID *types = NULL;
    size_t count = 0;

    assert_success(rsm_records_ids(rsm->store, NTMS_MEDIA_TYPE, NULL, 0, &types, &count));
    for (size_t i = 0; i < count; i++) {
        DWORD in_free = children_for(rsm, &rsm_catalogue_free_pool, &types[i]);
        DWORD in_import = children_for(rsm, &rsm_catalogue_import_pool, &types[i]);
        DWORD in_unrecognized = children_for(rsm, &rsm_catalogue_unrecognized_pool, &types[i]);

        if (in_free > 1 || in_import != in_free || in_unrecognized != in_free)
            fail_msg("a media type has %lu, %lu and %lu children in Free, Import and Unrecognized",
                     (unsigned long)in_free, (unsigned long)in_import,
                     (unsigned long)in_unrecognized);
    }
    free(types);
}

static void check_pools(struct rsm *rsm)
{
    GUID *pools = NULL;
    size_t count = 0;

    assert_success(rsm_records_ids(rsm->store, NTMS_MEDIA_POOL, NULL, 0, &pools, &count));
    for (size_t i = 0; i < count; i++) {
        struct rsm_record pool;

        assert_success(rsm_records_load(rsm->store, &pools[i], NTMS_MEDIA_POOL, &pool));
        check_pool(rsm, &pool);
    }
    free(pools);
    check_system_pools(rsm);
}

/* ---- no orphans ---- */

static void check_owners(struct rsm *rsm, DWORD type, DWORD owned_type, const char *column)
{
    GUID *ids = NULL;
    size_t count = 0;

    assert_success(rsm_records_ids(rsm->store, type, NULL, 0, &ids, &count));
    for (size_t i = 0; i < count; i++) {
        const struct rsm_condition of_owner = {.column = column, .guid = &ids[i]};
        struct rsm_record owner;
        DWORD owned = 0;

        assert_success(rsm_records_load(rsm->store, &ids[i], type, &owner));
        assert_success(rsm_records_count(rsm->store, owned_type, &of_owner, 1, &owned));
        expect(owned > 0, &owner, "nothing is left of what was deleted");
    }
    free(ids);
}

static void check_orphans(struct rsm *rsm)
{
    GUID *sides = NULL;
    size_t count = 0;

    check_owners(rsm, NTMS_LOGICAL_MEDIA, NTMS_PARTITION, "logical_media");
    assert_success(rsm_records_ids(rsm->store, NTMS_PARTITION, NULL, 0, &sides, &count));
    for (size_t i = 0; i < count; i++) {
        struct rsm_record side;
        struct rsm_record medium;

        assert_success(rsm_records_load(rsm->store, &sides[i], NTMS_PARTITION, &side));
        load(rsm, &side.info.Info.Partition.PhysicalMedia, NTMS_PHYSICAL_MEDIA, &side,
             "the medium of a side exists", &medium);
    }
    free(sides);
}

void assert_invariants(struct rsm *rsm)
{
    assert_success(rsm_store_begin(rsm->store, RSM_STORE_READ));
    check_pools(rsm);
    check_media(rsm);
    check_orphans(rsm);
    assert_success(rsm_store_end(rsm->store, ERROR_SUCCESS));
}
