/*
 * What is written down: the log of all commands, and the truth.
 */
#ifndef RSM_TEST_HOSTILE_RECORD_H
#define RSM_TEST_HOSTILE_RECORD_H

#include "support/hostile/call.h"

/* One command more, with the answer that it gets. */
void hostile_record_add(const struct hostile_call *call);

#endif
