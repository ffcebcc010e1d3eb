/*
 * What must hold for pools and media types: the tree of pools, and the children of the system pools
 * (sections 4.11 and 6 of the object model).
 */
#include "core/invariants_parts.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/array.h"
#include "store/records.h"

#include <stdlib.h>

/* A path of 511 characters has no more parts. */
enum { SYSTEM_POOLS = 3, DEPTH_MAX = 256 };

static const struct {
    const GUID *id;
    DWORD type;
} system_pools[SYSTEM_POOLS] = {
    {&rsm_catalogue_free_pool, NTMS_POOLTYPE_SCRATCH},
    {&rsm_catalogue_import_pool, NTMS_POOLTYPE_IMPORT},
    {&rsm_catalogue_unrecognized_pool, NTMS_POOLTYPE_FOREIGN},
};

/* ---- read once ---- */

struct reading {
    void *items;
    size_t item_size;
    size_t count;
    size_t room;
};

/* Room for one more; NULL when memory is short. */
static void *append(struct reading *reading)
{
    char *grown =
        rsm_array_grow(reading->items, reading->item_size, reading->count + 1, &reading->room);

    if (grown == NULL)
        return NULL;
    reading->items = grown;
    return grown + reading->count * reading->item_size;
}

static bool read_pool(void *context, const struct rsm_record *record)
{
    struct reading *reading = context;
    const NTMS_MEDIAPOOLINFORMATION *info = &record->info.Info.MediaPool;
    struct rsm_invariants_pool *pool = append(reading);

    if (pool == NULL)
        return false;
    *pool = (struct rsm_invariants_pool){.id = record->info.ObjectGuid,
                                         .parent = info->Parent,
                                         .media_type = info->MediaType,
                                         .type = info->PoolType};
    reading->count++;
    return true;
}

static bool read_type(void *context, const struct rsm_record *record)
{
    struct reading *reading = context;
    struct rsm_invariants_type *type = append(reading);

    if (type == NULL)
        return false;
    *type = (struct rsm_invariants_type){.id = record->info.ObjectGuid,
                                         .sides = record->info.Info.MediaType.NumberOfSides};
    reading->count++;
    return true;
}

/* All of a kind, in the order of rsm_guid_order(): their GUID is the first member of both. */
static rsm_error read_all(struct rsm_invariants *run, DWORD type, rsm_record_visit *read,
                          struct reading *reading)
{
    DWORD expected = 0;
    rsm_error err = rsm_records_count(run->rsm->store, type, NULL, 0, &expected);

    if (err == ERROR_SUCCESS)
        err = rsm_records_each(run->rsm->store, type, NULL, 0, read, reading);
    if (err == ERROR_SUCCESS && reading->count < expected)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (reading->count > 0)
        qsort(reading->items, reading->count, reading->item_size, rsm_guid_order);
    return err;
}

rsm_error rsm_invariants_pools_read(struct rsm_invariants *run)
{
    struct reading pools = {.item_size = sizeof *run->pools};
    struct reading types = {.item_size = sizeof *run->types};
    rsm_error err = read_all(run, NTMS_MEDIA_POOL, read_pool, &pools);

    if (err == ERROR_SUCCESS)
        err = read_all(run, NTMS_MEDIA_TYPE, read_type, &types);
    run->pools = pools.items;
    run->pool_count = pools.count;
    run->types = types.items;
    run->type_count = types.count;
    return err;
}

const struct rsm_invariants_pool *rsm_invariants_pool_find(const struct rsm_invariants *run,
                                                           const GUID *id)
{
    return run->pool_count == 0
               ? NULL
               : bsearch(id, run->pools, run->pool_count, sizeof *run->pools, rsm_guid_order);
}

struct rsm_invariants_type *rsm_invariants_type_find(const struct rsm_invariants *run,
                                                     const GUID *id)
{
    return run->type_count == 0
               ? NULL
               : bsearch(id, run->types, run->type_count, sizeof *run->types, rsm_guid_order);
}

/* ---- the tree ---- */

/* Which of the system pools it is; SYSTEM_POOLS = none. */
static size_t system_pool_of(const GUID *id)
{
    size_t i = 0;

    while (i < SYSTEM_POOLS && !rsm_guid_equal(system_pools[i].id, id))
        i++;
    return i;
}

/* Steps from the pool to the top; more than DEPTH_MAX when it is in itself. */
static size_t depth_of(const struct rsm_invariants *run, const struct rsm_invariants_pool *pool)
{
    size_t depth = 0;

    while (pool != NULL && !rsm_guid_is_null(&pool->parent) && depth <= DEPTH_MAX) {
        pool = rsm_invariants_pool_find(run, &pool->parent);
        depth++;
    }
    return depth;
}

static void check_top(struct rsm_invariants *run, const struct rsm_invariants_pool *pool)
{
    size_t which = system_pool_of(&pool->id);
    bool is_root = rsm_guid_equal(&pool->id, &rsm_catalogue_root_pool);
    DWORD expected = NTMS_POOLTYPE_APPLICATION;

    if (is_root)
        expected = NTMS_POOLTYPE_UNKNOWN;
    else if (which < SYSTEM_POOLS)
        expected = system_pools[which].type;
    rsm_invariants_expect_of(run, pool->type == expected, &pool->id,
                             "it is at the top, and its pool type is not that of its place");
    if (is_root || which < SYSTEM_POOLS)
        rsm_invariants_expect_of(run, rsm_guid_is_null(&pool->media_type), &pool->id,
                                 "it is a built-in pool that holds pools, and has a media type");
}

static void check_child(struct rsm_invariants *run, const struct rsm_invariants_pool *pool,
                        const struct rsm_invariants_pool *parent)
{
    size_t which = system_pool_of(&parent->id);
    struct rsm_invariants_type *type;

    rsm_invariants_expect_of(run, rsm_guid_is_null(&parent->media_type), &pool->id,
                             "its parent has a media type, so that it may not hold pools");
    rsm_invariants_expect_of(run, pool->type == parent->type, &pool->id,
                             "its pool type is not that of its parent");
    rsm_invariants_expect_of(run, !rsm_guid_equal(&parent->id, &rsm_catalogue_root_pool), &pool->id,
                             "it names the hidden root pool as its parent");
    if (which == SYSTEM_POOLS)
        return;
    rsm_invariants_expect_of(run, !rsm_guid_is_null(&pool->media_type), &pool->id,
                             "it is a child of a system pool and has no media type");
    type = rsm_invariants_type_find(run, &pool->media_type);
    if (type != NULL)
        type->children[which]++;
}

static void check_pool(struct rsm_invariants *run, const struct rsm_invariants_pool *pool)
{
    const struct rsm_invariants_pool *parent;

    if (!rsm_guid_is_null(&pool->media_type))
        rsm_invariants_expect_of(run, rsm_invariants_type_find(run, &pool->media_type) != NULL,
                                 &pool->id, "its media type does not exist");
    if (rsm_guid_is_null(&pool->parent)) {
        check_top(run, pool);
        return;
    }
    parent = rsm_invariants_pool_find(run, &pool->parent);
    rsm_invariants_expect_of(run, parent != NULL, &pool->id, "its parent does not exist");
    rsm_invariants_expect_of(run, depth_of(run, pool) <= DEPTH_MAX, &pool->id,
                             "it contains itself");
    if (parent != NULL)
        check_child(run, pool, parent);
}

rsm_error rsm_invariants_check_pools(struct rsm_invariants *run)
{
    for (size_t i = 0; run->err == ERROR_SUCCESS && i < run->pool_count; i++)
        check_pool(run, &run->pools[i]);
    for (size_t i = 0; run->err == ERROR_SUCCESS && i < run->type_count; i++) {
        const struct rsm_invariants_type *type = &run->types[i];

        rsm_invariants_expect_of(run,
                                 type->children[0] <= 1 && type->children[1] == type->children[0] &&
                                     type->children[2] == type->children[0],
                                 &type->id,
                                 "it has not the same one pool, or none, in each of Free, Import "
                                 "and Unrecognized");
    }
    return run->err;
}
