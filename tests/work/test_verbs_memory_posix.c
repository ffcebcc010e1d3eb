/*
 * An allocation of each verb fails, ours or SQLite's, alone or with all that come after it, until there is memory
 * again.
 */
#include "support/failing_memory.h"
#include "work/weaknesses.h"

#include <stdlib.h>

/* Ours, alone; one of some natively too, since there are thousands.  NTMS_TEST_EVERY_ALLOCATION=1 tries each. */
static unsigned one_of_some(unsigned number)
{
    return number + (getenv("NTMS_TEST_EVERY_ALLOCATION") != NULL ? 1 : 7);
}

/* Preparing a statement is SQLite's own work, with a hundred allocations and more. */
static unsigned fewer_and_fewer(unsigned number)
{
    return number + (getenv("NTMS_TEST_EVERY_ALLOCATION") != NULL ? 1 : 1 + number / 8);
}

static void lack_once(unsigned number)
{
    failing_memory_at(MEMORY_OURS, number, false);
}

static void lack_from_then_on(unsigned number)
{
    failing_memory_at(MEMORY_OURS, number, true);
}

static void lack_in_sqlite(unsigned number)
{
    failing_memory_at(MEMORY_OF_SQLITE, number, number % 2 == 0);
}

/* ---- devices have memory of their own ---- */

static rsm_error open_device(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    rsm_error err;

    failing_memory_pause();
    err = rsm_sim_transport.open(context, address, timeout_ms, handle_out);
    failing_memory_go_on();
    return err;
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    rsm_error err;

    failing_memory_pause();
    err = rsm_sim_transport.execute(handle, command);
    failing_memory_go_on();
    return err;
}

static void close_device(void *handle)
{
    failing_memory_pause();
    rsm_sim_transport.close(handle);
    failing_memory_go_on();
}

static struct rsm_transport devices;

static void make_devices(void)
{
    devices = rsm_sim_transport;
    devices.open = open_device;
    devices.execute = execute;
    devices.close = close_device;
}

/* ---- the rows ---- */

#define ROW(words, function, step)                                                 \
    {                                                                              \
        .name = (words), .begin = (function), .next = (step), .devices = &devices, \
        .mend = failing_memory_mend, .has_struck = failing_memory_has_struck       \
    }

static const struct weakness rows[] = {
    ROW("an allocation fails", lack_once, one_of_some),
    ROW("all allocations fail from then on", lack_from_then_on, fewer_and_fewer),
    ROW("an allocation of SQLite fails", lack_in_sqlite, fewer_and_fewer),
};

int main(int count, char **words)
{
    failing_memory_begin();
    make_devices();
    return run_weaknesses("verbs_memory", rows, sizeof rows / sizeof rows[0], count, words);
}
