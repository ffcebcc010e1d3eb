/*
 * Lines that begin with "wire": how a target speaks iSCSI, and what happens to its connections.
 */
#include "support/hostile/connection.h"
#include "support/hostile/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what happens to connections ---- */

static void each_session(struct server_target *target,
                         void (*happens)(struct connection *connection, int how), int how)
{
    for (unsigned i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (target->nexus[i] != NULL)
            happens(target->nexus[i], how);
}

static void end(struct connection *connection, int how)
{
    connection_end(connection, how != 0);
}

static void ping(struct connection *connection, int how)
{
    (void)how;
    connection->orders.ping = true;
    connection_wake(connection);
}

static void tell_event(struct connection *connection, int how)
{
    connection->orders.event = how;
    connection_wake(connection);
}

static void wake(struct connection *connection, int how)
{
    (void)how;
    connection_wake(connection);
}

/* ---- refused logins ---- */

struct refusal {
    const char *name;
    uint16_t status; /* RFC 7143 11.13.5 */
};

static const struct refusal refusals[] = {
    {"initiator", 0x0200}, {"authentication", 0x0201}, {"forbidden", 0x0202}, {"unknown", 0x0203},
    {"removed", 0x0204},   {"version", 0x0205},        {"many", 0x0206},      {"target", 0x0300},
    {"service", 0x0301},   {"resources", 0x0302},
};

static bool refuse(struct wire_settings *wire, const char *what, const char *times)
{
    wire->refusals = times != NULL && times[0] == 'x' ? (unsigned)strtoul(times + 1, NULL, 10) : 0;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (strcmp(refusals[i].name, what) == 0) {
            wire->refuse = refusals[i].status;
            return true;
        }
    return false;
}

/* ---- settings ---- */

struct number_setting {
    const char *name;
    size_t offset;
    uint32_t least, most;
};

static const struct number_setting number_settings[] = {
    {"receive", offsetof(struct wire_settings, receive), 512, 0xFFFFFF},
    {"segment", offsetof(struct wire_settings, segment), 4, 0xFFFFFF},
    {"burst", offsetof(struct wire_settings, burst), 512, 0xFFFFFF},
    {"first-burst", offsetof(struct wire_settings, first_burst), 512, 0xFFFFFF},
    {"window", offsetof(struct wire_settings, window), 1, 1024},
};

struct flag_setting {
    const char *name;
    size_t offset;
};

static const struct flag_setting flag_settings[] = {
    {"initial-r2t", offsetof(struct wire_settings, initial_r2t)},
    {"immediate-data", offsetof(struct wire_settings, immediate_data)},
    {"header-digest", offsetof(struct wire_settings, header_digest)},
    {"data-digest", offsetof(struct wire_settings, data_digest)},
    {"separate", offsetof(struct wire_settings, separate)},
};

static bool set_number(struct wire_settings *wire, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof number_settings / sizeof number_settings[0]; i++) {
        const struct number_setting *row = &number_settings[i];
        unsigned long number = strtoul(value, NULL, 10);

        if (strcmp(row->name, name) != 0)
            continue;
        if (number < row->least || number > row->most)
            return false;
        *(uint32_t *)(void *)((char *)wire + row->offset) = (uint32_t)number;
        return true;
    }
    return false;
}

static bool set_flag(struct wire_settings *wire, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof flag_settings / sizeof flag_settings[0]; i++)
        if (strcmp(flag_settings[i].name, name) == 0 &&
            (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0)) {
            *(bool *)((char *)wire + flag_settings[i].offset) = value[0] == 'y';
            return true;
        }
    return false;
}

/* A line of one word, of what happens now. */
static bool happen(struct server_target *target, const char *what)
{
    if (strcmp(what, "drop") == 0)
        each_session(target, end, 0);
    else if (strcmp(what, "cut") == 0)
        each_session(target, end, 1);
    else if (strcmp(what, "ping") == 0)
        each_session(target, ping, 0);
    else if (strcmp(what, "freeze") == 0 || strcmp(what, "thaw") == 0)
        target->wire.frozen = what[0] == 'f';
    else if (strcmp(what, "accept") == 0)
        target->wire.refuse = 0;
    else
        return false;
    each_session(target, wake, 0);
    return true;
}

bool server_wire(struct server_target *target, const char *line, char error_out[HOSTILE_ERROR_ROOM])
{
    char copy[HOSTILE_ERROR_ROOM];
    char *words[4] = {NULL};
    char *rest = copy;
    size_t count = 0;
    bool good = false;

    snprintf(copy, sizeof copy, "%s", line);
    while (count < 4 && (words[count] = strtok_r(rest, " \t\r\n", &rest)) != NULL)
        count++;
    if (count == 2)
        good = happen(target, words[1]);
    else if (count >= 3 && strcmp(words[1], "refuse") == 0)
        good = refuse(&target->wire, words[2], count == 4 ? words[3] : NULL);
    else if (count == 3 && strcmp(words[1], "event") == 0) {
        good = words[2][0] >= '0' && words[2][0] <= '4' && words[2][1] == '\0';
        if (good)
            each_session(target, tell_event, words[2][0] - '0');
    } else if (count == 3) {
        good = set_number(&target->wire, words[1], words[2]) ||
               set_flag(&target->wire, words[1], words[2]);
    }
    if (!good)
        snprintf(error_out, HOSTILE_ERROR_ROOM,
                 "\"%.200s\": no such line, or a value it cannot have", line);
    return good;
}
