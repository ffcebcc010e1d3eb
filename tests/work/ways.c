/*
 * Ways to fail.
 */
#include "work/ways.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct way ways[] = {
    {"the device is broken", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x44}},
    {"the mechanics fail", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x15, .ascq = 1}},
    {"the mechanics say so too late", {.failure = RSM_SIM_CHECK_DONE, .key = 4, .asc = 0x15}},
    {"the command is refused", {.failure = RSM_SIM_CHECK, .key = 5, .asc = 0x24}},
    {"a reset", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x29}},
    {"something moved", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x28}},
    {"the way breaks", {.failure = RSM_SIM_LOST}},
    {"the answer is lost", {.failure = RSM_SIM_LOST_DONE}},
    {"no answer, nothing done", {.failure = RSM_SIM_TIMEOUT}},
    {"no answer, but done", {.failure = RSM_SIM_TIMEOUT_DONE}},
    {"the library goes", {.failure = RSM_SIM_UNPLUG}},
    {"the library goes after it", {.failure = RSM_SIM_UNPLUG_DONE}},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

const struct way *begin_way(size_t i, const struct way *more, size_t count)
{
    const struct way *way = NULL;

    if (i < WAYS)
        way = &ways[i];
    else if (i - WAYS < count)
        way = &more[i - WAYS];
    if (way != NULL)
        print_message("    %s\n", way->name);
    return way;
}

void fail_in_way(const struct way *way, unsigned number)
{
    struct rsm_sim_fault fault = way->fault;

    fault.number = number;
    rsm_sim_fail(&fault);
}
