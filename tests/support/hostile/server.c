#include "support/hostile/server.h"

#include "support/hostile/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define NAMES "iqn.2026-01.test.hostile:"

struct server {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct server_target *targets;
    struct connection *connections;
    unsigned played;      /* for names */
    uint16_t last_handle; /* TSIH */
};

struct server *server_begin(void)
{
    struct server *server = calloc(1, sizeof *server);

    if (server == NULL)
        abort();
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    return server;
}

void server_lock(struct server *server)
{
    pthread_mutex_lock(&server->lock);
}

void server_unlock(struct server *server)
{
    pthread_mutex_unlock(&server->lock);
}

void server_wait(struct server *server)
{
    pthread_cond_wait(&server->changed, &server->lock);
}

void server_changed(struct server *server)
{
    pthread_cond_broadcast(&server->changed);
}

void server_end(struct server *server)
{
    while (server->targets != NULL)
        server_stop(server, server->targets);
    server_lock(server);
    for (struct connection *c = server->connections; c != NULL; c = c->next)
        connection_end(c, false);
    while (server->connections != NULL)
        server_wait(server);
    server_unlock(server);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

/* ---- connections ---- */

void server_take(struct server *server, int fd)
{
    struct connection *connection = calloc(1, sizeof *connection);
    pthread_attr_t attributes;
    pthread_t thread;

    if (connection == NULL || pipe(connection->wake) != 0) {
        free(connection);
        close(fd);
        return;
    }
    connection->server = server;
    connection->stream.fd = fd;
    connection->orders.event = -1;
    server_lock(server);
    connection->next = server->connections;
    if (connection->next != NULL)
        connection->next->previous = connection;
    server->connections = connection;
    server_unlock(server);

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, connection_run, connection) != 0)
        server_leave(server, connection);
    pthread_attr_destroy(&attributes);
}

void server_leave(struct server *server, struct connection *connection)
{
    struct server_target *target;

    server_lock(server);
    target = connection->target;
    server_unlock(server);
    if (target != NULL) {
        pthread_mutex_lock(&target->lock);
        hostile_target_nexus_end(target->devices, connection->nexus);
        pthread_mutex_unlock(&target->lock);
    }

    server_lock(server);
    if (target != NULL) {
        target->nexus[connection->nexus] = NULL;
        target->sessions--;
    }
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    close(connection->stream.fd);
    close(connection->wake[0]);
    close(connection->wake[1]);
    free(connection);
    server_changed(
        server); /* last: server_end() frees what this stands on once the lock is given back */
    server_unlock(server);
}

/* ---- sessions ---- */

static bool is_same_initiator(const struct connection *a, const struct connection *b)
{
    return strcmp(a->initiator, b->initiator) == 0 && memcmp(a->isid, b->isid, sizeof a->isid) == 0;
}

/* A free number for a session, or HOSTILE_NEXUS_MAX. */
static unsigned pick_nexus(struct server_target *target, const struct connection *connection)
{
    unsigned free_one = HOSTILE_NEXUS_MAX;

    for (unsigned i = HOSTILE_NEXUS_MAX; i-- > 0;) {
        if (target->nexus[i] == NULL)
            free_one = i;
        else if (is_same_initiator(target->nexus[i], connection))
            connection_end(target->nexus[i], false); /* session reinstatement */
    }
    return free_one;
}

/* The class and detail that the next login is refused with; 0 = none. */
static uint16_t take_refusal(struct wire_settings *wire)
{
    uint16_t refuse = wire->refuse;

    if (refuse != 0 && wire->refusals > 0 && --wire->refusals == 0)
        wire->refuse = 0;
    return refuse;
}

uint16_t server_join(struct server *server, struct connection *connection, const char *name)
{
    struct server_target *target;
    uint16_t refusal = 0x0203; /* not found */
    unsigned nexus = HOSTILE_NEXUS_MAX;

    server_lock(server);
    while ((target = server_find(server, name)) != NULL && target->wire.frozen &&
           !connection->ending)
        server_wait(server);
    if (target != NULL)
        refusal = take_refusal(&target->wire);
    if (refusal == 0) {
        nexus = pick_nexus(target, connection);
        refusal = nexus == HOSTILE_NEXUS_MAX ? 0x0302 : 0; /* out of resources */
    }
    if (refusal == 0) {
        target->nexus[nexus] = connection;
        target->sessions++;
        connection->target = target;
        connection->nexus = nexus;
        connection->session_handle =
            ++server->last_handle != 0 ? server->last_handle : ++server->last_handle;
    }
    server_unlock(server);
    if (refusal == 0) {
        pthread_mutex_lock(&target->lock);
        hostile_target_nexus_begin(target->devices, nexus, connection->initiator);
        pthread_mutex_unlock(&target->lock);
    }
    return refusal;
}

void server_wait_while_frozen(struct server *server, struct connection *connection)
{
    server_lock(server);
    while (connection->target != NULL && connection->target->wire.frozen && !connection->ending)
        server_wait(server);
    server_unlock(server);
}

/* ---- targets ---- */

static const struct wire_settings polite = {
    .receive = 256 << 10,
    .segment = 256 << 10,
    .burst = 1 << 20,
    .first_burst = 64 << 10,
    .window = 32,
    .immediate_data = true,
    .header_digest = true,
    .data_digest = true,
};

/* What iSCSI names may have, of a label. */
static void make_name(char name[SERVER_NAME_MAX], const char *label, unsigned number)
{
    size_t length = (size_t)snprintf(name, SERVER_NAME_MAX, "%s", NAMES);

    for (size_t i = 0; label[i] != '\0' && i < 100; i++) {
        char c = label[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            name[length++] = c;
        else
            name[length++] = '-';
    }
    snprintf(name + length, SERVER_NAME_MAX - length, "-%u", number);
}

/* The lines of a scenario that are the wire's. */
static bool apply_wire_lines(struct server_target *target, const char *text, size_t size,
                             char error_out[HOSTILE_ERROR_ROOM])
{
    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t length = end != NULL ? (size_t)(end - text) : size;
        char line[256];
        size_t blanks;

        snprintf(line, sizeof line, "%.*s", (int)(length < 255 ? length : 255), text);
        blanks = strspn(line, " \t");
        if (strncmp(line + blanks, "wire", 4) == 0 &&
            !server_wire(target, line + blanks, error_out))
            return false;
        length += end != NULL;
        text += length;
        size -= length;
    }
    return true;
}

struct server_target *server_play(struct server *server, const char *label, const char *text,
                                  size_t size, char error_out[HOSTILE_ERROR_ROOM])
{
    struct server_target *target = calloc(1, sizeof *target);

    if (target == NULL)
        abort();
    target->wire = polite;
    pthread_mutex_init(&target->lock, NULL);
    if (apply_wire_lines(target, text, size, error_out))
        target->devices = hostile_target_make(text, size, error_out);
    if (target->devices == NULL) {
        pthread_mutex_destroy(&target->lock);
        free(target);
        return NULL;
    }
    server_lock(server);
    make_name(target->name, label, ++server->played);
    target->next = server->targets;
    server->targets = target;
    server_unlock(server);
    return target;
}

void server_stop(struct server *server, struct server_target *target)
{
    struct server_target **link;

    server_lock(server);
    target->gone = true;
    for (unsigned i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (target->nexus[i] != NULL)
            connection_end(target->nexus[i], false);
    while (target->sessions > 0)
        server_wait(server);
    for (link = &server->targets; *link != target;)
        link = &(*link)->next;
    *link = target->next;
    server_changed(server);
    server_unlock(server);
    hostile_target_free(target->devices);
    pthread_mutex_destroy(&target->lock);
    free(target);
}

struct server_target *server_find(struct server *server, const char *name)
{
    for (struct server_target *t = server->targets; t != NULL; t = t->next)
        if (!t->gone &&
            (strcasecmp(t->name, name) == 0 || strcasecmp(t->name + strlen(NAMES), name) == 0))
            return t;
    return NULL;
}

void server_each(struct server *server, void (*found)(void *context, const char *name),
                 void *context)
{
    for (struct server_target *t = server->targets; t != NULL; t = t->next)
        if (!t->gone)
            found(context, t->name);
}
