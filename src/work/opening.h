/*
 * How a process comes to the database: one after another, so that a copy can take its place while
 * nobody has it open.
 */
#ifndef RSM_WORK_OPENING_H
#define RSM_WORK_OPENING_H

#include "core/rsm.h"
#include "platform/file_lock.h"

/*
 * Prove that this process lives (a lock of its own in rsm->folder, its path to alive_path), put the
 * copy in place that ImportNtmsDatabase asked for if no other process lives, and open the store.
 * rsm->data, folder and owner are set.  May block up to 30 s for processes that do the same.
 * Errors of rsm_store_open(); ERROR_DATABASE_FAILURE when another process does not get on.
 */
rsm_error rsm_opening_open(struct rsm *rsm, const char *database, char alive_path[RSM_PATHS_ROOM],
                           struct rsm_file_lock **alive_out);

#endif
