/*
 * The worker's half of InjectNtmsMedia.
 */
#ifndef RSM_WORK_INJECT_RUN_H
#define RSM_WORK_INJECT_RUN_H

#include "work/port_watch.h"

/* Begin a request NTMS_LM_INJECT: it waits for people to put cartridges into the port.  False = not now. */
bool rsm_inject_step(struct rsm_library *library, struct rsm_record *request);

/*
 * Look after one that waits.  A cell by itself is taken when it is full; several when nothing has changed for as
 * long as the port may be extended, or when the caller says so.  In a library without a port the library is
 * looked at anew then.  Each cartridge goes into an empty slot and is identified; for those for which there
 * is none a person is asked to remove them, and the request waits for that.
 */
bool rsm_inject_watch(struct rsm_library *library, struct rsm_record *request,
                      const struct rsm_ports *ports);

/* Was what is in the cell put there by a person, and is it not an ejected cartridge?  Wants no transaction. */
bool rsm_inject_is_offered(struct rsm_library *library, const struct rsm_port_cell *cell);

#endif
