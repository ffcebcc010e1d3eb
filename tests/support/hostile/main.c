/*
 * The hostile library: a process that plays tape libraries behind iSCSI, polite ones and others.
 *
 *   hostile_library SCENARIOS
 *
 * Listens on 127.0.0.1, at ports that the system chooses, and says "ready ISCSI CONTROL" with both numbers on its
 * standard output.  Ends when its standard input does, or after 15 minutes.
 */
#include "support/hostile/control.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_MS = 15 * 60 * 1000 };

static struct timespec began;

uint64_t hostile_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)((now.tv_sec - began.tv_sec) * 1000 + (now.tv_nsec - began.tv_nsec) / 1000000);
}

static int open_port(uint16_t *port_out)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 256) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        perror("hostile_library: no port to listen at");
        exit(1);
    }
    *port_out = ntohs(address.sin_port);
    return fd;
}

static void take_initiator(struct server *server, int port)
{
    int fd = accept(port, NULL, NULL);
    int yes = 1;

    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    server_take(server, fd);
}

/* Until standard input ends. */
static void serve(struct server *server, int port)
{
    struct pollfd wait[2] = {{.fd = port, .events = POLLIN},
                             {.fd = STDIN_FILENO, .events = POLLIN}};

    for (;;) {
        uint64_t now = hostile_now_ms();

        if (now >= LONGEST_MS)
            return;
        if (poll(wait, 2, (int)(LONGEST_MS - now)) <= 0)
            continue;
        if (wait[0].revents != 0)
            take_initiator(server, port);
        if (wait[1].revents != 0) {
            char bytes[64];

            if (read(STDIN_FILENO, bytes, sizeof bytes) <= 0)
                return;
        }
    }
}

int main(int argc, char **argv)
{
    struct control control = {.scenarios = argc > 1 ? argv[1] : "."};
    uint16_t control_port;
    int port = open_port(&control.iscsi_port);
    int stop[2];
    pthread_t thread;

    clock_gettime(CLOCK_MONOTONIC, &began);
    signal(SIGPIPE, SIG_IGN);
    control.fd = open_port(&control_port);
    control.server = server_begin();
    if (pipe(stop) != 0)
        return 1;
    control.stop = stop[0];
    if (pthread_create(&thread, NULL, control_run, &control) != 0)
        return 1;
    printf("ready %u %u\n", (unsigned)control.iscsi_port, (unsigned)control_port);
    fflush(stdout);

    serve(control.server, port);
    close(stop[1]);
    pthread_join(thread, NULL);
    close(port);
    server_end(control.server);
    close(control.fd);
    close(stop[0]);
    return 0;
}
