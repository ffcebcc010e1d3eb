/*
 * Opening and closing one device with spoilt answers.
 */
#include "spoilt_device.h"

#include "demand.h"
#include "spoilt_library.h"

#include "support/simulated_library.h"

#include <stdio.h>

enum { COMMANDS_MAX = 20000, HOURS_MAX = 1000 };

static uint64_t now_ms(void *context)
{
    return ((struct spoilt_device *)context)->now;
}

static bool sleep_ms(void *context, uint32_t milliseconds)
{
    ((struct spoilt_device *)context)->now += milliseconds;
    return true;
}

void spoilt_device_open(struct spoilt_device *spoilt, struct input *input, const char *drawing,
                        unsigned rules, unsigned lun)
{
    char address[16];

    memset(spoilt, 0, sizeof *spoilt);
    spoilt->waiting.now_ms = now_ms;
    spoilt->waiting.sleep = sleep_ms;
    spoilt->waiting.context = spoilt;
    rsm_sim_clear();
    rsm_sim_draw("lib", drawing);
    rsm_sim_use_clock(&spoilt->waiting);
    spoilt_begin(input, rules, &spoilt->waiting, false);
    spoilt->transports[0] = spoilt_transport();
    snprintf(address, sizeof address, "sim:lib/%u", lun);
    if (rsm_device_open(spoilt->transports, address, &spoilt->waiting, &spoilt->device) !=
        ERROR_SUCCESS)
        spoilt->device = NULL;
}

void spoilt_device_mend(struct spoilt_device *spoilt)
{
    if (!rsm_device_is_connected(spoilt->device))
        (void)rsm_device_reopen(spoilt->device);
}

void spoilt_device_close(struct spoilt_device *spoilt)
{
    rsm_device_close(spoilt->device);
    demand(spoilt_commands() <= COMMANDS_MAX);
    demand(spoilt->now / 3600000 <= HOURS_MAX);
    spoilt_end();
    rsm_sim_clear();
}
