/*
 * The end of a story that hangs: the program says so and ends, long before ctest would end it without a word.
 * Waits are on the real clock.
 */
#ifndef RSM_TESTS_SUPPORT_DEADLINE_H
#define RSM_TESTS_SUPPORT_DEADLINE_H

/* From now on there are two minutes (with sanitizers six), instead of what was left of an earlier deadline. */
void deadline_begin(void);

/* It was kept.  Nothing happens when none began. */
void deadline_end(void);

#endif
