/*
 * Inventories by bar codes of a library that answers each command late: the hostile library that runs beside this
 * program (tests/support/hostile/README.md).
 */
#include "bench/bench.h"
#include "ntmsapi.h"
#include "support/hostile.h"

#include <stdio.h>
#include <stdlib.h>

enum { LATE_MS = 20, SLOTS = 10000, FULL = 8 };
enum { ROUNDS = 10 }; /* even: what is carried to another slot is carried back */

/* Little time goes by before the tapes are read; empty slots are as long in a report as full ones. */
static const char scenario[] =
    "changer STK L5500 0215 LATE001\n"
    "arms 1 from 1\n"
    "ports 20 from 16\n"
    "drives 4 from 256\n"
    "slots 10000 from 4096\n"
    "slots 1-8 S%05uL6 blank\n";

/* From the call to the end of the request, in milliseconds. */
static double take_inventory(struct bench_session *b)
{
    double started = bench_now();

    bench_take_inventory(b, NTMS_INVENTORY_FAST);
    bench_wait_until_idle(b);
    return (bench_now() - started) / 1000;
}

static double measure(struct bench_session *b, const char *target, bool moves)
{
    double all[ROUNDS];
    char line[40];

    for (unsigned i = 0; i < ROUNDS; i++) {
        snprintf(line, sizeof line, "carry slot %u slot %u", i % 2 == 0 ? FULL : SLOTS,
                 i % 2 == 0 ? SLOTS : FULL);
        if (moves)
            hostile_do(target, line);
        all[i] = take_inventory(b);
    }
    return bench_median(all, ROUNDS);
}

/* How many times later it is done because each command is late. */
static void show(struct bench_session *b, const char *target, const char *what, bool moves)
{
    double prompt = measure(b, target, moves);
    double late;

    hostile_do(target, "on any : delay 20ms");
    late = measure(b, target, moves);
    hostile_do(target, "forget");
    bench_aim(what, (late - prompt) / LATE_MS, "trips", 0, "", 6);
    bench_row("   all that it takes", late, "ms", 0, "");
}

int main(void)
{
    struct bench_session b;
    const char *target = hostile_draw("late", scenario);

    if (setenv("NTMS_DEVICES", target, 1) != 0)
        return 1;
    bench_open(&b);
    bench_wait_until_idle(&b);
    (void)take_inventory(&b);
    show(&b, target, "fast inventory, each command 20 ms late", false);
    show(&b, target, "the same, a person has moved a cartridge", true);
    bench_close(&b);
    hostile_stop(target);
    return 0;
}
