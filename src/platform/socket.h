/*
 * What the two systems say differently about sockets, for use with a library that makes its own:
 * names to addresses, waiting, and error codes.  Between rsm_network_start and rsm_network_stop
 * only.
 */
#ifndef RSM_PLATFORM_SOCKET_H
#define RSM_PLATFORM_SOCKET_H

#include "platform/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for an address and a port in numbers, "[2001:db8::1]:3260", with its end mark. */
#define RSM_SOCKET_PORTAL_ROOM 96

/*
 * The addresses of a host (a name, or numbers already, IPv6 without brackets) with the port, in the
 * order in which they should be tried. Blocks while the system asks its name servers.
 * ERROR_HOST_UNREACHABLE when there is no such host, ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_socket_resolve(const char *host, uint16_t port,
                             char (*portals_out)[RSM_SOCKET_PORTAL_ROOM], size_t room,
                             size_t *count_out);

/*
 * poll() of one socket: waits until one of the events (POLLIN, POLLOUT) or an error has come, at
 * most that long, and returns what has come; 0 when nothing has. A failed connection shows as
 * POLLERR on every system.
 */
int rsm_socket_poll(int socket, int events, uint32_t milliseconds);

/*
 * What is wrong with the socket (SO_ERROR, which forgets it by that), and what was wrong with this
 * thread's last call. ERROR_SUCCESS when nothing is; ERROR_CONNECTION_REFUSED,
 * ERROR_HOST_UNREACHABLE, ERROR_SEM_TIMEOUT and ERROR_NOT_ENOUGH_MEMORY say what they say;
 * ERROR_DEVICE_NOT_CONNECTED is all else.
 */
rsm_error rsm_socket_error(int socket);
rsm_error rsm_socket_last_error(void);

/* True when the other side has closed the connection or it is broken, and nothing is left to read. */
bool rsm_socket_is_closed(int socket);

/* Forget this thread's last error, before a call whose failure shall be told by the above. */
void rsm_socket_clear_error(void);

#endif
