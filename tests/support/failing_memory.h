/*
 * Memory that can be told to be short: SQLite's, and in programs that are linked for it (their name ends
 * in _memory, cmake/ntms_tests.cmake) that of our own code.
 */
#ifndef RSM_TESTS_SUPPORT_FAILING_MEMORY_H
#define RSM_TESTS_SUPPORT_FAILING_MEMORY_H

#include <stdbool.h>

/* From now on allocations are counted.  Once in a program, before SQLite is used. */
void failing_memory_begin(void);

/* Whose allocations. */
enum memory { MEMORY_OURS, MEMORY_OF_SQLITE };

/* The number-th allocation of the one or the other from now on (from 1) gives NULL, and if `all_later`
 * every one after it, of both. */
void failing_memory_at(enum memory whose, unsigned number, bool all_later);

/* From now on none does. */
void failing_memory_mend(void);

/* Has one since it was set? */
bool failing_memory_has_struck(void);

/* Between the two none does either, and none is counted: for what plays a device, which has memory of its own. */
void failing_memory_pause(void);
void failing_memory_go_on(void);

/* Blocks that were allocated and not freed yet. */
long failing_memory_blocks(void);

#endif
