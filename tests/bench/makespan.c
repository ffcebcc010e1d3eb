/*
 * How long a full inventory of 100 tapes on 4 drives takes, in the time of the devices, over the least that
 * any order of the same moves could take: either the arm never stops, or the drives never do.
 */
#include "bench/bench.h"
#include "ntmsapi.h"
#include "platform/clock.h"
#include "support/simulated_library.h"
#include "support/virtual_clock_posix.h"
#include "work/system.h"

#include <stdio.h>

enum { TAPES = 100, DRIVES = 4 };

/* An arm and drives of the middle of the market.  What is said of a load in all, 25 s, is the loading and
 * the reading of a label from the beginning of the tape. */
static const struct rsm_sim_times times = {
    .move_ms = 12000,
    .look_ms = 100,
    .load_ms = 15000,
    .unload_ms = 20000,
    .rewind_ms = 3000,
    .read_ms = 4000,
};

/* In virtual seconds. */
static double take_inventory(struct bench_session *b)
{
    uint64_t started = virtual_clock.now_ms(NULL);

    bench_take_inventory(b, NTMS_INVENTORY_OMID);
    bench_wait_until_idle(b);
    return (double)(virtual_clock.now_ms(NULL) - started) / 1000;
}

static double lower_bound(double load)
{
    double move = times.move_ms / 1000.0;
    double arm = TAPES * 2 * move;
    double drives = TAPES * (2 * move + load + times.unload_ms / 1000.0) / DRIVES;

    return arm > drives ? arm : drives;
}

/* What the devices were asked. */
struct counts {
    unsigned looks;
    unsigned reads;
    unsigned rewinds;
};

static struct counts count_commands(void)
{
    return (struct counts){rsm_sim_commands_of(0xB8), rsm_sim_commands_of(0x08),
                           rsm_sim_commands_of(0x01)};
}

/* Of one tape, with the label read, in seconds. */
static double load_time(const struct counts *before, const struct counts *after)
{
    double reading = (double)(after->reads - before->reads) * times.read_ms +
                     (double)(after->rewinds - before->rewinds) * times.rewind_ms;

    return (times.load_ms + reading / TAPES) / 1000;
}

static void measure(struct bench_session *b)
{
    struct counts before = count_commands();
    uint64_t started = rsm_clock_ms();
    struct counts after;
    double took;
    double load;

    rsm_sim_take_time(&times);
    took = take_inventory(b);
    after = count_commands();
    load = load_time(&before, &after);
    bench_row("h  full inventory, 100 tapes, 4 drives, virtual time", took, "s", lower_bound(load),
              "s, lower bound");
    printf(
        "   (moves of %u s, loads of %.0f s with the label, unloads of %u s, %.1f looks of\n"
        "   %.1f s at elements for each tape; in %.1f s of this machine)\n",
        times.move_ms / 1000, load, times.unload_ms / 1000,
        (double)(after.looks - before.looks) / TAPES, times.look_ms / 1000.0,
        (double)(rsm_clock_ms() - started) / 1000);
}

int main(void)
{
    static const struct rsm_transport *const transports[2] = {&rsm_sim_transport};
    static const struct rsm_options options = {.devices = "sim:lib",
                                               .transports = transports,
                                               .waiting = &virtual_clock,
                                               .in_memory = true};
    struct bench_session b;

    rsm_sim_make("lib", TAPES, DRIVES, 0);
    rsm_sim_use_clock(&virtual_clock);
    virtual_clock_start();
    rsm_system_set_options(&options);
    bench_open(&b);
    (void)take_inventory(&b); /* in no time: all media are on record afterwards */
    measure(&b);
    bench_close(&b);
    virtual_clock_stop();
    return 0;
}
