/*
 * Winsock. Windows itself counts starts and stops for the process, so nothing is counted here.
 */
#include <winsock2.h> /* first, or windows.h brings the old one */

#include "platform/network.h"

rsm_error rsm_network_start(void)
{
    WSADATA data;
    int result = WSAStartup(MAKEWORD(2, 2), &data);

    if (result == 0)
        return ERROR_SUCCESS;
    return result == WSASYSNOTREADY ? ERROR_NO_NETWORK : (rsm_error)result;
}

void rsm_network_stop(void)
{
    WSACleanup();
}
