/*
 * rsm deletepool: deletes an application's media pool in which nothing is.
 */
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"

static rsm_error fail_delete(struct rsm_run *run, rsm_error err, const char *path,
                             const NTMS_MEDIAPOOLINFORMATION *pool)
{
    switch (err) {
    case ERROR_NOT_EMPTY:
        return rsm_run_fail(run, err,
                            "the media pool \"%s\" is not empty: media %u, pools %u; move or free "
                            "the media (rsm move, rsm freemedia) and delete its pools first",
                            path, (unsigned)pool->dwNumberOfPhysicalMedia,
                            (unsigned)pool->dwNumberOfMediaPools);
    case ERROR_INVALID_MEDIA_POOL:
        return rsm_run_fail(run, err, "the media pool \"%s\" is built in and cannot be deleted",
                            path);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not delete the media pool \"%s\"", path);
    default:
        return rsm_run_fail(run, err, "the media pool \"%s\" cannot be deleted", path);
    }
}

static rsm_error run_deletepool(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW pool;
    char path[RSM_POOLS_PATH];
    rsm_error err = rsm_named_find_in_full(run, rsm_arguments_find(&run->arguments, "m"),
                                           NTMS_MEDIA_POOL, &pool);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_pools_name(run->session, &pool.ObjectGuid, path);
    err = DeleteNtmsMediaPool(run->session, &pool.ObjectGuid);
    if (err != ERROR_SUCCESS)
        return fail_delete(run, err, path, &pool.Info.MediaPool);
    rsm_output_print(run->out, "The media pool \"%s\" was deleted.\n", path);
    rsm_json_guid(run->json, "media_pool", &pool.ObjectGuid);
    rsm_json_text(run->json, "media_pool_name", path);
    return rsm_run_succeed(run);
}

static const struct rsm_switch deletepool_switches[] = {
    {.name = "m",
     .value = RSM_VALUE_TEXT,
     .shown = "<pool>",
     .is_required = true,
     .help = "the pool, by its whole path"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_deletepool = {
    .name = "deletepool",
    .subject = RSM_SUBJECT_POOLS,
    .summary = "Delete a media pool that is empty",
    .switches = deletepool_switches,
    .details = "Free, Import, Unrecognized and the pools in them cannot be deleted.",
    .has_facts = true,
    .needs_session = true,
    .run = run_deletepool,
};
