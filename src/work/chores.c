/*
 * The list of chores.  Each looks in the database first: one that has nothing to do sends no command and
 * writes nothing.
 */
#include "work/chores.h"

#include "work/alone.h"

typedef bool chore(struct rsm_library *library);

/* clang-format off */
static chore *const chores[] = {
    rsm_alone_watch,
    NULL, /* the end */
};
/* clang-format on */

bool rsm_chores_run(struct rsm_library *library)
{
    bool changed = false;

    for (size_t i = 0; chores[i] != NULL && !rsm_library_is_lost(library); i++)
        changed = chores[i](library) || changed;
    return changed;
}
