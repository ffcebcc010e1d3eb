/*
 * Which commands fail, one after the other, in a sweep: in the i-th way from first_command(i) on, in steps.
 * All of them; but where sanitizers make each take several times as long every second one, for one way the odd
 * ones and for the next the even ones.
 */
#ifndef RSM_TESTS_WORK_EVERY_COMMAND_H
#define RSM_TESTS_WORK_EVERY_COMMAND_H

#include <stddef.h>

#ifdef NTMS_SANITIZED
enum { COMMAND_STEP = 2 };
#else
enum { COMMAND_STEP = 1 };
#endif

static inline unsigned first_command(size_t i)
{
    return 1 + (unsigned)i % COMMAND_STEP;
}

#endif
