/*
 * Asks the configured addresses, all at once, what devices are there.  What is made of the answers
 * is in configure.c.
 */
#include "work/discover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/array.h"
#include "platform/log.h"
#include "scsi/address.h"
#include "scsi/transports.h"

/* One address being asked by a thread of its own. */
struct asker {
    const struct rsm_options *options;
    const char *address;
    struct rsm_found *found;
    size_t found_count;
    size_t found_room;
    size_t others; /* devices that are neither changer nor tape */
    rsm_error error;
};

static void keep(struct asker *asker, const char *address, struct rsm_device *device)
{
    struct rsm_found *grown =
        rsm_array_grow(asker->found, sizeof *grown, asker->found_count + 1, &asker->found_room);
    struct rsm_found *found;

    if (grown == NULL) {
        rsm_device_close(device);
        asker->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    asker->found = grown;
    found = &grown[asker->found_count++];
    memset(found, 0, sizeof *found);
    snprintf(found->address, sizeof found->address, "%s", address);
    rsm_address_hide(address, found->shown, sizeof found->shown);
    found->type = device->type;
    memcpy(found->vendor, device->vendor, sizeof found->vendor);
    memcpy(found->product, device->product, sizeof found->product);
    memcpy(found->revision, device->revision, sizeof found->revision);
    memcpy(found->serial, device->serial, sizeof found->serial);
    found->device = device;
}

/* One device of the address: only changers and tape drives are kept open. */
static void ask_device(void *context, const char *address)
{
    struct asker *asker = context;
    struct rsm_device *device = NULL;
    rsm_error err =
        rsm_device_open(asker->options->transports, address, asker->options->waiting, &device);

    if (err != ERROR_SUCCESS) {
        asker->error = err;
        return;
    }
    if (device->type == RSM_DEVICE_CHANGER || device->type == RSM_DEVICE_TAPE) {
        keep(asker, address, device);
        return;
    }
    asker->others++;
    rsm_device_close(device);
}

static void ask(void *context)
{
    struct asker *asker = context;
    rsm_error err =
        rsm_transports_enumerate(asker->options->transports, asker->address, ask_device, asker);
    char shown[RSM_ADDRESS_MAX];

    if (err != ERROR_SUCCESS)
        asker->error = err;
    if (asker->found_count > 0) {
        asker->error = ERROR_SUCCESS; /* a neighbour that does not answer is no reason to stop */
        return;
    }
    rsm_address_hide(asker->address, shown, sizeof shown);
    if (asker->error == ERROR_SUCCESS)
        asker->error = ERROR_BAD_DEV_TYPE;
    if (asker->error == ERROR_BAD_DEV_TYPE)
        rsm_log(RSM_LOG_ERROR, "work",
                "%s: %u device(s) there, but neither a medium changer nor a tape drive; check the "
                "address and its LUN",
                shown, (unsigned)asker->others);
    else
        rsm_log(RSM_LOG_ERROR, "work", "%s: %s (%s)", shown, rsm_error_text(asker->error),
                rsm_error_name(asker->error));
}

static rsm_error collect(struct asker *asker, struct rsm_discovery *discovery, size_t *room)
{
    struct rsm_found *grown = rsm_array_grow(discovery->found, sizeof *grown,
                                             discovery->found_count + asker->found_count + 1, room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    discovery->found = grown;
    for (size_t i = 0; i < asker->found_count; i++) {
        grown[discovery->found_count++] = asker->found[i];
        asker->found[i].device = NULL; /* it has another owner now */
    }
    return ERROR_SUCCESS;
}

static void free_found(struct rsm_found *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rsm_device_close(found[i].device);
    free(found);
}

static void ask_all(struct asker *askers, size_t count, bool on_threads)
{
    struct rsm_thread *threads = on_threads ? calloc(count, sizeof *threads) : NULL;
    bool *started = on_threads ? calloc(count, sizeof *started) : NULL;

    for (size_t i = 0; i < count; i++) {
        if (threads != NULL && started != NULL)
            started[i] = rsm_thread_start(ask, &askers[i], &threads[i]) == ERROR_SUCCESS;
        if (threads == NULL || started == NULL || !started[i])
            ask(&askers[i]);
    }
    for (size_t i = 0; threads != NULL && started != NULL && i < count; i++) {
        if (started[i])
            rsm_thread_join(&threads[i]);
    }
    free(threads);
    free(started);
}

rsm_error rsm_discover(const struct rsm_options *options, const char *const *addresses,
                       size_t count, struct rsm_discovery *discovery_out)
{
    struct asker *askers = calloc(count + 1, sizeof *askers);
    struct rsm_discovery discovery = {.found = NULL};
    size_t room = 0;
    rsm_error err = ERROR_SUCCESS;

    discovery.answers = calloc(count + 1, sizeof *discovery.answers);
    if (askers == NULL || discovery.answers == NULL) {
        free(askers);
        free(discovery.answers);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        askers[i].options = options;
        askers[i].address = addresses[i];
    }
    ask_all(askers, count, !options->step_by_step && count > 1);
    for (size_t i = 0; i < count; i++) {
        struct rsm_answer *answer = &discovery.answers[discovery.answer_count++];

        snprintf(answer->address, sizeof answer->address, "%s", addresses[i]);
        answer->error = askers[i].error;
        if (err == ERROR_SUCCESS)
            err = collect(&askers[i], &discovery, &room);
        free_found(askers[i].found, askers[i].found_count);
    }
    free(askers);
    if (err != ERROR_SUCCESS) {
        rsm_discovery_free(&discovery);
        return err;
    }
    *discovery_out = discovery;
    return ERROR_SUCCESS;
}

void rsm_discovery_free(struct rsm_discovery *discovery)
{
    free_found(discovery->found, discovery->found_count);
    free(discovery->answers);
    memset(discovery, 0, sizeof *discovery);
}
