/*
 * The watch over the port: a chore.  While a request waits for a person there, the changer is asked what is
 * in its cells; what each request makes of it is in the file of its operation.
 */
#ifndef RSM_WORK_PORT_WATCH_H
#define RSM_WORK_PORT_WATCH_H

#include "work/ports.h"

/*
 * Look after one request that is WAITING, with the port as it is.  True when something was changed.  May begin the
 * request anew (rsm_ports_begin()) and move cartridges; nothing of it is INPROCESS afterwards.  Wants no
 * transaction; request is a copy, just loaded.
 */
typedef bool rsm_port_watcher(struct rsm_library *library, struct rsm_record *request,
                              const struct rsm_ports *ports);

/* The chore.  Sends no command while nobody waits. */
bool rsm_port_watch(struct rsm_library *library);

#endif
