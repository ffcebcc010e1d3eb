/*
 * The list of chores.  Each looks in the database first: one that has nothing to do sends no command and
 * writes nothing.
 */
#include "work/chores.h"

#include "work/alone.h"
#include "work/clean_wait.h"
#include "work/deferred.h"
#include "work/dismount_run.h"
#include "work/door.h"
#include "work/drive_care.h"
#include "work/drive_use.h"
#include "work/mount_watch.h"
#include "work/port_watch.h"

typedef bool chore(struct rsm_library *library);

/* clang-format off */
static chore *const chores[] = {
    rsm_dismount_run_waiting,
    rsm_deferred_dismount,
    rsm_drive_use_chore,
    rsm_alone_watch,
    rsm_clean_wait_chore,
    rsm_drive_care_chore,
    rsm_port_watch,
    rsm_mount_watch,
    NULL, /* the end */
};
/* clang-format on */

/* Those above may move cartridges: they wait until the door is closed. */
static bool begin_chores(struct rsm_library *library)
{
    bool may;

    rsm_mutex_lock(&library->mutex);
    may = !library->door_opens;
    library->chores_run = may;
    rsm_mutex_unlock(&library->mutex);
    return may && !rsm_library_is_lost(library) && !rsm_door_is_open(library);
}

static void end_chores(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    library->chores_run = false;
    rsm_mutex_unlock(&library->mutex);
}

bool rsm_chores_run(struct rsm_library *library)
{
    bool changed = rsm_door_watch(library);
    bool may = begin_chores(library);

    for (size_t i = 0; may && chores[i] != NULL && !rsm_library_is_lost(library); i++)
        changed = chores[i](library) || changed;
    end_chores(library);
    return changed;
}
