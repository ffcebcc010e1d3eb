/*
 * What the system shows of the simulated libraries.
 */
#include "support/simulated_system.h"

#include "support/simulated_parts.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 32 };

struct shown {
    char library[64];
    unsigned lun;
    char name[RSM_DEVICE_NAME_MAX];
    uint16_t port, bus, target, scsi_lun;
    unsigned opened;
};

/* With the simulator locked. */
static struct {
    struct shown list[SHOWN_MAX];
    size_t count;
    unsigned enumerated;
    uint64_t changes;
    bool denies;
    bool knows_no_serials;
} shown_now;

/* ---- what tests do ---- */

static struct shown *find_name(const char *name)
{
    for (size_t i = 0; i < shown_now.count; i++) {
        if (strcmp(shown_now.list[i].name, name) == 0)
            return &shown_now.list[i];
    }
    return NULL;
}

static struct shown *require_name(const char *name)
{
    struct shown *shown = find_name(name);

    if (shown == NULL) {
        rsm_sim_unlock();
        fail_msg("the system shows no %s", name);
    }
    return shown;
}

void rsm_sim_show_at(const char *library, unsigned lun, const char *name, uint16_t port,
                     uint16_t bus, uint16_t target, uint16_t scsi_lun)
{
    struct shown *shown;

    rsm_sim_lock();
    (void)rsm_sim_require(library);
    assert_true(shown_now.count < SHOWN_MAX);
    shown = &shown_now.list[shown_now.count++];
    memset(shown, 0, sizeof *shown);
    snprintf(shown->library, sizeof shown->library, "%s", library);
    snprintf(shown->name, sizeof shown->name, "%s", name);
    shown->lun = lun;
    shown->port = port;
    shown->bus = bus;
    shown->target = target;
    shown->scsi_lun = scsi_lun;
    shown_now.changes++;
    rsm_sim_unlock();
}

void rsm_sim_show(const char *library, unsigned lun, const char *name)
{
    rsm_sim_show_at(library, lun, name, 2, 0, 10, (uint16_t)lun);
}

void rsm_sim_hide(const char *name)
{
    struct shown *shown;

    rsm_sim_lock();
    shown = require_name(name);
    *shown = shown_now.list[--shown_now.count];
    shown_now.changes++;
    rsm_sim_unlock();
}

void rsm_sim_hide_all(void)
{
    rsm_sim_lock();
    memset(&shown_now, 0, sizeof shown_now);
    rsm_sim_unlock();
}

void rsm_sim_swap_names(const char *name, const char *other)
{
    struct shown *first;
    struct shown *second;
    char kept[RSM_DEVICE_NAME_MAX];

    rsm_sim_lock();
    first = require_name(name);
    second = require_name(other);
    memcpy(kept, first->name, sizeof kept);
    memcpy(first->name, second->name, sizeof kept);
    memcpy(second->name, kept, sizeof kept);
    shown_now.changes++;
    rsm_sim_unlock();
}

void rsm_sim_deny_account(bool denied)
{
    rsm_sim_lock();
    shown_now.denies = denied;
    rsm_sim_unlock();
}

void rsm_sim_know_no_serials(bool none)
{
    rsm_sim_lock();
    shown_now.knows_no_serials = none;
    rsm_sim_unlock();
}

unsigned rsm_sim_opened(const char *name)
{
    unsigned opened;

    rsm_sim_lock();
    opened = require_name(name)->opened;
    rsm_sim_unlock();
    return opened;
}

unsigned rsm_sim_enumerated(void)
{
    unsigned enumerated;

    rsm_sim_lock();
    enumerated = shown_now.enumerated;
    rsm_sim_unlock();
    return enumerated;
}

/* ---- the transport ---- */

static rsm_error enumerate(void *context, const char *address, uint32_t timeout_ms,
                           void (*found)(void *found_context, const char *address),
                           void *found_context)
{
    char names[SHOWN_MAX][RSM_DEVICE_NAME_MAX];
    size_t count = 0;

    (void)context;
    (void)timeout_ms;
    if (address != NULL && strcmp(address, RSM_ADDRESS_WINDOWS) != 0) {
        found(found_context, address);
        return ERROR_SUCCESS;
    }
    rsm_sim_lock();
    shown_now.enumerated++;
    for (; count < shown_now.count; count++)
        memcpy(names[count], shown_now.list[count].name, sizeof names[count]);
    rsm_sim_unlock();
    for (size_t i = 0; i < count; i++)
        found(found_context, names[i]);
    return ERROR_SUCCESS;
}

static rsm_error signature(void *context, uint64_t *signature_out)
{
    (void)context;
    rsm_sim_lock();
    *signature_out = shown_now.changes;
    rsm_sim_unlock();
    return ERROR_SUCCESS;
}

static bool is_open(const struct sim_library *library, unsigned lun)
{
    bool open = rsm_sim_program_keeps_out(library, lun);

    for (const struct sim_way *way = library->ways; way != NULL; way = way->next)
        open = open || (way->by_system && way->lun == lun && !way->broken);
    return open;
}

static rsm_error open_shown(void *context, const char *address, uint32_t timeout_ms,
                            void **handle_out)
{
    char unit[80];
    struct shown *shown;
    struct sim_library *library;
    rsm_error err = ERROR_SUCCESS;

    (void)context;
    rsm_sim_lock();
    shown = find_name(address);
    library = shown != NULL ? rsm_sim_find(shown->library) : NULL;
    if (library == NULL) {
        rsm_sim_unlock();
        return ERROR_DEV_NOT_EXIST;
    }
    shown->opened++;
    snprintf(unit, sizeof unit, "sim:%s/%u", shown->library, shown->lun);
    if (is_open(library, shown->lun))
        err = shown_now.denies ? ERROR_ACCESS_DENIED : ERROR_SHARING_VIOLATION;
    rsm_sim_unlock();
    if (err == ERROR_SUCCESS)
        err = rsm_sim_transport.open(NULL, unit, timeout_ms, handle_out);
    if (err == ERROR_SUCCESS)
        ((struct sim_way *)*handle_out)->by_system = true;
    return err;
}

static void tell_identity(const struct sim_library *library, unsigned lun,
                          struct rsm_transport_facts *facts)
{
    bool changer = lun == 0;

    facts->has_type = true;
    facts->type = changer ? 0x08 : 0x01;
    snprintf(facts->vendor, sizeof facts->vendor, "%s", changer ? library->vendor : SIM_VENDOR);
    snprintf(facts->product, sizeof facts->product, "%s", changer ? library->product : SIM_PRODUCT);
    snprintf(facts->serial, sizeof facts->serial, "%s",
             changer ? library->serial : library->drives[lun - 1].serial);
    rsm_spc_drop_zeros(facts->serial);
    if (shown_now.knows_no_serials)
        facts->serial[0] = '\0';
}

/* With the simulator locked. */
static void tell(const struct shown *shown, struct rsm_transport_facts *facts)
{
    const struct sim_library *library = rsm_sim_find(shown->library);

    memset(facts, 0, sizeof *facts);
    facts->has_scsi_address = facts->is_claimed = true;
    facts->port = shown->port;
    facts->bus = shown->bus;
    facts->target = shown->target;
    facts->lun = shown->scsi_lun;
    memcpy(facts->name, shown->name, sizeof facts->name);
    snprintf(facts->path, sizeof facts->path, "\\\\?\\sim#%s#%u", shown->library, shown->lun);
    if (library != NULL)
        tell_identity(library, shown->lun, facts);
}

static rsm_error look(void *context, const char *address, struct rsm_transport_facts *facts_out)
{
    const struct shown *shown;

    (void)context;
    rsm_sim_lock();
    shown = find_name(address);
    if (shown != NULL)
        tell(shown, facts_out);
    rsm_sim_unlock();
    return shown != NULL ? ERROR_SUCCESS : ERROR_DEV_NOT_EXIST;
}

static void describe(void *handle, struct rsm_transport_facts *facts_out)
{
    const struct sim_way *way = handle;

    rsm_sim_lock();
    for (size_t i = 0; i < shown_now.count; i++) {
        if (shown_now.list[i].lun == way->lun &&
            strcmp(shown_now.list[i].library, way->library->name) == 0)
            tell(&shown_now.list[i], facts_out);
    }
    rsm_sim_unlock();
}

static void close_shown(void *handle)
{
    rsm_sim_transport.close(handle);
}

const struct rsm_transport rsm_sim_system_transport = {
    .name = "simulated system",
    .scheme = "\\\\",
    .is_system = true,
    .is_shared = true,
    .enumerate = enumerate,
    .open = open_shown,
    .look = look,
    .describe = describe,
    .signature = signature,
    .execute = rsm_sim_execute,
    .close = close_shown,
};
