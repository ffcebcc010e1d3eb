/*
 * The ways to simulated libraries: found, opened, closed.
 */
#include "support/simulated_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "sim:NAME" or "sim:NAME/LUN"; lun -1 = the whole library. */
static bool parse_address(const char *address, char name[64], int *lun_out)
{
    const char *start = strchr(address, ':');
    const char *slash = start != NULL ? strchr(start, '/') : NULL;
    size_t length;

    if (start == NULL)
        return false;
    start++;
    length = slash != NULL ? (size_t)(slash - start) : strlen(start);
    if (length == 0 || length >= 64)
        return false;
    memcpy(name, start, length);
    name[length] = '\0';
    *lun_out = slash != NULL ? atoi(slash + 1) : -1;
    return true;
}

static bool has_lun(const struct sim_library *library, unsigned lun)
{
    if (lun == 0)
        return !library->alone;
    if (lun <= library->counts[SIM_DRIVE])
        return !library->drives[lun - 1].absent;
    return lun <= library->counts[SIM_DRIVE] + library->disks;
}

static rsm_error find_open_library(const char *name, struct sim_library **library_out)
{
    *library_out = rsm_sim_find(name);
    if (*library_out == NULL)
        return ERROR_HOST_UNREACHABLE;
    return (*library_out)->unplugged ? ERROR_CONNECTION_REFUSED : ERROR_SUCCESS;
}

/* The list is made first: found() opens devices. */
static rsm_error list_units(const char *name, bool units_out[SIM_FEW_MAX + 2])
{
    struct sim_library *library;
    rsm_error err;

    rsm_sim_lock();
    err = find_open_library(name, &library);
    for (unsigned lun = 0; err == ERROR_SUCCESS && lun < SIM_FEW_MAX + 2; lun++)
        units_out[lun] = has_lun(library, lun);
    rsm_sim_unlock();
    return err;
}

rsm_error rsm_sim_enumerate(void *context, const char *address, uint32_t timeout_ms,
                            void (*found)(void *found_context, const char *address),
                            void *found_context)
{
    bool units[SIM_FEW_MAX + 2] = {false};
    char name[64];
    char unit[80];
    int lun;
    rsm_error err;

    (void)context;
    (void)timeout_ms;
    if (address == NULL)
        return ERROR_SUCCESS;
    if (!parse_address(address, name, &lun))
        return ERROR_BAD_PATHNAME;
    if (lun >= 0) {
        found(found_context, address);
        return ERROR_SUCCESS;
    }
    err = list_units(name, units);
    for (unsigned i = 0; err == ERROR_SUCCESS && i < SIM_FEW_MAX + 2; i++) {
        snprintf(unit, sizeof unit, "sim:%s/%u", name, i);
        if (units[i])
            found(found_context, unit);
    }
    return err;
}

void rsm_sim_attention(struct sim_library *library, unsigned lun, uint8_t asc, uint8_t ascq)
{
    for (struct sim_way *way = library->ways; way != NULL; way = way->next) {
        if (way->lun != lun || way->attention_count == SIM_ATTENTIONS_MAX)
            continue;
        way->attentions[way->attention_count][0] = asc;
        way->attentions[way->attention_count++][1] = ascq;
    }
    rsm_sim_keep_attention(library, lun, asc, ascq);
}

rsm_error rsm_sim_find_unit(const char *address, struct sim_library **library_out,
                            unsigned *lun_out)
{
    char name[64];
    int lun;
    rsm_error err;

    if (!parse_address(address, name, &lun) || lun < 0)
        return ERROR_BAD_PATHNAME;
    *lun_out = (unsigned)lun;
    err = find_open_library(name, library_out);
    return err == ERROR_SUCCESS && !has_lun(*library_out, *lun_out) ? ERROR_DEV_NOT_EXIST : err;
}

rsm_error rsm_sim_open(const char *address, bool shared, void **handle_out)
{
    struct sim_library *library = NULL;
    struct sim_way *way = calloc(1, sizeof *way);
    unsigned lun = 0;
    rsm_error err;

    if (way == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_sim_lock();
    err = rsm_sim_find_unit(address, &library, &lun);
    if (err == ERROR_SUCCESS &&
        (rsm_sim_program_keeps_out(library, lun) || (shared && !rsm_sim_may_open(library, lun))))
        err = ERROR_SHARING_VIOLATION;
    if (err == ERROR_SUCCESS) {
        way->library = library;
        way->lun = lun;
        way->max_transfer = library->max_transfer;
        way->attentions[0][0] = 0x29; /* power on, reset, or a new way */
        way->attention_count = 1;
        way->next = library->ways;
        library->ways = way;
        *handle_out = way;
    }
    rsm_sim_unlock();
    if (err != ERROR_SUCCESS)
        free(way);
    return err;
}

static rsm_error open_unit(void *context, const char *address, uint32_t timeout_ms,
                           void **handle_out)
{
    (void)context;
    (void)timeout_ms;
    return rsm_sim_open(address, false, handle_out);
}

static void describe_unit(void *handle, struct rsm_transport_facts *facts_out)
{
    memset(facts_out, 0, sizeof *facts_out);
    facts_out->max_transfer = ((const struct sim_way *)handle)->max_transfer;
}

void rsm_sim_close(void *handle)
{
    struct sim_way *way = handle;
    struct sim_way **at;

    if (way == NULL)
        return;
    rsm_sim_lock();
    for (at = &way->library->ways; *at != way; at = &(*at)->next)
        ;
    *at = way->next;
    rsm_sim_unlock();
    free(way);
}

const struct rsm_transport rsm_sim_transport = {
    .name = "sim",
    .scheme = "sim:",
    .enumerate = rsm_sim_enumerate,
    .open = open_unit,
    .describe = describe_unit,
    .execute = rsm_sim_execute,
    .close = rsm_sim_close,
};
