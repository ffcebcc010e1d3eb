/*
 * Sockets need no start here.
 */
#include "platform/network.h"

rsm_error rsm_network_start(void)
{
    return ERROR_SUCCESS;
}

void rsm_network_stop(void)
{
}
