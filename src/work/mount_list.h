/*
 * The mounts of a library that were begun and have not ended, each with its drive.  A batch is begun as
 * one by one thread; each of its mounts is run by a thread of its own, as far as there are some.  In memory
 * alone: the records say INPROCESS of them.  Takes the library's mutex.
 */
#ifndef RSM_WORK_MOUNT_LIST_H
#define RSM_WORK_MOUNT_LIST_H

#include "work/library.h"

/* One more, whose drive is taken.  There is room: each has a drive of its own. */
void rsm_mount_list_add(struct rsm_library *library, const struct rsm_mounting *mounting);

/* From now on any thread may run the mounts of the batch. */
void rsm_mount_list_release(struct rsm_library *library, const GUID *batch);

/* One that waits for a thread and whose drive may be loaded now: it RUNS.  False when there is none. */
bool rsm_mount_list_next(struct rsm_library *library, struct rsm_mounting *mounting_out);

/* The one that ran is READY.  True when that makes the whole batch so. */
bool rsm_mount_list_ready(struct rsm_library *library, const struct rsm_mounting *mounting);

/* Take the one that ran off the list, and those of its batch that no thread runs: at once, so that each is
 * in one thread's hands.  mountings_out has room for all there can be.  How many. */
size_t rsm_mount_list_take(struct rsm_library *library, const struct rsm_mounting *ran,
                           struct rsm_mounting *mountings_out);

/* Is a mount of that medium in the list?  The mutex must be held. */
bool rsm_mount_list_has(const struct rsm_library *library, const GUID *medium);

/* The library is left: nobody goes on with them, and their drives are nobody's. */
void rsm_mount_list_clear(struct rsm_library *library);

#endif
