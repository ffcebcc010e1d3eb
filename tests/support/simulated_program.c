/*
 * The program that uses a simulated drive.
 */
#include "support/simulated_program.h"

#include "support/simulated_parts.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

/* With the simulator locked. */
static struct sim_drive *require_drive(const char *name, unsigned drive)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    assert_in_range(drive, 1, library->counts[SIM_DRIVE]);
    return &library->drives[drive - 1];
}

void rsm_sim_reserve(const char *name, unsigned drive, bool reserved)
{
    require_drive(name, drive)->reserved_by_program = reserved;
    rsm_sim_unlock();
}

void rsm_sim_prevent(const char *name, unsigned drive, bool prevented)
{
    require_drive(name, drive)->prevented_by_program = prevented;
    rsm_sim_unlock();
}

static bool *opened_flag(struct sim_library *library, unsigned lun)
{
    return lun == 0 ? &library->changer_opened_by_program
                    : &library->drives[lun - 1].opened_by_program;
}

bool rsm_sim_open_as_program(const char *name, unsigned lun)
{
    struct sim_library *library;
    bool may;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    may = rsm_sim_may_open(library, lun) && !*opened_flag(library, lun);
    if (may)
        *opened_flag(library, lun) = true;
    rsm_sim_unlock();
    return may;
}

void rsm_sim_occupy(const char *name, unsigned lun, bool occupied)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    *opened_flag(library, lun) = occupied;
    for (struct sim_way *way = library->ways; occupied && way != NULL; way = way->next)
        way->broken = way->broken || way->lun == lun;
    rsm_sim_unlock();
}

bool rsm_sim_program_keeps_out(const struct sim_library *library, unsigned lun)
{
    return lun <= library->counts[SIM_DRIVE] &&
           (lun == 0 ? library->changer_opened_by_program
                     : library->drives[lun - 1].opened_by_program);
}

bool rsm_sim_program_refuses(const struct sim_drive *drive, struct rsm_command *command)
{
    if (drive->reserved_by_program)
        command->status = RSM_STATUS_RESERVATION_CONFLICT;
    return drive->reserved_by_program;
}
