/*
 * Which commands meet a fault, one after the other, in a sweep: in the i-th sweep from first_command(i) on, in
 * steps.  All of them, natively.  Where sanitizers, or Windows on another system, make each take several times as
 * long, one of some, and in the next sweep the next one: each command meets some fault, and each fault some commands.
 */
#ifndef RSM_TESTS_WORK_EVERY_COMMAND_H
#define RSM_TESTS_WORK_EVERY_COMMAND_H

#include <stddef.h>

#if defined NTMS_SANITIZED
enum { COMMAND_STEP = 23 };
#elif defined _WIN32
enum { COMMAND_STEP = 29 };
#else
enum { COMMAND_STEP = 1 };
#endif

static inline unsigned first_command(size_t i)
{
    return 1 + (unsigned)(i % COMMAND_STEP);
}

#endif
