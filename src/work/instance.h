/*
 * The instance of this process: its configured addresses, the libraries found there, their workers.
 * Used by system.c alone, whose lock guards all of it.
 */
#ifndef RSM_WORK_INSTANCE_H
#define RSM_WORK_INSTANCE_H

#include "label/libraries.h"
#include "work/chosen.h"
#include "work/discover.h"
#include "work/known_quirks.h"
#include "work/library.h"
#include "work/options.h"
#include "work/run_devices.h"
#include "work/worker.h"

enum { RSM_INSTANCE_LIBRARIES_MAX = 64, RSM_INSTANCE_ADDRESSES_MAX = 256 };

/* One configured address. */
struct rsm_target {
    char *address;
    bool asked;
    bool answered; /* all that is there did, and is worked with */
    bool in_use;   /* not, since another program has something there open */
    bool conceals; /* the same of something of which it is not known what it is */
    bool listed;   /* still named by whoever configures; false = forget it */
};

struct rsm_instance {
    struct rsm rsm;
    struct rsm_options options;
    struct rsm_file_lock *alive; /* proves that this process lives */
    char alive_path[RSM_PATHS_ROOM];
    struct rsm_library *libraries[RSM_INSTANCE_LIBRARIES_MAX];
    struct rsm_worker *workers[RSM_INSTANCE_LIBRARIES_MAX];
    size_t library_count;
    struct {
        struct rsm_library *library;
        struct rsm_worker *worker;
    } left[RSM_INSTANCE_LIBRARIES_MAX]; /* off the list, and to be ended; whoever looks has them */
    size_t left_count;
    struct rsm_target targets[RSM_INSTANCE_ADDRESSES_MAX];
    size_t target_count;
    struct rsm_chosen chosen;
    bool setting_told; /* the log has spoken of an AutoConfigure that cannot be read */
    char (*told)[RSM_IDENTITY_LENGTH]; /* devices that the log has spoken of: work/left_devices.c */
    size_t told_count, told_room;
    uint64_t signature; /* of what the system shows, as of the last look at it */
    bool has_signature;
    struct rsm_thread watcher;
    bool watching;
    struct rsm_label_libraries registered; /* empty when the options name others */
    bool missed;      /* some device is not where it was: all addresses must be asked */
    bool news;        /* and nobody knew before: at once */
    bool looking;     /* somebody asks devices, and may have let go of the lock meanwhile */
    unsigned lookers; /* those who do or want to: the instance stays for them */
    bool stop;        /* the watcher must end */
};

/* One look for devices. */
struct rsm_look {
    char *addresses[RSM_INSTANCE_ADDRESSES_MAX];
    size_t count;
    bool complete; /* they are all there are */
    struct rsm_chosen chosen;
    struct rsm_run_devices run;
    struct rsm_known_quirks quirks;
    rsm_error err;
    struct rsm_discovery discovery;
};

/* Bring targets and choices in line with what options, environment, or the attached list with what the system
 * shows, name now; those not named any more are left with listed = false. */
rsm_error rsm_instance_list_targets(struct rsm_instance *system);

/* Does the system show others than when this was asked last?  Then they are looked for.  Cheap. */
void rsm_instance_note_signature(struct rsm_instance *system, bool has, uint64_t signature);

/* Is something not used only because another program has it open?  Then it is asked again soon. */
bool rsm_instance_waits_for_programs(const struct rsm_instance *system);

/* Is there an address that has not answered, or a device that is not where it was? */
bool rsm_instance_is_look_due(const struct rsm_instance *system);

/* Is that new: an address that was never asked, a device that has ceased to answer since this was asked
 * last? */
bool rsm_instance_take_news(struct rsm_instance *system);

/*
 * Look for devices, in three steps.  Begin: which addresses to ask, those that have not answered yet, and
 * all when a library lacks some device.  Ask: blocks for at most timeout_ms, and wants no lock.  End: make
 * libraries of what was found; what was not, or could not be used, is asked again by the next look.  An
 * address that was detached meanwhile is left out.  A look that was begun must be freed.
 */
rsm_error rsm_instance_begin_look(struct rsm_instance *system, struct rsm_look **look_out);
void rsm_instance_ask(const struct rsm_options *options, uint32_t timeout_ms,
                      struct rsm_look *look);
rsm_error rsm_instance_end_look(struct rsm_instance *system, struct rsm_look *look);
void rsm_instance_free_look(struct rsm_look *look); /* accepts NULL; closes no way to a device */

/* Start the workers of libraries that have none, unless work runs step by step. */
void rsm_instance_start_workers(struct rsm_instance *system);

/* Libraries on record that did not answer, and that nobody else works with, are not present. */
void rsm_instance_mark_absent(struct rsm_instance *system);

/* Forget the targets that are not listed any more; their libraries leave the list. */
void rsm_instance_leave_unlisted(struct rsm_instance *system);

/* So do libraries that were left to another product, or are not used since only chosen devices are; and drives
 * that were left have no device any more, unless somebody has them in hand. */
void rsm_instance_leave_chosen(struct rsm_instance *system);

/* Libraries that are not on record any more leave the list; ask their addresses again. */
void rsm_instance_leave_deleted(struct rsm_instance *system);

/* Stop working with the libraries that left the list.  Blocks until their threads have finished what they
 * have in hand, and wants no lock; but nobody may look for devices meanwhile, who could find them again. */
void rsm_instance_end_left(struct rsm_instance *system);

/* End all workers and libraries, finishing what sessions of this process asked for. */
void rsm_instance_end(struct rsm_instance *system);

#endif
