/* The look for devices when a session is opened that is the first one of its process. */
#ifndef RSM_WORK_FIRST_LOOK_H
#define RSM_WORK_FIRST_LOOK_H

#include "work/instance.h"

/*
 * Find the devices of all addresses and make libraries of them; each look takes at most timeout_ms.  A changer that
 * is open elsewhere is waited for a little: another process that begins just now may have it open to see what it is,
 * and a moment later is known to run the library.  Under the system lock: whoever opens a session meanwhile
 * waits for the same devices.  Errors of rsm_instance_begin_look() and rsm_instance_end_look().
 */
rsm_error rsm_first_look(struct rsm_instance *system, uint32_t timeout_ms);

#endif
