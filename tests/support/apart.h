/*
 * A part of a test in a process of its own, which begins with all that the test has made so far: what takes long to
 * make is made once, and tried in many ways.
 */
#ifndef RSM_TESTS_SUPPORT_APART_H
#define RSM_TESTS_SUPPORT_APART_H

#include <stdbool.h>

/* False on Windows, where no process can begin as a copy of another one; and with sanitizers, for which copies take
 * longer than what they save, and would be without their report of leaks. */
bool apart_is_possible(void);

enum { APART_FAILED = 1 };

/* What act() returns, which is neither 0 nor APART_FAILED; or that, when a check failed in it, or it crashed.  What
 * cmocka says of success is not heard. */
int run_apart(int (*act)(void *context), void *context);

#endif
