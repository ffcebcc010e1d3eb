/*
 * The tree of media pools, read once: each with its path as rsm writes it ("Free\LTO Ultrium", no
 * backslash before it).
 */
#ifndef RSM_CLI_POOLS_H
#define RSM_CLI_POOLS_H

#include <stddef.h>

#include "ntmsapi.h"
#include "platform/error.h"

enum { RSM_POOLS_PATH = NTMS_POOLHIERARCHY_LENGTH * 3, RSM_POOLS_DEPTH = 16 };

struct rsm_pool {
    GUID id;
    size_t depth; /* 0 = topmost */
    char *path;
    const char *name; /* its last part */
    NTMS_MEDIAPOOLINFORMATION info;
};

struct rsm_pools {
    struct rsm_pool *pools; /* each before those in it */
    size_t count;
    size_t room;
};

/* Free with rsm_pools_free(), also after a failure. */
rsm_error rsm_pools_read(HANDLE session, struct rsm_pools *pools_out);
void rsm_pools_free(struct rsm_pools *pools);

/* The pool's path; "" for the null GUID and for one that is not there (any more). */
const char *rsm_pools_path(const struct rsm_pools *pools, const GUID *id);

/* The path of one pool; "" for one that is not there (any more), or that has a longer one. */
void rsm_pools_name(HANDLE session, const GUID *id, char path_out[RSM_POOLS_PATH]);

#endif
