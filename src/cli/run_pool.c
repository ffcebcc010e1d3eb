/*
 * rsm pool: shows what a media pool is for, and changes its policies.
 */
#include <stdio.h>

#include "cli/listing.h"
#include "cli/named.h"
#include "cli/policies.h"
#include "cli/run.h"

static void set_bit(DWORD *policy, DWORD bit, const struct rsm_argument *wanted)
{
    if (wanted != NULL)
        *policy = wanted->number != 0 ? *policy | bit : *policy & ~bit;
}

static rsm_error change(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *pool)
{
    NTMS_MEDIAPOOLINFORMATION *info = &pool->Info.MediaPool;
    const struct rsm_argument *draws = rsm_arguments_find(&run->arguments, "d");
    const struct rsm_argument *returns = rsm_arguments_find(&run->arguments, "r");
    const struct rsm_argument *limit = rsm_arguments_find(&run->arguments, "n");
    char path[RSM_POOLS_PATH];
    rsm_error err;

    if (draws == NULL && returns == NULL && limit == NULL)
        return ERROR_SUCCESS;
    set_bit(&info->AllocationPolicy, NTMS_ALLOCATE_FROMSCRATCH, draws);
    set_bit(&info->DeallocationPolicy, NTMS_DEALLOCATE_TOSCRATCH, returns);
    if (limit != NULL)
        info->dwMaxAllocates = limit->number;
    err = SetNtmsObjectInformationW(run->session, &pool->ObjectGuid, pool);
    if (err == ERROR_SUCCESS)
        return err;
    rsm_pools_name(run->session, &pool->ObjectGuid, path);
    return rsm_run_fail(run, err,
                        err == ERROR_ACCESS_DENIED
                            ? "the media pool \"%s\" cannot be changed: it is built in, or this "
                              "account may not"
                            : "the media pool \"%s\" cannot be changed",
                        path);
}

static void tell(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool)
{
    const NTMS_MEDIAPOOLINFORMATION *info = &pool->Info.MediaPool;
    struct rsm_policies policies;
    char limit[40] = "as often as programs want";

    rsm_policies_read(run, pool, &policies);
    if (policies.max_allocates != 0)
        snprintf(limit, sizeof limit, "%u times, and never again",
                 (unsigned)policies.max_allocates);
    rsm_output_print(run->out, "Media pool               %s\n", policies.path);
    rsm_output_print(run->out, "It is for                %s\n",
                     policies.type[0] != '\0' ? policies.type : "media pools");
    rsm_output_print(run->out, "It holds                 media %u, allocated %u, pools %u\n",
                     (unsigned)info->dwNumberOfPhysicalMedia,
                     (unsigned)info->dwNumberOfLogicalMedia, (unsigned)info->dwNumberOfMediaPools);
    rsm_output_print(run->out, "Takes media from Free    %s\n",
                     policies.draws ? "when it has none" : "no");
    rsm_output_print(run->out, "Returns media to Free    %s\n",
                     policies.returns ? "when they are given back" : "no");
    rsm_output_print(run->out, "A side can be allocated  %s\n", limit);
    rsm_policies_tell(run, pool, &policies);
}

static rsm_error run_pool(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW pool;
    GUID id;
    rsm_error err =
        rsm_named_find(run, rsm_arguments_find(&run->arguments, "m"), NTMS_MEDIA_POOL, &pool);

    if (err == ERROR_SUCCESS)
        err = change(run, &pool);
    if (err != ERROR_SUCCESS)
        return err;
    id = pool.ObjectGuid;
    err = rsm_listing_describe(run->session, &id, NTMS_MEDIA_POOL, &pool);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the media pool cannot be read");
    tell(run, &pool);
    return ERROR_SUCCESS;
}

static const struct rsm_word pool_words[] = {
    {.word = "yes", .value = 1},
    {.word = "no", .value = 0},
    {.word = NULL},
};

static const struct rsm_switch pool_switches[] = {
    {.name = "m",
     .value = RSM_VALUE_TEXT,
     .shown = "<pool>",
     .is_required = true,
     .help = "the pool, by its path"},
    {.name = "d",
     .value = RSM_VALUE_WORD,
     .words = pool_words,
     .help = "media are taken from Free when it has none that can be allocated"},
    {.name = "r",
     .value = RSM_VALUE_WORD,
     .words = pool_words,
     .help = "media return to Free when they are given back"},
    {.name = "n",
     .value = RSM_VALUE_NUMBER,
     .shown = "<count>",
     .help = "how often a side can be allocated before it is decommissioned; 0: as often as "
             "programs want"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_pool = {
    .name = "pool",
    .subject = RSM_SUBJECT_POOLS,
    .summary = "Show what a media pool is for, or change its policies",
    .switches = pool_switches,
    .details =
        "What no switch names stays as it is. Sides that are decommissioned already stay so when "
        "/n is raised. rsm rename gives a pool another name.",
    .has_facts = true,
    .needs_session = true,
    .run = run_pool,
};
