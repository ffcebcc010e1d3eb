/*
 * The control port: lines of text, one request a connection.  README.md lists the requests.  An answer begins with
 * "ok" or "error" and ends with a line ".".
 */
#ifndef RSM_TEST_HOSTILE_CONTROL_H
#define RSM_TEST_HOSTILE_CONTROL_H

#include <stdint.h>

#include "support/hostile/server.h"

/* What control_run works with. */
struct control {
    struct server *server;
    int fd;                /* listens */
    int stop;              /* readable, or closed at the other end: it is to end */
    uint16_t iscsi_port;   /* for addresses */
    const char *scenarios; /* the folder in which scenarios are found by name */
};

/* Serve requests, one after the other, until stopped. */
void *control_run(void *control);

#endif
