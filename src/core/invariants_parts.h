/*
 * One run of the invariants: what its parts share.  core/invariants.h alone is for others.
 */
#ifndef RSM_CORE_INVARIANTS_PARTS_H
#define RSM_CORE_INVARIANTS_PARTS_H

#include "core/invariants.h"

/* What media need to know of a pool. */
struct rsm_invariants_pool {
    GUID id;
    GUID parent;
    GUID media_type;
    DWORD type; /* NTMS_POOLTYPE_* */
};

/* Of a media type: its number of sides, and its children in Free, Import and Unrecognized. */
struct rsm_invariants_type {
    GUID id;
    DWORD sides;
    DWORD children[3];
};

struct rsm_invariants {
    struct rsm *rsm;
    rsm_invariant_report *report;
    void *context;
    size_t broken;
    rsm_error err; /* of a look inside a walk, which ends then */

    /* by rsm_invariants_pools_read(); ordered by id */
    struct rsm_invariants_pool *pools;
    size_t pool_count;
    struct rsm_invariants_type *types;
    size_t type_count;
};

/* Report the object unless that holds. */
void rsm_invariants_expect(struct rsm_invariants *run, bool holds, const struct rsm_record *object,
                           const char *sentence);

/* The same for an object that is not loaded. */
void rsm_invariants_expect_of(struct rsm_invariants *run, bool holds, const GUID *id,
                              const char *sentence);

/* Is there an object of that GUID and kind?  False too after a failure, which is then in run->err. */
bool rsm_invariants_exists(struct rsm_invariants *run, const GUID *id, DWORD type);

/* Walk all objects of a kind; look returns nothing, since a failure is left in run->err. */
typedef void rsm_invariants_look(struct rsm_invariants *run, const struct rsm_record *object);
rsm_error rsm_invariants_each(struct rsm_invariants *run, DWORD type, rsm_invariants_look *look);

/* Read all pools and media types into run; the caller's to free(). */
rsm_error rsm_invariants_pools_read(struct rsm_invariants *run);

/* NULL = there is none. */
const struct rsm_invariants_pool *rsm_invariants_pool_find(const struct rsm_invariants *run,
                                                           const GUID *id);
struct rsm_invariants_type *rsm_invariants_type_find(const struct rsm_invariants *run,
                                                     const GUID *id);

/* The parts; each wants the pools read. */
rsm_error rsm_invariants_check_pools(struct rsm_invariants *run);
rsm_error rsm_invariants_check_media(struct rsm_invariants *run);
rsm_error rsm_invariants_check_libraries(struct rsm_invariants *run);

#endif
