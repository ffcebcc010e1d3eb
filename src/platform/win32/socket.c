/*
 * Sockets as Winsock has them.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include "platform/socket.h"

#include <stdio.h>
#include <string.h>

static rsm_error error_of(int number)
{
    switch (number) {
    case 0:
        return ERROR_SUCCESS;
    case WSAECONNREFUSED:
        return ERROR_CONNECTION_REFUSED;
    case WSAEHOSTUNREACH:
    case WSAENETUNREACH:
    case WSAEADDRNOTAVAIL:
        return ERROR_HOST_UNREACHABLE;
    case WSAETIMEDOUT:
        return ERROR_SEM_TIMEOUT;
    case WSAENOBUFS:
    case WSA_NOT_ENOUGH_MEMORY:
        return ERROR_NOT_ENOUGH_MEMORY;
    default:
        return ERROR_DEVICE_NOT_CONNECTED;
    }
}

rsm_error rsm_socket_resolve(const char *host, uint16_t port,
                             char (*portals_out)[RSM_SOCKET_PORTAL_ROOM], size_t room,
                             size_t *count_out)
{
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    int failed;

    *count_out = 0;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    failed = getaddrinfo(host, NULL, &hints, &found);
    if (failed != 0)
        return failed == EAI_MEMORY ? ERROR_NOT_ENOUGH_MEMORY : ERROR_HOST_UNREACHABLE;
    for (struct addrinfo *one = found; one != NULL && *count_out < room; one = one->ai_next) {
        char number[RSM_SOCKET_PORTAL_ROOM - 16];

        if (getnameinfo(one->ai_addr, (socklen_t)one->ai_addrlen, number, sizeof number, NULL, 0,
                        NI_NUMERICHOST) != 0)
            continue;
        snprintf(portals_out[*count_out], RSM_SOCKET_PORTAL_ROOM,
                 one->ai_family == AF_INET6 ? "[%s]:%u" : "%s:%u", number, (unsigned)port);
        ++*count_out;
    }
    freeaddrinfo(found);
    return *count_out > 0 ? ERROR_SUCCESS : ERROR_HOST_UNREACHABLE;
}

/* select(), since WSAPoll() hides a failed connection on Windows before 10. */
int rsm_socket_poll(int socket, int events, uint32_t milliseconds)
{
    SOCKET one = (SOCKET)socket;
    fd_set in = {1, {one}};
    fd_set out = {1, {one}};
    fd_set bad = {1, {one}};
    struct timeval limit = {(long)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000};
    int come = 0;

    if (select(0, (events & POLLIN) != 0 ? &in : NULL, (events & POLLOUT) != 0 ? &out : NULL, &bad,
               &limit) <= 0)
        return 0;
    if ((events & POLLIN) != 0 && in.fd_count != 0)
        come |= POLLIN & events;
    if ((events & POLLOUT) != 0 && out.fd_count != 0)
        come |= POLLOUT;
    if (bad.fd_count != 0)
        come |= POLLERR;
    return come;
}

rsm_error rsm_socket_error(int socket)
{
    int number = 0;
    int size = sizeof number;

    if (getsockopt((SOCKET)socket, SOL_SOCKET, SO_ERROR, (char *)&number, &size) != 0)
        return ERROR_DEVICE_NOT_CONNECTED;
    return error_of(number);
}

/* Asks whether there is something to read first, in case the socket is one that blocks. */
bool rsm_socket_is_closed(int socket)
{
    char byte;
    int count;

    if (rsm_socket_poll(socket, POLLIN, 0) == 0)
        return false;
    count = recv((SOCKET)socket, &byte, 1, MSG_PEEK);
    return count == 0 || (count < 0 && WSAGetLastError() != WSAEWOULDBLOCK);
}

rsm_error rsm_socket_last_error(void)
{
    return error_of(WSAGetLastError());
}

void rsm_socket_clear_error(void)
{
    WSASetLastError(0);
}
