/*
 * What a media pool is for, and its policies, as facts for programs.
 */
#ifndef RSM_CLI_POLICIES_H
#define RSM_CLI_POLICIES_H

#include "cli/display.h"
#include "cli/pools.h"
#include "cli/run.h"

struct rsm_policies {
    char path[RSM_POOLS_PATH];
    char type[RSM_DISPLAY_TEXT]; /* of its media; "" = it is for pools */
    bool draws;                  /* media from Free when it has none */
    bool returns;                /* media to Free when they are given back */
    DWORD max_allocates;         /* of a side; 0 = no limit */
};

/* Of a pool that was described. */
void rsm_policies_read(const struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool,
                       struct rsm_policies *policies_out);

/* "pool", "pool_name", "media_type", "media_type_name", "draws_from_free", "returns_to_free",
 * "max_allocates", "number_of_media", "number_of_logical_media", "number_of_pools". */
void rsm_policies_tell(const struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool,
                       const struct rsm_policies *policies);

#endif
