/*
 * What a kill leaves behind is the database as it is committed at that moment, and the cartridges as and
 * where they are.  Both are copied between any two commands, and right after each that changed something;
 * later each copy is what a new process finds.  For fixtures on disk.
 */
#ifndef RSM_TESTS_SUPPORT_MOMENTS_H
#define RSM_TESTS_SUPPORT_MOMENTS_H

#include "support/fixture.h"

struct moments;

/* From now on every moment is copied. */
struct moments *moments_record(struct fixture *f);

/* That is all: closes the session.  How many there are. */
unsigned moments_end(struct moments *moments);

/* Open a session as the process does that comes after a kill at the n-th moment. */
void moments_begin_after(struct moments *moments, unsigned n);

void moments_free(struct moments *moments);

/* What is in the journal of the library. */
unsigned count_intents(struct fixture *f);

#endif
