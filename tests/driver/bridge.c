/*
 * Carries the test driver's commands to an iSCSI target: a TCP connection from the driver is an iSCSI
 * session of its own, so that what one logical unit does keeps no other waiting.
 *
 *   bridge PORT PORTAL TARGET [SECONDS]
 *
 * Listens on 127.0.0.1 at PORT and says "ready" on its standard output when it does; exit status 3 when
 * somebody else has that port. Ends by itself after SECONDS (0 = never). A session that broke is opened
 * again for the next command; the command during which it broke is answered with WIRE_LOST. A command
 * that takes longer than it may is answered with WIRE_TIME_OUT, and its session is given up, which aborts
 * it in the target. A client that says what nobody would say is cut off.
 */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#define INITIATOR "iqn.2026-01.test.driver:bridge"

enum {
    CONNECT_MS = 5000,
    LONGEST_S = 108000, /* what a pass-through request may ask for */
    SENSE_MAX = 252
};

static const char *portal;
static const char *target;

/* One logical unit's way: the driver's connection and our session. */
struct way {
    int client;
    unsigned number;
    struct iscsi_context *iscsi; /* NULL = none, or it broke */
    bool finished;               /* the call that is waited for has ended, */
    int status;                  /* with this */
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- the client ---- */

static bool receive(int client, void *data, size_t size)
{
    char *at = data;

    while (size > 0) {
        ssize_t come = recv(client, at, size, 0);

        if (come < 0 && errno == EINTR)
            continue;
        if (come <= 0)
            return false;
        at += come;
        size -= (size_t)come;
    }
    return true;
}

static bool transmit(int client, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t gone = send(client, at, size, MSG_NOSIGNAL);

        if (gone < 0 && errno == EINTR)
            continue;
        if (gone <= 0)
            return false;
        at += gone;
        size -= (size_t)gone;
    }
    return true;
}

static bool is_sane(const struct wire_request *request)
{
    return request->magic == WIRE_MAGIC && request->cdb_length >= 1 &&
           request->cdb_length <= WIRE_CDB_MAX && request->direction <= WIRE_NONE &&
           request->data_length <= WIRE_DATA_MAX && request->timeout_s >= 1 &&
           request->timeout_s <= LONGEST_S &&
           (request->direction != WIRE_NONE || request->data_length == 0);
}

/* ---- the session ---- */

static void finish(struct iscsi_context *iscsi, int status, void *data, void *context)
{
    struct way *way = context;

    (void)iscsi;
    (void)data;
    way->finished = true;
    way->status = status;
}

/* WIRE_DONE when finish() was called in time. */
static unsigned wait_until_finished(struct way *way, uint64_t deadline)
{
    while (!way->finished) {
        uint64_t now = now_ms();
        struct pollfd wait = {.fd = iscsi_get_fd(way->iscsi),
                              .events = (short)iscsi_which_events(way->iscsi)};

        if (wait.fd < 0)
            return WIRE_LOST;
        if (now >= deadline)
            return WIRE_TIME_OUT;
        if (poll(&wait, 1, deadline - now > 1000 ? 1000 : (int)(deadline - now)) < 0 &&
            errno != EINTR)
            return WIRE_LOST;
        if (wait.revents != 0 && iscsi_service(way->iscsi, wait.revents) < 0 && !way->finished)
            return WIRE_LOST;
    }
    return WIRE_DONE;
}

static void give_up(struct way *way)
{
    if (way->iscsi != NULL)
        iscsi_destroy_context(way->iscsi);
    way->iscsi = NULL;
}

static bool log_in(struct way *way)
{
    uint64_t deadline = now_ms() + CONNECT_MS;
    static unsigned session; /* two sessions with one ISID would end each other */

    way->iscsi = iscsi_create_context(INITIATOR);
    if (way->iscsi == NULL)
        return false;
    iscsi_set_isid_random(way->iscsi, (uint32_t)getpid() & 0xFFFFFF,
                          __atomic_add_fetch(&session, 1, __ATOMIC_RELAXED) & 0xFFFF);
    iscsi_set_noautoreconnect(way->iscsi, 1);
    iscsi_set_session_type(way->iscsi, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(way->iscsi, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_targetname(way->iscsi, target);
    way->finished = false;
    if (iscsi_connect_async(way->iscsi, portal, finish, way) == 0 &&
        wait_until_finished(way, deadline) == WIRE_DONE && way->status == SCSI_STATUS_GOOD) {
        way->finished = false;
        if (iscsi_login_async(way->iscsi, finish, way) == 0 &&
            wait_until_finished(way, deadline) == WIRE_DONE && way->status == SCSI_STATUS_GOOD)
            return true;
    }
    fprintf(stderr, "bridge: no session with %s: %s\n", portal, iscsi_get_error(way->iscsi));
    give_up(way);
    return false;
}

/* Take in what came while nobody looked; false when the target has ended the session. */
static bool catch_up(struct way *way)
{
    for (int i = 0; i < 1000; i++) {
        struct pollfd come = {.fd = iscsi_get_fd(way->iscsi),
                              .events = (short)(iscsi_which_events(way->iscsi) | POLLIN)};

        if (come.fd < 0 || poll(&come, 1, 0) < 0)
            return false;
        if (come.revents == 0)
            return true;
        if (iscsi_service(way->iscsi, come.revents) < 0)
            return false;
    }
    return false;
}

/* ---- one command ---- */

static struct scsi_task *make_task(const struct wire_request *request, unsigned char *data)
{
    static const int directions[] = {SCSI_XFER_WRITE, SCSI_XFER_READ, SCSI_XFER_NONE};
    unsigned char cdb[WIRE_CDB_MAX];
    int direction = request->data_length > 0 ? directions[request->direction] : SCSI_XFER_NONE;
    int length = (int)request->data_length;
    struct scsi_task *task;
    int failed = 0;

    memcpy(cdb, request->cdb, sizeof cdb);
    task = scsi_create_task(request->cdb_length, cdb, direction, length);
    if (task == NULL)
        return NULL;
    if (direction == SCSI_XFER_READ)
        failed = scsi_task_add_data_in_buffer(task, length, data);
    else if (direction == SCSI_XFER_WRITE)
        failed = scsi_task_add_data_out_buffer(task, length, data);
    if (failed != 0) {
        scsi_free_scsi_task(task);
        return NULL;
    }
    return task;
}

/* libiscsi puts the sense data, with its 2 bytes of length, where other data would be. */
static void take_answer(const struct scsi_task *task, int status,
                        const struct wire_request *request, struct wire_reply *reply,
                        unsigned char *sense)
{
    size_t length = 0;

    reply->status = (unsigned char)status;
    if (task->residual_status == SCSI_RESIDUAL_UNDERFLOW)
        reply->left =
            task->residual < request->data_length ? (unsigned)task->residual : request->data_length;
    if (request->direction == WIRE_IN)
        reply->data_length = request->data_length - reply->left;
    if (status == SCSI_STATUS_CHECK_CONDITION && task->datain.size > 2) {
        length = (size_t)(task->datain.data[0] << 8 | task->datain.data[1]);
        if (length > (size_t)task->datain.size - 2)
            length = (size_t)task->datain.size - 2;
        if (length > SENSE_MAX)
            length = SENSE_MAX;
        memcpy(sense, task->datain.data + 2, length);
    }
    reply->sense_length = (unsigned char)length;
}

static void carry(struct way *way, const struct wire_request *request, unsigned char *data,
                  struct wire_reply *reply, unsigned char *sense)
{
    uint64_t deadline = now_ms() + (uint64_t)request->timeout_s * 1000;
    struct scsi_task *task;

    memset(reply, 0, sizeof *reply);
    reply->magic = WIRE_MAGIC;
    reply->outcome = WIRE_LOST;
    reply->left = request->data_length;
    if (way->iscsi != NULL && !catch_up(way))
        give_up(way);
    if (way->iscsi == NULL && !log_in(way))
        return;
    task = make_task(request, data);
    if (task == NULL)
        return;
    way->finished = false;
    if (iscsi_scsi_command_async(way->iscsi, request->lun, task, finish, NULL, way) == 0)
        reply->outcome = wait_until_finished(way, deadline);
    /* libiscsi's own codes lie above those that a device can send */
    if (reply->outcome == WIRE_DONE && (way->status < 0 || way->status > UINT8_MAX))
        reply->outcome = WIRE_LOST;
    if (reply->outcome == WIRE_DONE) {
        reply->left = 0;
        take_answer(task, way->status, request, reply, sense);
    } else {
        fprintf(stderr, "bridge: LUN %u, command %02Xh: %s\n", request->lun, request->cdb[0],
                reply->outcome == WIRE_TIME_OUT ? "timed out" : iscsi_get_error(way->iscsi));
        give_up(way);
    }
    scsi_free_scsi_task(task);
}

static bool serve_one(struct way *way)
{
    struct wire_request request;
    struct wire_reply reply;
    unsigned char sense[SENSE_MAX];
    unsigned char *data = NULL;
    bool well = false;

    if (!receive(way->client, &request, sizeof request))
        return false;
    if (!is_sane(&request)) {
        fprintf(stderr, "bridge: connection %u makes no sense and is cut off\n", way->number);
        return false;
    }
    data = calloc(1, request.data_length + 1);
    if (data != NULL &&
        (request.direction != WIRE_OUT || receive(way->client, data, request.data_length))) {
        carry(way, &request, data, &reply, sense);
        well = transmit(way->client, &reply, sizeof reply) &&
               transmit(way->client, sense, reply.sense_length) &&
               transmit(way->client, data, reply.data_length);
    }
    free(data);
    return well;
}

static void *serve(void *context)
{
    struct way *way = context;

    while (serve_one(way))
        continue;
    give_up(way);
    close(way->client);
    free(way);
    return NULL;
}

/* ---- connections ---- */

static int open_port(unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (door < 0)
        return -1;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&address, sizeof address) != 0 || listen(door, 16) != 0) {
        perror("bridge: cannot listen");
        close(door);
        return -1;
    }
    return door;
}

static void begin_way(int client, unsigned number)
{
    struct way *way = calloc(1, sizeof *way);
    pthread_attr_t attributes;
    pthread_t thread;
    int one = 1;

    if (way == NULL) {
        close(client);
        return;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    way->client = client;
    way->number = number;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, serve, way) != 0) {
        close(client);
        free(way);
    }
    pthread_attr_destroy(&attributes);
}

int main(int count, char **words)
{
    unsigned connections = 0;
    unsigned long port = count >= 4 ? strtoul(words[1], NULL, 10) : 0;
    int door;

    if (port == 0 || port > UINT16_MAX) {
        fprintf(stderr, "usage: %s PORT PORTAL TARGET [SECONDS]\n", words[0]);
        return 2;
    }
    portal = words[2];
    target = words[3];
    alarm(count > 4 ? (unsigned)strtoul(words[4], NULL, 10) : 0);
    signal(SIGPIPE, SIG_IGN); /* libiscsi's own writes */
    door = open_port((unsigned short)port);
    if (door < 0)
        return 3;
    puts("ready");
    fflush(stdout);
    for (;;) {
        int client = accept(door, NULL, NULL);

        if (client >= 0)
            begin_way(client, ++connections);
        else if (errno != EINTR && errno != ECONNABORTED)
            return 1;
    }
}
