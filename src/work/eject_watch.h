/*
 * Ejects that wait for a person.
 */
#ifndef RSM_WORK_EJECT_WATCH_H
#define RSM_WORK_EJECT_WATCH_H

#include "work/port_watch.h"

/* Look after one that waits: has its cartridge gone, was it stopped, is a person to be asked? */
bool rsm_eject_watch(struct rsm_library *library, struct rsm_record *request,
                     const struct rsm_ports *ports);

/* And after the first one that is QUEUED because no cell is empty: ask a person to empty them. */
bool rsm_eject_watch_blocked(struct rsm_library *library, struct rsm_record *request,
                             const struct rsm_ports *ports);

/* Run one that was stopped, QUEUED or WAITING: a cartridge in the port goes back to a slot.  False = not now. */
bool rsm_eject_take_back(struct rsm_library *library, struct rsm_record *request);

#endif
