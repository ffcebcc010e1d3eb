/*
 * The driver's way to the bridge: one TCP connection, a request and its reply.
 */
#include <winsock2.h>

#include <string.h>

#include "link.h"

enum { PATIENCE_S = 15 /* the bridge logs in, too, before it answers */ };

static void drop(struct link *link)
{
    if (link->connected)
        closesocket((SOCKET)link->socket);
    link->connected = 0;
}

/* Has the bridge gone meanwhile? It never speaks first. */
static int is_stale(const struct link *link)
{
    struct timeval none = {0, 0};
    fd_set come;

    FD_ZERO(&come);
    FD_SET((SOCKET)link->socket, &come);
    return select(0, &come, NULL, NULL, &none) != 0;
}

static int connect_link(struct link *link, unsigned int port)
{
    struct sockaddr_in address;
    WSADATA wsa;
    SOCKET s;
    int one = 1;

    if (WSAStartup(0x0202, &wsa) != 0)
        return 0;
    s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == INVALID_SOCKET)
        return 0;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(s, (struct sockaddr *)&address, sizeof address) != 0) {
        closesocket(s);
        return 0;
    }
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&one, sizeof one);
    link->socket = s;
    link->connected = 1;
    return 1;
}

static int transmit(struct link *link, const void *data, unsigned int size)
{
    const char *at = data;

    while (size > 0) {
        int gone = send((SOCKET)link->socket, at, (int)size, 0);

        if (gone <= 0)
            return 0;
        at += gone;
        size -= (unsigned int)gone;
    }
    return 1;
}

static int receive(struct link *link, void *data, unsigned int size)
{
    char *at = data;

    while (size > 0) {
        int come = recv((SOCKET)link->socket, at, (int)size, 0);

        if (come <= 0)
            return 0;
        at += come;
        size -= (unsigned int)come;
    }
    return 1;
}

static int ask(struct link *link, const struct exchange *exchange)
{
    struct wire_request request;
    DWORD patience = (exchange->timeout_s + PATIENCE_S) * 1000;

    memset(&request, 0, sizeof request);
    request.magic = WIRE_MAGIC;
    request.timeout_s = exchange->timeout_s;
    request.data_length = exchange->data_length;
    request.lun = exchange->lun;
    request.direction = exchange->direction;
    request.cdb_length = exchange->cdb_length;
    memcpy(request.cdb, exchange->cdb, sizeof request.cdb);
    setsockopt((SOCKET)link->socket, SOL_SOCKET, SO_RCVTIMEO, (char *)&patience, sizeof patience);
    return transmit(link, &request, sizeof request) &&
           (exchange->direction != WIRE_OUT ||
            transmit(link, exchange->data, exchange->data_length));
}

static int answer(struct link *link, struct exchange *exchange)
{
    struct wire_reply reply;

    if (!receive(link, &reply, sizeof reply) || reply.magic != WIRE_MAGIC ||
        reply.data_length > exchange->data_length || reply.left > exchange->data_length ||
        reply.sense_length > sizeof exchange->sense || reply.outcome > WIRE_LOST ||
        (exchange->direction != WIRE_IN && reply.data_length > 0) ||
        !receive(link, exchange->sense, reply.sense_length) ||
        !receive(link, exchange->data, reply.data_length))
        return 0;
    exchange->outcome = reply.outcome;
    exchange->status = reply.status;
    exchange->sense_length = reply.sense_length;
    exchange->moved = exchange->data_length - reply.left;
    return 1;
}

void link_carry(struct link *link, unsigned int port, struct exchange *exchange)
{
    exchange->outcome = WIRE_LOST;
    exchange->moved = 0;
    exchange->status = 0;
    exchange->sense_length = 0;
    if (link->connected && is_stale(link))
        drop(link);
    if (!link->connected && !connect_link(link, port))
        return;
    if (!ask(link, exchange) || !answer(link, exchange)) {
        exchange->outcome = WIRE_LOST;
        drop(link);
    }
}
