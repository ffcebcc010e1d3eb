/*
 * Which addresses are configured, and which libraries they lead to.  Called under the lock of
 * system.c, or before anybody else can see the instance.
 */
#include "work/instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/file_lock.h"
#include "platform/log.h"
#include "scsi/address.h"
#include "store/records.h"
#include "store/settings.h"
#include "work/configure.h"

/* ---- addresses ---- */

static rsm_error add_target(void *context, const char *address)
{
    struct rsm_instance *system = context;
    struct rsm_target *target;

    for (size_t i = 0; i < system->target_count; i++) {
        if (strcmp(system->targets[i].address, address) != 0)
            continue;
        system->targets[i].listed = true;
        return ERROR_SUCCESS;
    }
    if (system->target_count == RSM_INSTANCE_ADDRESSES_MAX) {
        rsm_log(RSM_LOG_ERROR, "work", "more than %u device addresses: the rest is left out",
                (unsigned)RSM_INSTANCE_ADDRESSES_MAX);
        return ERROR_SUCCESS;
    }
    target = &system->targets[system->target_count];
    target->address = malloc(strlen(address) + 1);
    if (target->address == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(target->address, address, strlen(address) + 1);
    target->answered = false;
    target->listed = true;
    system->target_count++;
    return ERROR_SUCCESS;
}

static bool add_attached(void *context, const char *address)
{
    return add_target(context, address) == ERROR_SUCCESS;
}

/* Options name the devices, else the environment does, else the list that `rsm attach` keeps. */
rsm_error rsm_instance_list_targets(struct rsm_instance *system)
{
    static const size_t room = 64 * 1024;
    char *text = malloc(room);
    rsm_error err = text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; i < system->target_count; i++)
        system->targets[i].listed = err != ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && system->options.devices != NULL) {
        (void)rsm_address_for_each(system->options.devices, add_target, system);
    } else if (err == ERROR_SUCCESS &&
               rsm_paths_environment("NTMS_DEVICES", text, room) == ERROR_SUCCESS) {
        (void)rsm_address_for_each(text, add_target, system);
    } else if (err == ERROR_SUCCESS) {
        err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);
        if (err == ERROR_SUCCESS)
            err = rsm_store_end(system->rsm.store,
                                rsm_settings_attached(system->rsm.store, add_attached, system));
    }
    free(text);
    return err;
}

/* ---- libraries ---- */

static struct rsm_library *find_library(struct rsm_instance *system, const GUID *id)
{
    for (size_t i = 0; i < system->library_count; i++) {
        if (rsm_guid_equal(&system->libraries[i]->id, id))
            return system->libraries[i];
    }
    return NULL;
}

static void drop_library(struct rsm_library *library)
{
    if (library == NULL)
        return;
    rsm_library_end(library);
    free(library);
}

/* A library that is known already, seen again: perhaps by another address, which its worker takes
 * over when it looks for its changer again. */
static void refresh_library(struct rsm_library *known, const char *address)
{
    rsm_mutex_lock(&known->mutex);
    snprintf(known->seen_at, sizeof known->seen_at, "%s", address);
    rsm_mutex_unlock(&known->mutex);
}

/* The library of this instance whose changer that is, or NULL. */
static struct rsm_library *find_changer(struct rsm_instance *system,
                                        const struct rsm_found *changer)
{
    GUID id;

    if (rsm_configure_find(&system->rsm, changer, &id) != ERROR_SUCCESS)
        return NULL;
    return find_library(system, &id);
}

static rsm_error add_library(struct rsm_instance *system, struct rsm_discovery *discovery,
                             size_t index, bool *claimed)
{
    struct rsm_library *library;
    struct rsm_library *known = find_changer(system, &discovery->found[index]);
    rsm_error err;

    /* What was configured stays: the drives may have other addresses than those asked now. */
    if (known != NULL) {
        refresh_library(known, discovery->found[index].address);
        return ERROR_SUCCESS;
    }
    library = calloc(1, sizeof *library);
    if (library == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_library_begin(library, &system->rsm, &system->options);
    err = rsm_configure_library(discovery, index, claimed, library);
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "work", "%s: the changer there cannot be used: %s (%s)",
                discovery->found[index].shown, rsm_error_text(err), rsm_error_name(err));
        drop_library(library);
        return err;
    }
    if (system->library_count == RSM_INSTANCE_LIBRARIES_MAX) {
        drop_library(library);
        return ERROR_SUCCESS;
    }
    system->libraries[system->library_count++] = library;
    return ERROR_SUCCESS;
}

void rsm_instance_start_workers(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count; i++) {
        if (system->workers[i] == NULL && !system->options.step_by_step)
            (void)rsm_worker_start(system->libraries[i], &system->workers[i]);
    }
}

/* May that tape device turn out to be a drive of one of the libraries? */
static bool is_spare(const struct rsm_instance *system, const char *address)
{
    bool is = false;

    for (size_t i = 0; i < system->library_count; i++) {
        struct rsm_library *library = system->libraries[i];

        rsm_mutex_lock(&library->mutex);
        for (size_t k = 0; k < library->spare_count; k++)
            is = is || strcmp(library->spare[k], address) == 0;
        rsm_mutex_unlock(&library->mutex);
    }
    return is;
}

rsm_error rsm_instance_look_for_devices(struct rsm_instance *system)
{
    const char *addresses[RSM_INSTANCE_ADDRESSES_MAX];
    struct rsm_target *asked[RSM_INSTANCE_ADDRESSES_MAX];
    struct rsm_discovery discovery;
    size_t count = 0;
    bool *claimed;
    rsm_error err;

    for (size_t i = 0; i < system->target_count; i++) {
        if (system->targets[i].answered)
            continue;
        addresses[count] = system->targets[i].address;
        asked[count++] = &system->targets[i];
    }
    err = rsm_discover(&system->options, addresses, count, &discovery);
    if (err != ERROR_SUCCESS)
        return err;
    claimed = calloc(discovery.found_count + 1, sizeof *claimed);
    for (size_t i = 0; claimed != NULL && i < discovery.found_count; i++) {
        if (discovery.found[i].type == RSM_DEVICE_CHANGER)
            (void)add_library(system, &discovery, i, claimed);
    }
    for (size_t i = 0; claimed != NULL && i < discovery.found_count; i++) {
        if (discovery.found[i].type == RSM_DEVICE_TAPE && !claimed[i] &&
            !is_spare(system, discovery.found[i].address))
            rsm_log(RSM_LOG_WARNING, "work",
                    "%s: tape drive %s %s %s is not known to be in a library; a drive without a "
                    "changer is not worked with yet",
                    discovery.found[i].shown, discovery.found[i].vendor, discovery.found[i].product,
                    discovery.found[i].serial);
    }
    for (size_t i = 0; i < discovery.answer_count; i++)
        asked[i]->answered = discovery.answers[i].error == ERROR_SUCCESS;
    free(claimed);
    rsm_discovery_free(&discovery);
    return ERROR_SUCCESS;
}

void rsm_instance_mark_absent(struct rsm_instance *system)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_records_ids(system->rsm.store, NTMS_LIBRARY,
                                                               NULL, 0, &ids, &count));
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        if (!rsm_guid_equal(&ids[i], &rsm_catalogue_offline_library) &&
            find_library(system, &ids[i]) == NULL && !rsm_library_is_run(&system->rsm, &ids[i]))
            err = rsm_configure_present(&system->rsm, &ids[i], false);
    }
    free(ids);
}

/* Is device the address of target, or of a logical unit of it? */
static bool belongs_to(const char *device, const char *target)
{
    size_t length = strlen(target);

    return strncmp(device, target, length) == 0 &&
           (device[length] == '\0' || device[length] == '/');
}

/* Stop working with the library at that place of the list; another one takes the place. */
static void leave_library(struct rsm_instance *system, size_t i)
{
    struct rsm_library *library = system->libraries[i];

    rsm_worker_stop(system->workers[i], false);
    if (!rsm_library_is_run(&system->rsm, &library->id))
        (void)rsm_configure_present(&system->rsm, &library->id, false);
    drop_library(library);
    system->library_count--;
    system->libraries[i] = system->libraries[system->library_count];
    system->workers[i] = system->workers[system->library_count];
    system->workers[system->library_count] = NULL;
}

/* Stop working with the libraries of an address that was detached. */
static void leave_target(struct rsm_instance *system, const char *address)
{
    for (size_t i = 0; i < system->library_count;) {
        struct rsm_library *library = system->libraries[i];

        if (!belongs_to(library->address, address)) {
            i++;
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: detached", library->name);
        leave_library(system, i);
    }
}

/* True too when that cannot be found out. */
static bool is_on_record(struct rsm_instance *system, const GUID *library)
{
    DWORD type;
    rsm_error err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_records_type(system->rsm.store, library, &type));
    return err != ERROR_OBJECT_NOT_FOUND;
}

void rsm_instance_leave_deleted(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count;) {
        struct rsm_library *library = system->libraries[i];

        if (is_on_record(system, &library->id)) {
            i++;
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: deleted", library->name);
        for (size_t k = 0; k < system->target_count; k++) {
            if (belongs_to(library->address, system->targets[k].address))
                system->targets[k].answered = false; /* it may come back, as a new library */
        }
        leave_library(system, i);
    }
}

void rsm_instance_leave_unlisted(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->target_count;) {
        if (system->targets[i].listed) {
            i++;
            continue;
        }
        leave_target(system, system->targets[i].address);
        free(system->targets[i].address);
        system->targets[i] = system->targets[--system->target_count];
    }
}

void rsm_instance_end(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count; i++)
        rsm_worker_stop(system->workers[i], true);
    for (size_t i = 0; i < system->library_count; i++)
        drop_library(system->libraries[i]);
    for (size_t i = 0; i < system->target_count; i++)
        free(system->targets[i].address);
}
