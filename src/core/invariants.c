/*
 * The run through all invariants, and what its parts share.  The invariants themselves are in
 * invariants_pools.c, invariants_media.c and invariants_libraries.c.
 */
#include "core/invariants_parts.h"

#include "store/records.h"

#include <stdlib.h>
#include <string.h>

void rsm_invariants_expect(struct rsm_invariants *run, bool holds, const struct rsm_record *object,
                           const char *sentence)
{
    if (holds || run->err != ERROR_SUCCESS)
        return;
    run->broken++;
    run->report(run->context, object, sentence);
}

void rsm_invariants_expect_of(struct rsm_invariants *run, bool holds, const GUID *id,
                              const char *sentence)
{
    struct rsm_record object;

    if (holds || run->err != ERROR_SUCCESS)
        return;
    run->err = rsm_records_load(run->rsm->store, id, 0, &object);
    rsm_invariants_expect(run, false, &object, sentence);
}

bool rsm_invariants_exists(struct rsm_invariants *run, const GUID *id, DWORD type)
{
    DWORD found = 0;
    rsm_error err = rsm_records_type(run->rsm->store, id, &found);

    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    return err == ERROR_SUCCESS && found == type;
}

struct walk {
    struct rsm_invariants *run;
    rsm_invariants_look *look;
};

static bool visit(void *context, const struct rsm_record *object)
{
    struct walk *walk = context;

    walk->look(walk->run, object);
    return walk->run->err == ERROR_SUCCESS;
}

rsm_error rsm_invariants_each(struct rsm_invariants *run, DWORD type, rsm_invariants_look *look)
{
    struct walk walk = {.run = run, .look = look};
    rsm_error err = rsm_records_each(run->rsm->store, type, NULL, 0, visit, &walk);

    return err != ERROR_SUCCESS ? err : run->err;
}

static rsm_error check_all(struct rsm_invariants *run)
{
    rsm_error err = rsm_invariants_pools_read(run);

    if (err == ERROR_SUCCESS)
        err = rsm_invariants_check_pools(run);
    if (err == ERROR_SUCCESS)
        err = rsm_invariants_check_media(run);
    if (err == ERROR_SUCCESS)
        err = rsm_invariants_check_libraries(run);
    return err;
}

rsm_error rsm_invariants_check(struct rsm *rsm, rsm_invariant_report *report, void *context,
                               size_t *broken_out)
{
    struct rsm_invariants run = {.rsm = rsm, .report = report, .context = context};
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(rsm->store, check_all(&run));
    if (err == ERROR_SUCCESS)
        *broken_out = run.broken;
    free(run.pools);
    free(run.types);
    return err;
}
