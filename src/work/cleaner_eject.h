/*
 * The worker's half of EjectNtmsCleaner.
 */
#ifndef RSM_WORK_CLEANER_EJECT_H
#define RSM_WORK_CLEANER_EJECT_H

#include "work/port_watch.h"

/*
 * Run a request NTMS_LM_EJECTCLEANER if it can run now.  The cleaner is brought into an empty cell of the port, and
 * the request waits there until a person has taken it; in a library without a port it waits at the door.
 * False: no cell is empty, the cleaner is in a drive, or another request is at work in the port.
 */
bool rsm_cleaner_eject_step(struct rsm_library *library, struct rsm_record *request);

/* Look after one that waits: was the cleaner taken, is it to go back, is a person to be asked? */
bool rsm_cleaner_eject_watch(struct rsm_library *library, struct rsm_record *request,
                             const struct rsm_ports *ports);

#endif
