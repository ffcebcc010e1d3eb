/*
 * One operation of EjectNtmsMedia, followed: which cartridges go out with it, where a person finds them, and
 * what becomes of each.  The interface does not tell which requests are one operation, so this reads the
 * store.
 */
#ifndef RSM_CLI_EJECTION_H
#define RSM_CLI_EJECTION_H

#include "cli/live.h"
#include "cli/medium.h"

struct rsm_ejection {
    struct rsm_run *run;
    GUID operation;
    NTMS_OBJECTINFORMATIONW library;
    char library_name[256 * 3];
    bool
        has_port; /* else a person takes cartridges out of slots, or out of a drive that stands alone */
    bool is_alone;     /* the library is such a drive */
    unsigned patience; /* seconds after which a person is asked once more */
    struct rsm_named_medium {
        GUID id;
        char name[RSM_MEDIUM_NAME];
    } * names; /* of what may belong to it */
    size_t name_count;
    struct rsm_ejected {
        GUID request;
        GUID medium;
        char name[RSM_MEDIUM_NAME];
        DWORD state;         /* NtmsLmState */
        rsm_error error;     /* of a failed one */
        bool is_out;         /* where a person can take it: */
        char place[256 * 3]; /* "port 1", "slot 5", "the drive" */
        bool is_told;        /* that it can be taken */
        bool is_ended;       /* and that has been told */
    } * all;
    size_t count;
    bool is_blocked; /* no cell of the port is empty, and one of them waits for that */
    bool blocked_is_told;
    uint64_t
        since_ms;  /* when there began to be nothing but people to wait for; 0 = there is more */
    uint64_t seen; /* version of the store when it was looked at last */
    struct rsm_live live;
};

/*
 * Before a medium is ejected: note what it is called, and what was put aside in its library and goes with it, since
 * records may go with their cartridges at once.  End it with rsm_ejection_end(), also after a failure.
 */
rsm_error rsm_ejection_prepare(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *medium,
                               struct rsm_ejection *ejection_out);

/* After that: read what belongs to the operation. */
rsm_error rsm_ejection_begin(struct rsm_ejection *ejection, const GUID *operation);
void rsm_ejection_end(struct rsm_ejection *ejection);

/* How long rsm_ejection_follow() stays. */
enum rsm_ejection_patience {
    RSM_EJECTION_UNTIL_OUT,  /* the cartridges are where a person takes them */
    RSM_EJECTION_UNTIL_TAKEN /* somebody has taken them */
};

/*
 * Stay until then, saying in words what the person is to do, as often as that changes.  Where a library has
 * no port it is stayed until they are taken in any case: whoever leaves before leaves everything as it was.
 * timeout_ms (RSM_FOREVER) is for what only a person can do.
 *
 * ERROR_SUCCESS; what a request failed with; ERROR_CANCELLED when one was stopped; ERROR_TIMEOUT when the
 * person took too long: what has not come out then does not, and what is in the port stays there.  All of these
 * have been said.
 */
rsm_error rsm_ejection_follow(struct rsm_ejection *ejection, enum rsm_ejection_patience patience,
                              uint32_t timeout_ms);

/* The facts as they are now: "cartridges". */
void rsm_ejection_show(const struct rsm_ejection *ejection);

#endif
