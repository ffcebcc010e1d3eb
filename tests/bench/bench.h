/*
 * Time, medians and lines of the table, and what is the same in all that work with a library, for the measurements of
 * tests/bench.sh.  Nothing here is asserted; a measurement that cannot be taken ends the program.
 */
#ifndef RSM_TEST_BENCH_H
#define RSM_TEST_BENCH_H

#include <stddef.h>

#include "core/session.h"

enum { BENCH_ROUNDS_MAX = 100 };

/* Microseconds since some moment. */
double bench_now(void);

/* Sorts. */
double bench_median(double *values, size_t count);

/* One line: what, ours, and the same done bare, with the ratio.  theirs 0 = nothing to compare with. */
void bench_row(const char *what, double ours, const char *unit, double theirs, const char *bare);

/* The same with an aim: at most so much, for the ratio, or for ours where there is nothing to compare with. */
void bench_aim(const char *what, double ours, const char *unit, double theirs, const char *bare,
               double aim);

/* End the program, saying what could not be done, unless err is ERROR_SUCCESS. */
void bench_need(rsm_error err, const char *what);

/* A session of "Bench", and what it is inside. */
struct bench_session {
    HANDLE handle;
    struct rsm_session *session;
    GUID library;     /* the one with devices */
    DWORD slot_count; /* of it */
};

/* Opens one; options are set, or are those of the environment. */
void bench_open(struct bench_session *b);
void bench_close(struct bench_session *b);

/* Queue an inventory of the library; the number of its requests that are unfinished; wait until there are
 * none. */
void bench_take_inventory(struct bench_session *b, DWORD action);
unsigned bench_unfinished(struct bench_session *b);
void bench_wait_until_idle(struct bench_session *b);

#endif
