/*
 * What can befall a command: the one table of faults of the sweeps.  A fault is a row.
 */
#ifndef RSM_TESTS_WORK_FAULTS_H
#define RSM_TESTS_WORK_FAULTS_H

#include "support/simulated_library.h"

struct fault {
    const char *name;
    struct rsm_sim_fault how; /* without its number */
};

extern const struct fault faults[];
extern const size_t fault_count;

/* The number-th command from now on (from 1) that the fault can strike meets it; or, if it lasts, every one from
 * there on, until rsm_sim_fail(NULL). */
void begin_fault(const struct fault *fault, unsigned number, bool lasts);

#endif
