/*
 * How long the commands of simulated devices take.
 */
#include "support/simulated_parts.h"

void rsm_sim_take_time(const struct rsm_sim_times *times)
{
    rsm_sim_lock();
    rsm_sim.times = *times;
    rsm_sim_unlock();
}

uint64_t rsm_sim_now(void)
{
    return rsm_sim.clock != NULL ? rsm_sim.clock->now_ms(rsm_sim.clock->context) : 0;
}

static unsigned duration_of(const struct sim_way *way, const struct rsm_command *command)
{
    const struct rsm_sim_times *times = &rsm_sim.times;
    const uint8_t *cdb = command->cdb.bytes;

    switch (cdb[0]) {
    case 0xA5: /* MOVE MEDIUM */
        return times->move_ms;
    case 0xB8: /* READ ELEMENT STATUS */
        return times->look_ms;
    case 0x01: /* REWIND, on a tape; of a changer it is another command */
        return way->lun > 0 ? times->rewind_ms : 0;
    case 0x08: /* READ */
        return times->read_ms;
    case 0x1B: /* LOAD UNLOAD */
        return (cdb[4] & 0x01) != 0 ? times->load_ms : times->unload_ms;
    default:
        return 0;
    }
}

void rsm_sim_spend(const struct sim_way *way, const struct rsm_command *command)
{
    const struct rsm_waiting *clock = rsm_sim.clock;
    unsigned duration = duration_of(way, command);

    if (clock == NULL || duration == 0)
        return;
    rsm_sim_unlock();
    (void)clock->sleep(clock->context, duration);
    rsm_sim_lock();
}
