/*
 * All targets that one process plays, and the connections to them.
 *
 * A connection has a thread of its own.  One lock (hostile_server_lock) guards the lists and all settings here; each
 * target has another, under which its devices are asked (server_target.lock).  The first may be taken while the second
 * is held, never the other way round.
 */
#ifndef RSM_TEST_HOSTILE_SERVER_H
#define RSM_TEST_HOSTILE_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/hostile/target.h"

enum { SERVER_NAME_MAX = 224 /* bytes of an iSCSI name, with its NUL */ };

struct server;
struct connection;

/* How a target speaks iSCSI: lines that begin with "wire" (README.md). */
struct wire_settings {
    uint32_t receive;     /* MaxRecvDataSegmentLength that the target declares */
    uint32_t segment;     /* most bytes of a Data-In PDU, if the initiator takes so many */
    uint32_t burst;       /* MaxBurstLength */
    uint32_t first_burst; /* FirstBurstLength */
    uint32_t window;      /* commands that may be under way at a time */
    bool initial_r2t, immediate_data;
    bool header_digest, data_digest; /* CRC32C is agreed to */
    bool separate;                   /* status never goes with the last data */
    uint16_t refuse;                 /* class and detail for logins; 0 = they are welcome */
    unsigned refusals;               /* how many logins more; 0 = until it is taken back */
    bool frozen;                     /* nothing is read and nothing is answered */
};

struct server_target {
    struct server_target *next;
    char name[SERVER_NAME_MAX];
    struct hostile_target *devices;
    pthread_mutex_t lock; /* while devices are asked */
    struct wire_settings wire;
    struct connection *nexus[HOSTILE_NEXUS_MAX]; /* sessions */
    unsigned sessions;
    bool gone; /* no new session */
};

/* What the control port wants of a connection; its thread is woken. */
struct orders {
    bool ping;
    int event; /* of an asynchronous message; -1 = none */
};

/* Exactly one in a process. */
struct server *server_begin(void);

/* All connections and targets end.  Waits for them. */
void server_end(struct server *server);

void server_lock(struct server *server);
void server_unlock(struct server *server);

/* Wait, under the lock, until something here has changed. */
void server_wait(struct server *server);
void server_changed(struct server *server);

/* An initiator has connected; the socket is the server's now. */
void server_take(struct server *server, int fd);

/*
 * Play a scenario; label is for its name, and need not be different from others.  NULL, and why in error_out, when it
 * cannot be.  What comes back stays until server_stop.
 */
struct server_target *server_play(struct server *server, const char *label, const char *text,
                                  size_t size, char error_out[HOSTILE_ERROR_ROOM]);
void server_stop(struct server *server, struct server_target *target);

/* By its whole name, or by the end of it after the last ':'; NULL = there is none.  Under the lock. */
struct server_target *server_find(struct server *server, const char *name);

/* Call found() for each target.  Under the lock. */
void server_each(struct server *server, void (*found)(void *context, const char *name),
                 void *context);

/*
 * Begin a session with the target of that name, or refuse: the class and detail of a login response, 0 = welcome.
 * Another session of the same initiator with the same ISID is ended.  Blocks while the target is frozen.
 */
uint16_t server_join(struct server *server, struct connection *connection, const char *name);
void server_leave(struct server *server, struct connection *connection);

/* Blocks while the target of a session is frozen and the connection is not to end. */
void server_wait_while_frozen(struct server *server, struct connection *connection);

/* What a line that begins with "wire" says (wire.c).  Under the lock.  False, and why. */
bool server_wire(struct server_target *target, const char *line,
                 char error_out[HOSTILE_ERROR_ROOM]);

#endif
