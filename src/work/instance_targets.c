/*
 * Which addresses are configured, and what was chosen about single devices.
 */
#include "work/instance.h"

#include <stdlib.h>
#include <string.h>

#include "platform/log.h"
#include "platform/registry.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "store/settings.h"

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
    target->asked = target->answered = target->in_use = false;
    target->listed = true;
    system->target_count++;
    return ERROR_SUCCESS;
}

static bool add_attached(void *context, const char *address)
{
    return add_target(context, address) == ERROR_SUCCESS;
}

static bool is_listed(const struct rsm_instance *system, const char *address)
{
    bool is = false;

    for (size_t i = 0; i < system->target_count; i++)
        is = is || (system->targets[i].listed && strcmp(system->targets[i].address, address) == 0);
    return is;
}

/* What is set, but not to a number, is taken for 0: whoever set it did not want what is so without it. */
static bool is_automatic(struct rsm_instance *system)
{
    enum rsm_auto_configure option = system->options.auto_configure;
    uint32_t number = 1;
    rsm_error err;

    if (option != RSM_AUTO_CONFIGURE_AS_SET)
        return option == RSM_AUTO_CONFIGURE_ALWAYS;
    err = rsm_registry_number("AutoConfigure", &number);
    if (err == ERROR_INVALID_DATA && !system->setting_told)
        rsm_log(RSM_LOG_WARNING, "work",
                "the registry value AutoConfigure is no REG_DWORD and is taken for 0: devices that "
                "the system shows are not used unless they are attached; set it to a REG_DWORD, "
                "or delete it");
    system->setting_told = err == ERROR_INVALID_DATA;
    return err != ERROR_INVALID_DATA && number != 0;
}

/* What the system shows, without being named: all of it, or what was chosen. */
static rsm_error add_system(struct rsm_instance *system)
{
    const struct rsm_transport *transport =
        rsm_transports_find(system->options.transports, RSM_ADDRESS_WINDOWS);

    if (transport == NULL || !transport->is_system || is_listed(system, RSM_ADDRESS_WINDOWS))
        return ERROR_SUCCESS;
    system->chosen.only = !is_automatic(system);
    if (system->chosen.only && !rsm_chosen_takes_any(&system->chosen))
        return ERROR_SUCCESS;
    return add_target(system, RSM_ADDRESS_WINDOWS);
}

/* Options name the devices, else the environment does, else the list that `rsm attach` keeps and the
 * system. */
static rsm_error list_named(struct rsm_instance *system)
{
    static const size_t room = 64 * 1024;
    char *text = malloc(room);
    rsm_error err = text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    if (err == ERROR_SUCCESS && system->options.devices != NULL) {
        (void)rsm_address_for_each(system->options.devices, add_target, system);
    } else if (err == ERROR_SUCCESS &&
               rsm_paths_environment("NTMS_DEVICES", text, room) == ERROR_SUCCESS) {
        (void)rsm_address_for_each(text, add_target, system);
    } else if (err == ERROR_SUCCESS) {
        err = rsm_settings_attached(system->rsm.store, add_attached, system);
        if (err == ERROR_SUCCESS)
            err = add_system(system);
    }
    free(text);
    return err;
}

rsm_error rsm_instance_list_targets(struct rsm_instance *system)
{
    struct rsm_chosen before = {0};
    rsm_error err = rsm_chosen_copy(&system->chosen, &before);

    for (size_t i = 0; i < system->target_count; i++)
        system->targets[i].listed = false;
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS) {
        err = rsm_chosen_load(&system->rsm, &system->chosen);
        system->chosen.only = system->chosen.only && err != ERROR_SUCCESS;
        if (err == ERROR_SUCCESS)
            err = list_named(system);
        err = rsm_store_end(system->rsm.store, err);
    }
    for (size_t i = 0; i < system->target_count && err != ERROR_SUCCESS; i++)
        system->targets[i].listed = true; /* not known: nothing is forgotten */
    if (err == ERROR_SUCCESS && !rsm_chosen_same(&before, &system->chosen))
        system->missed = system->news = true;
    rsm_chosen_free(&before);
    return err;
}
