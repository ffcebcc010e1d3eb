/*
 * What can befall the store while a verb works: each is a row, which each verb of verbs.h meets at the first step
 * that it can strike, at the second, and so on until the verb has come through.
 */
#ifndef RSM_TESTS_WORK_WEAKNESSES_H
#define RSM_TESTS_WORK_WEAKNESSES_H

#include "work/trial.h"

struct weakness {
    const char *name;
    void (*begin)(unsigned number); /* the number-th step from now on (from 1) meets it */
    void (*mend)(void);
    bool (*has_struck)(void);
    unsigned (*next)(unsigned number);   /* NULL: each one */
    const struct rsm_transport *devices; /* NULL: simulated ones as they are */
    bool on_disk;                        /* the database is a file */
};

/* A test for each verb and each row, or what the words of the command line name: VERB ROW [STEP].  Returns how many
 * failed. */
int run_weaknesses(const char *group, const struct weakness *rows, size_t count, int word_count,
                   char **words);

#endif
