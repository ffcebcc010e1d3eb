/*
 * The one table of what is done with devices: each verb with the library that it begins in, what it does, and what
 * is true after it, whatever befell it.  A verb is a row; what befalls it are the rows of faults.h, the disk, the
 * memory, and the end of the process (test_verbs_*.c, and trial.h for what is common to them).
 */
#ifndef RSM_TESTS_WORK_VERBS_H
#define RSM_TESTS_WORK_VERBS_H

#include "support/fixture.h"
#include "work/mounter.h"

struct verb;

/* One try of a verb. */
struct trial {
    struct fixture *f;
    const struct verb *verb;
    GUID medium; /* that is meant */
    GUID owned;  /* a medium that belongs to an application, null = none; it may be the same one */
    GUID owner;  /* its logical medium */
    uint32_t written;       /* a number that changes when its tape is written to */
    GUID operation;         /* the request of the verb, where there is one */
    struct mount_call call; /* of mounts */
};

struct verb {
    const char *name;
    const char *drawing;
    DWORD cartridges; /* that have a record in the end */
    unsigned least;   /* commands, at least: or it was not the whole of it */
    bool writes;      /* on the tape: its label is read again before it is compared */
    bool finds;       /* no session is open before it: it finds the library */

    /* The library is drawn, known and at rest, and the verb was asked for. */
    void (*begin)(struct trial *t);

    /* It is done as far as it can be.  NULL: run_all_work(). */
    void (*run)(struct trial *t);

    /* Devices, disk and memory are well again: what waits for somebody is ended or answered, and what was
     * promised is true.  NULL: there is nothing of the kind. */
    void (*settle)(struct trial *t);

    /* An inventory of all labels was taken: what is true then of this verb alone.  NULL: nothing more. */
    void (*check)(struct trial *t);
};

extern const struct verb verbs[];
extern const size_t verb_count;

#endif
