/*
 * The tree of media pools.
 */
#include "cli/pools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/listing.h"
#include "cli/width.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/text.h"

static rsm_error add_pool(struct rsm_pools *pools, const char *above, size_t depth,
                          const NTMS_OBJECTINFORMATIONW *info)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    size_t room = strlen(above) + sizeof name + 1;
    struct rsm_pool *grown =
        rsm_array_grow(pools->pools, sizeof *grown, pools->count + 1, &pools->room);
    struct rsm_pool *pool;

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    pools->pools = grown;
    pool = &grown[pools->count];
    pool->path = malloc(room);
    if (pool->path == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    pools->count++;
    rsm_text_to_utf8(name, sizeof name, info->szName, NTMS_OBJECTNAME_LENGTH);
    snprintf(pool->path, room, "%s%s%s", above, above[0] != '\0' ? "\\" : "", name);
    pool->name = pool->path + (above[0] != '\0' ? strlen(above) + 1 : 0);
    pool->id = info->ObjectGuid;
    pool->depth = depth;
    pool->info = info->Info.MediaPool;
    return ERROR_SUCCESS;
}

/* The pools in a pool, each with those in it.  A tree that is no tree ends at a depth. */
static rsm_error read_below(HANDLE session, GUID *container, const char *above, size_t depth,
                            struct rsm_pools *pools)
{
    struct rsm_listing listing;
    rsm_error err = rsm_listing_read(session, container, NTMS_MEDIA_POOL, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        NTMS_OBJECTINFORMATIONW info;

        err = rsm_listing_describe(session, &listing.ids[i], NTMS_MEDIA_POOL, &info);
        if (err == ERROR_OBJECT_NOT_FOUND) {
            err = ERROR_SUCCESS;
            continue;
        }
        if (err == ERROR_SUCCESS)
            err = add_pool(pools, above, depth, &info);
        if (err == ERROR_SUCCESS && depth + 1 < RSM_POOLS_DEPTH)
            err = read_below(session, &listing.ids[i], pools->pools[pools->count - 1].path,
                             depth + 1, pools);
    }
    rsm_listing_free(&listing);
    return err;
}

rsm_error rsm_pools_read(HANDLE session, struct rsm_pools *pools_out)
{
    memset(pools_out, 0, sizeof *pools_out);
    return read_below(session, NULL, "", 0, pools_out);
}

void rsm_pools_free(struct rsm_pools *pools)
{
    for (size_t i = 0; i < pools->count; i++)
        free(pools->pools[i].path);
    free(pools->pools);
    memset(pools, 0, sizeof *pools);
}

const char *rsm_pools_path(const struct rsm_pools *pools, const GUID *id)
{
    for (size_t i = 0; i < pools->count; i++) {
        if (rsm_guid_equal(&pools->pools[i].id, id))
            return pools->pools[i].path;
    }
    return "";
}

void rsm_pools_name(HANDLE session, const GUID *id, char path_out[RSM_POOLS_PATH])
{
    WCHAR path[NTMS_POOLHIERARCHY_LENGTH];
    DWORD room = NTMS_POOLHIERARCHY_LENGTH;
    GUID pool = *id;

    path_out[0] = '\0';
    if (GetNtmsMediaPoolNameW(session, &pool, path, &room) != ERROR_SUCCESS)
        return;
    rsm_text_to_utf8(path_out, RSM_POOLS_PATH, path + (path[0] == '\\' ? 1 : 0),
                     NTMS_POOLHIERARCHY_LENGTH - 1);
    rsm_width_clean(path_out);
}
