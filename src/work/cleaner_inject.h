/*
 * The worker's half of InjectNtmsCleaner.
 */
#ifndef RSM_WORK_CLEANER_INJECT_H
#define RSM_WORK_CLEANER_INJECT_H

#include "work/port_watch.h"

/* Begin a request NTMS_LM_INJECTCLEANER: it waits for a person at the port, or at the door.  False = not now. */
bool rsm_cleaner_inject_step(struct rsm_library *library, struct rsm_record *request);

/*
 * Look after one that waits.  The first cartridge that is put into the port goes to the reserved slot, unless
 * it is known as a medium (ERROR_INVALID_CLEANER).  ERROR_TIMEOUT when none comes for as long as the port may
 * be extended; ERROR_EMPTY when the door was closed without one, ERROR_REQUEST_REFUSED when the person refuses.
 */
bool rsm_cleaner_inject_watch(struct rsm_library *library, struct rsm_record *request,
                              const struct rsm_ports *ports);

#endif
