/*
 * The same libraries where programs open devices by name, as on Windows: one way to a device at a time, and all
 * who open it are one initiator, which the device tells once what has happened.
 */
#include "support/simulated_parts.h"

#include <stdio.h>
#include <string.h>

static bool is_open(const struct sim_library *library, unsigned lun)
{
    for (const struct sim_way *way = library->ways; way != NULL; way = way->next) {
        if (way->lun == lun)
            return true;
    }
    return false;
}

bool rsm_sim_may_open(const struct sim_library *library, unsigned lun)
{
    return !is_open(library, lun);
}

/* Attentions wait at the device while no way is open. */
static void hand_over(uint8_t to[SIM_ATTENTIONS_MAX][2], unsigned *to_count,
                      uint8_t from[SIM_ATTENTIONS_MAX][2], unsigned *from_count)
{
    memcpy(to, from, *from_count * sizeof from[0]);
    *to_count = *from_count;
    *from_count = 0;
}

static rsm_error open_shared(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    rsm_error err = rsm_sim_open(address, true, handle_out);
    struct sim_way *way;

    (void)context;
    (void)timeout_ms;
    if (err != ERROR_SUCCESS)
        return err;
    way = *handle_out;
    rsm_sim_lock();
    way->library->shared = true;
    if (way->lun < SIM_UNITS_MAX)
        hand_over(way->attentions, &way->attention_count, way->library->waiting[way->lun].codes,
                  &way->library->waiting[way->lun].count);
    rsm_sim_unlock();
    return ERROR_SUCCESS;
}

static void close_shared(void *handle)
{
    struct sim_way *way = handle;

    if (way == NULL)
        return;
    rsm_sim_lock();
    if (way->lun < SIM_UNITS_MAX)
        hand_over(way->library->waiting[way->lun].codes, &way->library->waiting[way->lun].count,
                  way->attentions, &way->attention_count);
    rsm_sim_unlock();
    rsm_sim_close(way);
}

void rsm_sim_keep_attention(struct sim_library *library, unsigned lun, uint8_t asc, uint8_t ascq)
{
    struct sim_attentions *waiting = &library->waiting[lun];

    if (!library->shared || lun >= SIM_UNITS_MAX || waiting->count == SIM_ATTENTIONS_MAX ||
        is_open(library, lun))
        return;
    waiting->codes[waiting->count][0] = asc;
    waiting->codes[waiting->count++][1] = ascq;
}

/* ---- what the system knows ---- */

static void tell(const struct sim_library *library, unsigned lun, struct rsm_transport_facts *facts)
{
    const struct sim_drive *drive = lun > 0 ? &library->drives[lun - 1] : NULL;

    memset(facts, 0, sizeof *facts);
    facts->is_claimed = facts->has_type = true;
    facts->type = drive != NULL ? 0x01 : 0x08;
    (void)snprintf(facts->path, sizeof facts->path, "path of %s/%u", library->name, lun);
    (void)snprintf(facts->vendor, sizeof facts->vendor, "%s",
                   drive != NULL ? "HP" : library->vendor);
    (void)snprintf(facts->product, sizeof facts->product, "%s",
                   drive != NULL ? "Ultrium 5-SCSI" : library->product);
    (void)snprintf(facts->serial, sizeof facts->serial, "%s",
                   drive != NULL ? drive->serial : library->serial);
}

static unsigned looks; /* with the simulator locked */

unsigned rsm_sim_looks(void)
{
    unsigned count;

    rsm_sim_lock();
    count = looks;
    rsm_sim_unlock();
    return count;
}

static rsm_error look(void *context, const char *address, struct rsm_transport_facts *facts_out)
{
    struct sim_library *library;
    unsigned lun;
    rsm_error err;

    (void)context;
    rsm_sim_lock();
    err = rsm_sim_find_unit(address, &library, &lun);
    if (err == ERROR_SUCCESS && lun <= library->counts[SIM_DRIVE])
        looks++;
    if (err == ERROR_SUCCESS && library->conceals &&
        (is_open(library, lun) || rsm_sim_program_keeps_out(library, lun)))
        err = ERROR_SHARING_VIOLATION;
    else if (err == ERROR_SUCCESS && lun > library->counts[SIM_DRIVE])
        memset(facts_out, 0, sizeof *facts_out);
    else if (err == ERROR_SUCCESS)
        tell(library, lun, facts_out);
    rsm_sim_unlock();
    return err;
}

static void describe(void *handle, struct rsm_transport_facts *facts_out)
{
    const struct sim_way *way = handle;

    rsm_sim_lock();
    memset(facts_out, 0, sizeof *facts_out);
    if (way->lun <= way->library->counts[SIM_DRIVE])
        tell(way->library, way->lun, facts_out);
    facts_out->max_transfer = way->max_transfer;
    rsm_sim_unlock();
}

void rsm_sim_conceal_open(const char *name, bool conceals)
{
    rsm_sim_lock();
    rsm_sim_require(name)->conceals = conceals;
    rsm_sim_unlock();
}

const struct rsm_transport rsm_sim_shared_transport = {
    .name = "shared sim",
    .scheme = "sim:",
    .is_shared = true,
    .enumerate = rsm_sim_enumerate,
    .open = open_shared,
    .look = look,
    .describe = describe,
    .execute = rsm_sim_execute,
    .close = close_shared,
};
