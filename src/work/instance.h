/*
 * The instance of this process: its configured addresses, the libraries found there, their workers.
 * Used by system.c alone, whose lock guards all of it.
 */
#ifndef RSM_WORK_INSTANCE_H
#define RSM_WORK_INSTANCE_H

#include "work/library.h"
#include "work/options.h"
#include "work/worker.h"

enum { RSM_INSTANCE_LIBRARIES_MAX = 64, RSM_INSTANCE_ADDRESSES_MAX = 256 };

/* One configured address. */
struct rsm_target {
    char *address;
    bool answered;
    bool listed; /* still named by whoever configures; false = forget it */
};

struct rsm_instance {
    struct rsm rsm;
    struct rsm_options options;
    struct rsm_file_lock *alive; /* proves that this process lives */
    char alive_path[RSM_PATHS_ROOM];
    struct rsm_library *libraries[RSM_INSTANCE_LIBRARIES_MAX];
    struct rsm_worker *workers[RSM_INSTANCE_LIBRARIES_MAX];
    size_t library_count;
    struct rsm_target targets[RSM_INSTANCE_ADDRESSES_MAX];
    size_t target_count;
    struct rsm_thread watcher;
    bool watching;
    bool stop; /* guarded by `lock`: the watcher must end */
};

/* Bring targets in line with what options, environment or the attached list name now; those not named
 * any more are left with listed = false. */
rsm_error rsm_instance_list_targets(struct rsm_instance *system);

/* Ask the addresses that have not answered yet, and make libraries of what is found.  Blocks until
 * each has answered or timed out. */
rsm_error rsm_instance_look_for_devices(struct rsm_instance *system);

/* Start the workers of libraries that have none, unless work runs step by step. */
void rsm_instance_start_workers(struct rsm_instance *system);

/* Libraries on record that did not answer, and that nobody else works with, are not present. */
void rsm_instance_mark_absent(struct rsm_instance *system);

/* Forget the targets that are not listed any more, and stop working with their libraries. */
void rsm_instance_leave_unlisted(struct rsm_instance *system);

/* Stop working with libraries that are not on record any more, and ask their addresses again. */
void rsm_instance_leave_deleted(struct rsm_instance *system);

/* End all workers and libraries, finishing what sessions of this process asked for. */
void rsm_instance_end(struct rsm_instance *system);

#endif
