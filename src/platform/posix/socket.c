/*
 * Sockets as POSIX has them.
 */
#define _DEFAULT_SOURCE

#include "platform/socket.h"

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

static rsm_error error_of(int number)
{
    switch (number) {
    case 0:
        return ERROR_SUCCESS;
    case ECONNREFUSED:
        return ERROR_CONNECTION_REFUSED;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EADDRNOTAVAIL:
        return ERROR_HOST_UNREACHABLE;
    case ETIMEDOUT:
        return ERROR_SEM_TIMEOUT;
    case ENOMEM:
    case ENOBUFS:
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

        if (getnameinfo(one->ai_addr, one->ai_addrlen, number, sizeof number, NULL, 0,
                        NI_NUMERICHOST) != 0)
            continue;
        snprintf(portals_out[*count_out], RSM_SOCKET_PORTAL_ROOM,
                 one->ai_family == AF_INET6 ? "[%s]:%u" : "%s:%u", number, (unsigned)port);
        ++*count_out;
    }
    freeaddrinfo(found);
    return *count_out > 0 ? ERROR_SUCCESS : ERROR_HOST_UNREACHABLE;
}

int rsm_socket_poll(int socket, int events, uint32_t milliseconds)
{
    struct pollfd one = {socket, (short)events, 0};
    int limit = milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;

    return poll(&one, 1, limit) > 0 ? one.revents : 0;
}

rsm_error rsm_socket_error(int socket)
{
    int number = 0;
    socklen_t size = sizeof number;

    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size) != 0)
        return ERROR_DEVICE_NOT_CONNECTED;
    return error_of(number);
}

bool rsm_socket_is_closed(int socket)
{
    char byte;
    ssize_t count = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

rsm_error rsm_socket_last_error(void)
{
    return error_of(errno);
}

void rsm_socket_clear_error(void)
{
    errno = 0;
}
