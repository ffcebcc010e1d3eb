/*
 * The door of a simulated library, and the person who opens it.
 */
#include "support/simulated_parts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

void rsm_sim_open_door(const char *name)
{
    struct sim_library *library;
    bool locked;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    locked = library->prevented;
    library->door_open = !locked;
    rsm_sim_unlock();
    if (locked)
        fail_msg("the door of %s is locked", name);
}

void rsm_sim_close_door(const char *name)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    library->door_open = false;
    if (!library->door_silent)
        rsm_sim_attention(library, 0, 0x28, 0x00);
    rsm_sim_unlock();
}

bool rsm_sim_door_allows(struct sim_library *library, struct rsm_command *command)
{
    uint8_t operation = command->cdb.bytes[0];

    if (!library->door_open || operation == 0x1A || operation == 0x5A || operation == 0x1E)
        return true; /* MODE SENSE and PREVENT ALLOW go all the same */
    if (operation == 0xA5) {
        rsm_sim_unlock();
        fail_msg("a cartridge is moved while the door of %s is open", library->name);
    }
    if (library->door_silent)
        return true;
    rsm_sim_check(command, 0x02, 0x04, 0x03);
    return false;
}
