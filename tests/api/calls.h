/*
 * Calls of all functions that are built, as a table that tests walk: one line of calls.c each.  A call
 * succeeds on its subjects (call_subjects.h).  What is documented of all functions alike is shown by
 * walking it: rights, memory that is short, disks that fail, processes that are killed.
 */
#ifndef RSM_TESTS_API_CALLS_H
#define RSM_TESTS_API_CALLS_H

#include "api/call_subjects.h"

/* What a call does on the disk. */
enum call_kind {
    CALL_WRITES,
    CALL_READS,
    CALL_NEITHER, /* or it reads only where the system decides about rights */
    CALL_REFUSED  /* it does not succeed: only its rights are of interest */
};

/* A function that wants two rights has two rows, one after the other, with the same call. */
struct call {
    const char *name; /* of the function; behind '_', if any, what it is called on */
    enum call_kind kind;

    /* Of all that the call wants, the right that this row is about (spec: functions-1, section 0.1, the
     * column of Windows Server 2003). */
    DWORD
    securable; /* NTMS_COMPUTER, NTMS_LIBRARY, NTMS_MEDIA_POOL; NTMS_UNKNOWN = it wants none */
    DWORD right;
    const char *right_name;

    DWORD (*make)(struct subjects *s);
};

struct call *all_calls(size_t *count_out);

/* Run a test for each call up to that kind that differs from the one before it; its *state is the row.
 * setup and teardown are cmocka's, of the group. */
int run_calls(const char *group, enum call_kind up_to, void (*test)(void **state),
              int (*setup)(void **state), int (*teardown)(void **state));

#endif
