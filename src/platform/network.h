/*
 * The system's socket library, started before the first connection and stopped after the last.
 */
#ifndef RSM_PLATFORM_NETWORK_H
#define RSM_PLATFORM_NETWORK_H

#include "platform/error.h"

/*
 * Each start that succeeds needs its stop; they nest. Does nothing where sockets need no start.
 * ERROR_NO_NETWORK or the system's code when sockets cannot be used.
 */
rsm_error rsm_network_start(void);
void rsm_network_stop(void);

#endif
