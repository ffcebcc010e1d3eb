/*
 * Ways in which any command of any device can fail, for tests that let one command after another do so.
 */
#ifndef RSM_TESTS_WORK_WAYS_H
#define RSM_TESTS_WORK_WAYS_H

#include "support/simulated_library.h"

struct way {
    const char *name;
    struct rsm_sim_fault fault; /* without its number */
};

/* The i-th way, said on the output: first those of all commands, then `more`.  NULL at the end. */
const struct way *begin_way(size_t i, const struct way *more, size_t count);

/* The number-th command from now on fails in that way. */
void fail_in_way(const struct way *way, unsigned number);

#endif
