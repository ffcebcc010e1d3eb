/*
 * The worker's half of EjectNtmsMedia.
 */
#ifndef RSM_WORK_EJECT_RUN_H
#define RSM_WORK_EJECT_RUN_H

#include "work/library.h"

/*
 * Run a request NTMS_LM_EJECT if it can run now.  The cartridge is brought into an empty cell of the port, and
 * the request waits there until a person has taken it.  In a library without a port a cartridge that is in a
 * drive is brought home; its record leaves at once, and the request waits until its slot is empty.
 * False: no cell is empty, the drive is in use, or another request is at work in the port.
 */
bool rsm_eject_step(struct rsm_library *library, struct rsm_record *request);

#endif
