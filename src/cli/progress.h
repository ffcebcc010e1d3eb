/*
 * Following the requests of a library while they are worked on, in whichever process that is: a
 * line for each cartridge that was looked at, and on a terminal one more that lives.
 */
#ifndef RSM_CLI_PROGRESS_H
#define RSM_CLI_PROGRESS_H

#include "cli/pools.h"
#include "cli/run.h"

struct rsm_progress {
    struct rsm_run *run;
    GUID library;
    struct rsm_pools pools;
    struct rsm_watched {
        GUID id;
        bool is_old;  /* queued before rsm_progress_begin() */
        bool is_ours; /* queued since the inventory that is followed began */
        bool is_final;
        DWORD operation;
        DWORD state;
    } * watched; /* in the order of their creation */
    size_t count;
    size_t room;
    GUID inventory;    /* that is followed; null = not seen yet */
    bool has_begun;    /* it does not wait for others any more */
    size_t live_width; /* columns of the line that lives; 0 = there is none now */
};

/* Note the requests there are, so that those queued afterwards can be told from them.  End it with
 * rsm_progress_end(), also after a failure. */
rsm_error rsm_progress_begin(struct rsm_run *run, const GUID *library,
                             struct rsm_progress *progress_out);

/* What came of an inventory. */
struct rsm_progress_result {
    bool was_queued;   /* false: there was nothing to do */
    DWORD state;       /* NtmsLmState */
    rsm_error error;   /* of a failed one */
    size_t cartridges; /* looked at */
    size_t failed;     /* of them */
    double seconds;    /* from being queued to its end */
};

/* Block until the inventory that this session queued since begin is final, showing how it goes. */
rsm_error rsm_progress_follow(struct rsm_progress *progress,
                              struct rsm_progress_result *result_out);

void rsm_progress_end(struct rsm_progress *progress);

#endif
