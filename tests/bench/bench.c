/*
 * Time, medians, lines.
 */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void bench_row(const char *what, double ours, const char *unit, double theirs, const char *bare)
{
    if (theirs > 0)
        printf("%-52s %9.2f %-5s %9.2f %-26s %7.2f\n", what, ours, unit, theirs, bare,
               ours / theirs);
    else
        printf("%-52s %9.2f %-5s\n", what, ours, unit);
    fflush(stdout);
}

void bench_need(rsm_error err, const char *what)
{
    if (err == ERROR_SUCCESS)
        return;
    fprintf(stderr, "bench: %s: %s\n", what, rsm_error_name(err));
    exit(1);
}
