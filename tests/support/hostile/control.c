#include "support/hostile/control.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LINE_ROOM = 4096, SCENARIO_MAX = 64 << 20, PATIENCE_S = 10 };

/* One request: words of its line, and a way to the client. */
struct request {
    struct control *control;
    FILE *client;
    char *rest; /* behind the command */
};

/* ---- play ---- */

/* A whole stream, up to its end or, where dots says so, up to a line ".".  malloc'd; NULL = it cannot be read. */
static char *read_all(FILE *from, bool dots, size_t *size_out)
{
    char line[LINE_ROOM];
    char *text = NULL;
    FILE *into = open_memstream(&text, size_out);

    if (into == NULL)
        return NULL;
    while (fgets(line, sizeof line, from) != NULL && ftell(into) < SCENARIO_MAX) {
        if (dots && (strcmp(line, ".\n") == 0 || strcmp(line, ".\r\n") == 0))
            break;
        fputs(line, into);
    }
    fclose(into);
    return text;
}

static void play_text(struct request *request, const char *label, const char *text, size_t size)
{
    char error[HOSTILE_ERROR_ROOM] = "it cannot be read";
    struct server_target *target = NULL;

    if (text != NULL)
        target = server_play(request->control->server, label, text, size, error);
    if (target == NULL)
        fprintf(request->client, "error %s: %s\n", label, error);
    else
        fprintf(request->client, "ok iscsi://127.0.0.1:%u/%s\n",
                (unsigned)request->control->iscsi_port, target->name);
}

/* play NAME: a scenario of the folder.  play PATH: with a slash in it. */
static void play(struct request *request)
{
    char path[LINE_ROOM * 2];
    const char *slash = strrchr(request->rest, '/');
    size_t size = 0;
    char *text = NULL;
    FILE *file;

    if (slash != NULL)
        snprintf(path, sizeof path, "%s", request->rest);
    else
        snprintf(path, sizeof path, "%s/%s.scenario", request->control->scenarios, request->rest);
    file = fopen(path, "r");
    if (file != NULL) {
        text = read_all(file, false, &size);
        fclose(file);
    }
    play_text(request, slash != NULL ? slash + 1 : request->rest, text, size);
    free(text);
}

/* draw NAME: the scenario follows, up to a line ".". */
static void draw(struct request *request)
{
    size_t size = 0;
    char *text = read_all(request->client, true, &size);

    play_text(request, request->rest, text, size);
    free(text);
}

/* ---- of one target ---- */

/* The first word of what is left; what follows it is left. */
static char *next_word(struct request *request)
{
    char *word = request->rest;
    size_t length = strcspn(word, " ");

    request->rest = word + length;
    if (*request->rest == ' ')
        *request->rest++ = '\0';
    return word;
}

/* A target may be called by its address, by its name, or by the end of its name.  NULL = there is none, which is said. */
static struct server_target *require(struct request *request)
{
    char *name = next_word(request);
    char *slash = strrchr(name, '/');
    struct server_target *target;

    server_lock(request->control->server);
    target = server_find(request->control->server, slash != NULL ? slash + 1 : name);
    server_unlock(request->control->server);
    if (target == NULL)
        fprintf(request->client, "error there is no target \"%s\"\n", name);
    return target;
}

static void stop(struct request *request)
{
    struct server_target *target = require(request);

    if (target == NULL)
        return;
    server_stop(request->control->server, target);
    fprintf(request->client, "ok\n");
}

/* Something to be written of a target; into memory first, since a client may be slow and the lock is the devices'. */
static void tell(struct request *request,
                 void (*write)(const struct hostile_target *devices, FILE *out))
{
    struct server_target *target = require(request);
    char *text = NULL;
    size_t size = 0;
    FILE *out;

    if (target == NULL)
        return;
    out = open_memstream(&text, &size);
    if (out == NULL)
        abort();
    pthread_mutex_lock(&target->lock);
    write(target->devices, out);
    pthread_mutex_unlock(&target->lock);
    fclose(out);
    fprintf(request->client, "ok\n");
    fwrite(text, 1, size, request->client);
    free(text);
}

static void truth(struct request *request)
{
    tell(request, hostile_target_truth);
}

static void log_of(struct request *request)
{
    tell(request, hostile_target_log);
}

static void count(struct request *request)
{
    struct server_target *target = require(request);
    size_t number;

    if (target == NULL)
        return;
    pthread_mutex_lock(&target->lock);
    number = hostile_target_count(target->devices, request->rest);
    pthread_mutex_unlock(&target->lock);
    fprintf(request->client, "ok %zu\n", number);
}

static bool do_line(struct server *server, struct server_target *target, const char *line,
                    char error[HOSTILE_ERROR_ROOM])
{
    bool good;

    if (strncmp(line, "wire", 4) == 0) {
        server_lock(server);
        good = server_wire(target, line, error);
        server_changed(server);
        server_unlock(server);
        return good;
    }
    pthread_mutex_lock(&target->lock);
    good = hostile_target_do(target->devices, line, error);
    pthread_mutex_unlock(&target->lock);
    return good;
}

static void operate(struct request *request)
{
    struct server_target *target = require(request);
    char error[HOSTILE_ERROR_ROOM] = "it cannot be done";

    if (target == NULL)
        return;
    if (do_line(request->control->server, target, request->rest, error))
        fprintf(request->client, "ok\n");
    else
        fprintf(request->client, "error %s\n", error);
}

/* How many sessions a target has. */
static void sessions(struct request *request)
{
    struct server_target *target = require(request);
    unsigned number;

    if (target == NULL)
        return;
    server_lock(request->control->server);
    number = target->sessions;
    server_unlock(request->control->server);
    fprintf(request->client, "ok %u\n", number);
}

/* ---- requests ---- */

struct row {
    const char *command;
    void (*serve)(struct request *request);
};

static const struct row rows[] = {
    {"play", play},  {"draw", draw},  {"stop", stop},   {"truth", truth},
    {"log", log_of}, {"do", operate}, {"count", count}, {"sessions", sessions},
};

static void serve(struct control *control, FILE *client)
{
    char line[LINE_ROOM] = "";
    struct request request = {.control = control, .client = client, .rest = line};
    const char *command;

    if (fgets(line, sizeof line, client) == NULL)
        return;
    line[strcspn(line, "\r\n")] = '\0';
    command = next_word(&request);
    for (size_t i = 0; i <= sizeof rows / sizeof rows[0]; i++) {
        if (i == sizeof rows / sizeof rows[0]) {
            fprintf(client, "error there is no request \"%s\"\n", command);
        } else if (strcmp(rows[i].command, command) == 0) {
            rows[i].serve(&request);
            break;
        }
    }
    fprintf(client, ".\n");
}

void *control_run(void *context)
{
    struct control *control = context;
    struct pollfd wait[2] = {{.fd = control->fd, .events = POLLIN},
                             {.fd = control->stop, .events = POLLIN}};
    struct timeval patience = {.tv_sec = PATIENCE_S};

    for (;;) {
        FILE *client;
        int fd;

        if (poll(wait, 2, -1) < 0)
            continue;
        if (wait[1].revents != 0)
            return NULL;
        fd = accept(control->fd, NULL, NULL);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        client = fdopen(fd, "r+");
        if (client == NULL) {
            close(fd);
            continue;
        }
        serve(control, client);
        fclose(client);
    }
}
