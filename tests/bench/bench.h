/*
 * Time, medians and lines of the table for the measurements of tests/bench.sh.  On Linux only; nothing
 * here is asserted, a measurement that cannot be taken ends the program.
 */
#ifndef RSM_TEST_BENCH_H
#define RSM_TEST_BENCH_H

#include <stddef.h>

#include "platform/error.h"

enum { BENCH_ROUNDS_MAX = 100 };

/* Microseconds since some moment. */
double bench_now(void);

/* Sorts. */
double bench_median(double *values, size_t count);

/* One line: what, ours, and the same done bare, with the ratio.  theirs 0 = nothing to compare with. */
void bench_row(const char *what, double ours, const char *unit, double theirs, const char *bare);

/* End the program, saying what could not be done, unless err is ERROR_SUCCESS. */
void bench_need(rsm_error err, const char *what);

#endif
