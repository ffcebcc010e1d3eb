#include "support/hasty_transport.h"

#include "platform/clock.h"
#include "scsi/transport_iscsi.h"

#include <stdatomic.h>
#include <stddef.h>

static rsm_error enumerate(void *context, const char *address, uint32_t timeout_ms,
                           void (*found)(void *found_context, const char *address),
                           void *found_context)
{
    return rsm_transport_iscsi.enumerate(context, address, timeout_ms, found, found_context);
}

static rsm_error open_device(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    return rsm_transport_iscsi.open(context, address, timeout_ms, handle_out);
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    uint32_t timeout_ms = command->timeout_ms;
    rsm_error err;

    if (command->timeout_ms > HASTY_COMMAND_MS)
        command->timeout_ms = HASTY_COMMAND_MS;
    err = rsm_transport_iscsi.execute(handle, command);
    command->timeout_ms = timeout_ms;
    return err;
}

static void close_device(void *handle)
{
    rsm_transport_iscsi.close(handle);
}

static const struct rsm_transport hasty = {
    .name = "iscsi",
    .scheme = "iscsi:",
    .enumerate = enumerate,
    .open = open_device,
    .execute = execute,
    .close = close_device,
};

const struct rsm_transport *const hasty_transports[] = {&hasty, NULL};

/* ---- waiting ---- */

static atomic_uint_fast64_t skipped; /* milliseconds that were not slept */

static uint64_t now_ms(void *context)
{
    (void)context;
    return rsm_clock_ms() + atomic_load(&skipped);
}

static bool sleep_ms(void *context, uint32_t milliseconds)
{
    uint32_t slept = milliseconds / HASTY_SPEED + 1;

    (void)context;
    rsm_clock_sleep_ms(slept);
    if (milliseconds > slept)
        atomic_fetch_add(&skipped, milliseconds - slept);
    return true;
}

const struct rsm_waiting hasty_waiting = {.now_ms = now_ms, .sleep = sleep_ms};
