/*
 * What holds between any two calls, whatever was done (core/invariants.h).
 */
#ifndef RSM_TESTS_SUPPORT_INVARIANTS_H
#define RSM_TESTS_SUPPORT_INVARIANTS_H

#include "core/rsm.h"

/* Fails the test, and says which medium or pool it is, if one of them does not hold.  Wants no
 * transaction. */
void assert_invariants(struct rsm *rsm);

#endif
