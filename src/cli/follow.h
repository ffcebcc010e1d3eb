/*
 * Following library requests to their end, in whichever process they are worked on.  On a terminal a line lives
 * on standard error that tells what is done now; in a file or a pipe there are lines there only for what
 * may take long: a person is asked for something, or a drive or a program is waited for.  What a person is
 * asked for is told in full on a terminal too, and how to answer.
 *
 * The interface has no function for "what this session queued", so this reaches into core/ and store/.
 */
#ifndef RSM_CLI_FOLLOW_H
#define RSM_CLI_FOLLOW_H

#include "cli/live.h"
#include "cli/run.h"
#include "core/session.h"

/* Rows for the switches of commands whose work takes long: a pair, of which the first is what happens by
 * itself. */
// clang-format off
#define RSM_FOLLOW_WAIT                                                                \
    {                                                                                  \
        .name = "wait", .group = "wait",                                               \
        .help = "stay until it is done, and show how it goes; so it is unless "        \
                "something else is said"                                               \
    }
#define RSM_FOLLOW_NOWAIT                                                              \
    {                                                                                  \
        .name = "nowait", .group = "wait",                                             \
        .help = "show nothing and wait for no person; what the command must do "       \
                "itself is done all the same before it ends"                           \
    }
/* The priority of a mount, and its words for rsm_follow_priorities. */
#define RSM_FOLLOW_PRIORITY                                                            \
    {                                                                                  \
        .name = "r", .value = RSM_VALUE_WORD, .words = rsm_follow_priorities,          \
        .help = "its place among those that wait for a drive; normal unless given"     \
    }
// clang-format on

/* NTMS_PRIORITY_NORMAL ... */
extern const struct rsm_word rsm_follow_priorities[];

/* /nowait was not given. */
bool rsm_follow_is_wanted(const struct rsm_run *run);

/* How a request stands. */
struct rsm_follow_result {
    GUID request;
    DWORD operation;  /* NtmsLmOperation */
    DWORD state;      /* NtmsLmState; one that was deleted meanwhile is NTMS_LM_CANCELLED */
    rsm_error error;  /* of a failed one; else ERROR_SUCCESS */
    GUID medium;      /* that it is about; null = none, or not known yet */
    GUID drive;       /* the same */
    double seconds;   /* from being queued to its end */
    size_t parts;     /* of an inventory: cartridges looked at, */
    size_t bad_parts; /* and those of them that could not be read */
};

/* Called for each part of an inventory that ended, with the number of those and of all so far. */
typedef void rsm_follow_part(struct rsm_run *run, const NTMS_LIBREQUESTINFORMATIONW *part,
                             size_t done, size_t all, void *context);

struct rsm_follow {
    rsm_follow_part *part; /* set by the caller; NULL = nothing is told of parts */
    void *context;         /* of part */

    /* private */
    struct rsm_run *run;
    struct rsm_session *session;
    struct rsm_live live;
    struct rsm_followed *list; /* in the order of their creation, parts among them */
    size_t count;
    size_t room;
    GUID *told; /* what a person is asked for, and was told here */
    size_t told_count;
    size_t told_room;
    uint64_t began_ms;
};

/* From now on, what this session queues is followed.  End it with rsm_follow_end(), also after a failure.
 * Errors as rsm_session_get(), and of the database. */
rsm_error rsm_follow_begin(struct rsm_run *run, struct rsm_follow *follow_out);
void rsm_follow_end(struct rsm_follow *follow);

/* Follow a request too that is there already, whoever queued it. */
rsm_error rsm_follow_add(struct rsm_follow *follow, const GUID *request);

/* Block until all that is followed is final, and show how it goes.  Success too when nothing was queued.
 * ERROR_CANCELLED when the session closes; database errors. */
rsm_error rsm_follow_to_end(struct rsm_follow *follow);

/* The same, at most for timeout_ms since rsm_follow_begin() (RSM_FOREVER): ERROR_TIMEOUT, and it may be followed
 * on. */
rsm_error rsm_follow_for(struct rsm_follow *follow, uint32_t timeout_ms);

/* See how it stands, without waiting: for rsm_follow_get().  Database errors. */
rsm_error rsm_follow_once(struct rsm_follow *follow);

/* Make a call that blocks, on this thread, and show meanwhile how what it queued goes.  The call's code. */
rsm_error rsm_follow_call(struct rsm_follow *follow, rsm_error (*call)(void *context),
                          void *context);

/* The n-th request that was queued since the beginning, counted from 0, as it was seen last; parts of
 * inventories are not counted.  False = there are not so many. */
bool rsm_follow_get(const struct rsm_follow *follow, size_t n,
                    struct rsm_follow_result *result_out);

/* "request", "operation", "state", "error_code" (0 = none) and "seconds" of it. */
void rsm_follow_json(struct rsm_json in, const struct rsm_follow_result *result);

#endif
