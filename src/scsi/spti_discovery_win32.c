/*
 * What Windows shows, each device once: names first, interfaces of devices without one, and what adapters
 * have for which there is neither.
 */
#include "scsi/spti_discovery.h"

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/device.h"
#include "scsi/spti_adapter.h"
#include "scsi/spti_names.h"
#include "scsi/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names and interfaces ---- */

/* Asks drivers only where two links may be one device. */
static void settle(struct rsm_spti_list *list)
{
    rsm_spti_sort(list->entries, list->count);
    rsm_spti_match(list->entries, list->count);
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i].must_ask)
            rsm_spti_names_ask(list, &list->entries[i]);
    rsm_spti_match(list->entries, list->count);
}

static rsm_error list_all(struct rsm_spti_list *list)
{
    rsm_error err = rsm_spti_names_list(list);

    if (err == ERROR_SUCCESS)
        err = rsm_spti_names_list_interfaces(list);
    if (err == ERROR_SUCCESS)
        settle(list);
    return err;
}

rsm_error rsm_spti_find_path(const char *name, char *out, size_t size)
{
    struct rsm_spti_list list = {0};
    size_t path = SIZE_MAX;
    rsm_error err = list_all(&list);

    out[0] = '\0';
    for (size_t i = 0; err == ERROR_SUCCESS && i < list.count && path == SIZE_MAX; i++)
        if (rsm_text_same_word(list.entries[i].address, name) &&
            list.entries[i].same_as != SIZE_MAX)
            path = rsm_spti_interface_of(list.entries, list.count, i);
    if (err == ERROR_SUCCESS && path == SIZE_MAX)
        err = ERROR_NOT_FOUND;
    if (err == ERROR_SUCCESS && strlen(list.entries[path].address) >= size)
        err = ERROR_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        strcpy(out, list.entries[path].address);
    rsm_spti_names_free(&list);
    return err;
}

/* ---- adapters ---- */

static enum rsm_spti_kind kind_of(const struct rsm_spti_unit *unit)
{
    return unit->inquiry.type == RSM_DEVICE_CHANGER ? RSM_SPTI_CHANGER : RSM_SPTI_TAPE;
}

/* Is that the adapter with this port?  SCSI_ADDRESS has one byte for it, which several adapters may share:
 * then nobody knows. */
static bool is_port(const struct rsm_spti_list *list, uint16_t port, uint16_t told)
{
    size_t alike = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i].kind == RSM_SPTI_ADAPTER && list->entries[i].same_as == i &&
            (list->entries[i].number & UINT8_MAX) == told)
            alike++;
    return (port & UINT8_MAX) == told && alike <= 1;
}

/* Not every driver claims the device that it gives a name. */
static bool has_name(struct rsm_spti_list *list, uint16_t port, const struct rsm_spti_unit *unit)
{
    for (size_t i = 0; i < list->count; i++) {
        struct rsm_spti_entry *entry = &list->entries[i];
        const struct rsm_adapter_address *address = &entry->scsi_address;

        if (entry->kind != kind_of(unit) || entry->same_as != i)
            continue;
        if (entry->state == RSM_SPTI_NOT_ASKED)
            rsm_spti_names_ask(list, entry);
        if (entry->has_scsi_address && address->bus == unit->bus &&
            address->target == unit->target && address->lun == unit->lun &&
            is_port(list, port, address->port))
            return true;
    }
    return false;
}

static rsm_error find_unclaimed(struct rsm_spti_list *list, uint16_t port,
                                void (*found)(void *found_context, const char *address),
                                void *found_context)
{
    struct rsm_spti_units units = {0};
    rsm_error err = rsm_spti_adapter_units(port, &units);

    for (size_t i = 0; i < units.count && err == ERROR_SUCCESS; i++) {
        const struct rsm_spti_unit *unit = &units.units[i];
        char address[RSM_DEVICE_NAME_MAX];

        if (unit->is_claimed || has_name(list, port, unit))
            continue;
        snprintf(address, sizeof address, RSM_ADDRESS_WINDOWS "Scsi%u:%u:%u:%u", port, unit->bus,
                 unit->target, unit->lun);
        found(found_context, address);
    }
    free(units.units);
    return err;
}

static void log_adapter(uint16_t port, rsm_error err)
{
    if (err == ERROR_ACCESS_DENIED)
        rsm_log(RSM_LOG_WARNING, "scsi",
                "\\\\.\\Scsi%u: may not be asked which devices it has; run the program as "
                "administrator",
                port);
    else if (err != ERROR_SUCCESS && err != ERROR_DEV_NOT_EXIST)
        rsm_log(RSM_LOG_INFO, "scsi", "\\\\.\\Scsi%u: does not tell which devices it has: %s (%s)",
                port, rsm_error_text(err), rsm_error_name(err));
}

/* ---- all ---- */

static rsm_error find_all(void (*found)(void *found_context, const char *address),
                          void *found_context)
{
    struct rsm_spti_list list = {0};
    rsm_error err = list_all(&list);

    for (size_t i = 0; i < list.count && err == ERROR_SUCCESS; i++) {
        const struct rsm_spti_entry *entry = &list.entries[i];

        if (entry->same_as != i)
            continue;
        if (entry->kind != RSM_SPTI_ADAPTER) {
            found(found_context, entry->address);
        } else {
            rsm_error adapter_err =
                find_unclaimed(&list, (uint16_t)entry->number, found, found_context);

            log_adapter((uint16_t)entry->number, adapter_err);
            if (adapter_err == ERROR_NOT_ENOUGH_MEMORY)
                err = adapter_err;
        }
    }
    rsm_spti_names_free(&list);
    return err;
}

rsm_error rsm_spti_enumerate(void *context, const char *address, uint32_t timeout_ms,
                             void (*found)(void *found_context, const char *address),
                             void *found_context)
{
    struct rsm_spti_list none = {0};
    uint16_t port;
    rsm_error err;

    (void)context;
    (void)timeout_ms;
    if (address == NULL || strcmp(address, RSM_ADDRESS_WINDOWS) == 0)
        return find_all(found, found_context);
    if (!rsm_address_parse_port(address, &port)) {
        found(found_context, address);
        return ERROR_SUCCESS;
    }
    err = find_unclaimed(&none, port, found, found_context);
    log_adapter(port, err);
    return err;
}

rsm_error rsm_spti_find_unit(const struct rsm_adapter_address *address,
                             struct rsm_spti_unit *unit_out)
{
    struct rsm_spti_units units = {0};
    rsm_error err = rsm_spti_adapter_units(address->port, &units);
    rsm_error result = err != ERROR_SUCCESS ? err : ERROR_DEV_NOT_EXIST;

    for (size_t i = 0; i < units.count && err == ERROR_SUCCESS; i++) {
        const struct rsm_spti_unit *unit = &units.units[i];

        if (unit->bus == address->bus && unit->target == address->target &&
            unit->lun == address->lun) {
            *unit_out = *unit;
            result = ERROR_SUCCESS;
        }
    }
    free(units.units);
    return result;
}

/* ---- whether it is still the same ---- */

static uint64_t hash_of_unit(uint16_t port, const struct rsm_spti_unit *unit)
{
    char text[128];
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    snprintf(text, sizeof text, "%u:%u:%u:%u %u %u %s %s", port, unit->bus, unit->target, unit->lun,
             unit->is_claimed, unit->inquiry.type, unit->inquiry.vendor, unit->inquiry.product);
    for (const char *at = text; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return hash;
}

rsm_error rsm_spti_signature(void *context, uint64_t *signature_out)
{
    struct rsm_spti_list list = {0};
    rsm_error err = rsm_spti_names_list(&list);
    uint64_t signature = list.signature;

    (void)context;
    for (size_t i = 0; i < list.count && err == ERROR_SUCCESS; i++) {
        struct rsm_spti_units units = {0};
        uint16_t port = (uint16_t)list.entries[i].number;

        if (list.entries[i].kind == RSM_SPTI_ADAPTER &&
            rsm_spti_adapter_units(port, &units) == ERROR_NOT_ENOUGH_MEMORY)
            err = ERROR_NOT_ENOUGH_MEMORY;
        for (size_t k = 0; k < units.count; k++)
            signature += hash_of_unit(port, &units.units[k]);
        free(units.units);
    }
    rsm_spti_names_free(&list);
    if (err == ERROR_SUCCESS)
        *signature_out = signature;
    return err;
}
