/*
 * The program that a simulated drive was handed over to, or somebody on another computer: what it does with
 * the drive is shown by what the drive refuses to others.
 */
#ifndef RSM_TESTS_SUPPORT_SIMULATED_PROGRAM_H
#define RSM_TESTS_SUPPORT_SIMULATED_PROGRAM_H

#include "support/simulated_library.h"

/* It has reserved the drive: RESERVATION CONFLICT. */
void rsm_sim_reserve(const char *name, unsigned drive, bool reserved);

/* It prevents the removal of the cartridge (5/53/02). */
void rsm_sim_prevent(const char *name, unsigned drive, bool prevented);

/* It opens the drive (0 = the changer) for itself alone, as programs do where they open devices by name.  False:
 * it cannot, somebody has it open.  rsm_sim_occupy() with false ends that. */
bool rsm_sim_open_as_program(const char *name, unsigned lun);

/* It has the drive (0 = the changer) open, and nobody else can open it (ERROR_SHARING_VIOLATION); our own way breaks. */
void rsm_sim_occupy(const char *name, unsigned lun, bool occupied);

#endif
