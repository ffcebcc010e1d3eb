/*
 * rsm move: a cartridge goes to another media pool.
 */
#include <string.h>

#include "cli/freeing.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "cli/sides.h"
#include "model/guid.h"

static rsm_error tell(struct rsm_run *run, struct rsm_sides *sides, const GUID *from,
                      bool is_pending)
{
    GUID medium = sides->medium.ObjectGuid;
    char name[RSM_DISPLAY_TEXT];
    char pool[RSM_POOLS_PATH];
    char from_pool[RSM_POOLS_PATH];
    rsm_error err;

    rsm_sides_name(sides, name);
    rsm_sides_free(sides);
    err = rsm_sides_read(run->session, &medium, sides);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" cannot be read again", name);
    sides->named = sides->count;
    rsm_pools_name(run->session, &sides->medium.Info.PhysicalMedia.MediaPool, pool);
    rsm_pools_name(run->session, from, from_pool);
    rsm_output_print(run->out, "\"%s\" is in the media pool \"%s\".\n", name, pool);
    if (is_pending)
        rsm_output_print(run->out,
                         "Its free label is written when this command ends, or by a program that "
                         "works with the library now.\n");
    rsm_sides_tell(run, sides);
    rsm_json_guid(run->json, "from_media_pool", from);
    rsm_json_text(run->json, "from_media_pool_name", from_pool);
    rsm_json_flag(run->json, "label_pending", is_pending);
    return ERROR_SUCCESS;
}

static rsm_error move(struct rsm_run *run, struct rsm_sides *sides,
                      const NTMS_OBJECTINFORMATIONW *pool)
{
    const GUID from = sides->medium.Info.PhysicalMedia.MediaPool;
    char name[RSM_DISPLAY_TEXT];
    struct rsm_follow follow;
    bool is_pending = false;
    rsm_error told;
    rsm_error err = rsm_follow_begin(run, &follow);

    rsm_sides_name(sides, name);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "\"%s\" cannot be moved", name);
    else
        err = rsm_freeing_move(run, sides, &pool->ObjectGuid);
    if (err == ERROR_SUCCESS) {
        err = rsm_freeing_settle(run, &follow, name, &is_pending);
        told = tell(run, sides, &from, is_pending);
        err = err == ERROR_SUCCESS ? told : err;
    }
    rsm_follow_end(&follow);
    return err;
}

static bool goes_to_free(const NTMS_OBJECTINFORMATIONW *pool)
{
    return pool->Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH;
}

/* Nobody gets to Free by chance. */
static rsm_error find_pool(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *pool_out)
{
    const struct rsm_argument *name = rsm_arguments_find(&run->arguments, "m");
    rsm_error err = rsm_named_find(run, name, NTMS_MEDIA_POOL, pool_out);

    return err == ERROR_SUCCESS && goes_to_free(pool_out)
               ? rsm_named_find_in_full(run, name, NTMS_MEDIA_POOL, pool_out)
               : err;
}

/* The same cautions as for rsm freemedia, and nobody's medium is taken away. */
static rsm_error check(struct rsm_run *run, const struct rsm_sides *sides,
                       const NTMS_OBJECTINFORMATIONW *pool)
{
    bool stays = rsm_guid_equal(&sides->medium.Info.PhysicalMedia.MediaPool, &pool->ObjectGuid);

    if (!goes_to_free(pool) || stays)
        return ERROR_SUCCESS;
    return rsm_freeing_check(run, sides, sides->count);
}

static rsm_error run_move(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW pool;
    struct rsm_sides sides = {.count = 0};
    rsm_error err = find_pool(run, &pool);

    if (err == ERROR_SUCCESS)
        err =
            rsm_sides_find(run, goes_to_free(&pool) ? RSM_SIDES_CERTAIN : RSM_SIDES_WHOLE, &sides);
    if (err == ERROR_SUCCESS)
        err = check(run, &sides, &pool);
    if (err == ERROR_SUCCESS)
        err = move(run, &sides, &pool);
    rsm_sides_free(&sides);
    return err;
}

static const struct rsm_switch move_switches[] = {
    RSM_NAMED_PAIR("p", "medium", true, "the cartridge, or a side of it, by its GUID",
                   "the cartridge, or a side of it, by its whole name"),
    {.name = "m",
     .value = RSM_VALUE_TEXT,
     .shown = "<pool>",
     .is_required = true,
     .help = "the media pool to move it to, by its path"},
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_move = {
    .name = "move",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Move a cartridge to another media pool",
    .switches = move_switches,
    .details =
        "It goes as a whole, with all its sides, from Free or a pool of an application to such a "
        "pool, for the same type of media. Nothing is written to it then, and what belongs to a "
        "program goes on doing so.\n"
        "From Import and Unrecognized, and from a pool of an application when no program has it, "
        "it can go to the pool in Free for its type. A free label is written to it then: WHAT IS "
        "ON IT IS LOST. To take a cartridge of Import into a pool with what is on it, allocate "
        "it: rsm allocate /m /p.",
    .has_facts = true,
    .needs_session = true,
    .run = run_move,
};
