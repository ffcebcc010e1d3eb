/*
 * The login phase (RFC 7143, 6.3 and 11.12) without authentication, and text requests: SendTargets.
 */
#include "support/hostile/connection.h"
#include "support/hostile/iscsi_keys.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { STAGE_SECURITY = 0, STAGE_OPERATION = 1, STAGE_FULL = 3, TEXT_MAX = 64 << 10 };

/* What one login request says. */
struct login {
    struct connection *connection;
    struct wire_settings wire;
    struct keys answer;
    char target[SERVER_NAME_MAX];
    bool has_auth, without_auth; /* AuthMethod is offered; and None is among it */
};

static bool refuse(struct connection *connection, const struct pdu *pdu, uint16_t status)
{
    uint8_t header[PDU_HEADER] = {PDU_LOGIN_RESPONSE};

    memcpy(header + 8, pdu->header + 8, 6);
    memcpy(header + 16, pdu->header + 16, 4);
    connection_number(connection, header, true);
    pdu_put16(header + 36, status);
    connection_transmit(connection, header, NULL, 0);
    return false;
}

/* ---- what it says ---- */

static void note_key(void *context, const char *key, const char *value)
{
    struct login *login = context;
    struct connection *connection = login->connection;

    if (strcmp(key, "AuthMethod") == 0) {
        login->has_auth = true;
        login->without_auth = strstr(value, "None") != NULL;
    }
    if (connection->begun) /* it stays who it is */
        return;
    if (strcmp(key, "InitiatorName") == 0)
        snprintf(connection->initiator, sizeof connection->initiator, "%s", value);
    else if (strcmp(key, "TargetName") == 0)
        snprintf(login->target, sizeof login->target, "%s", value);
    else if (strcmp(key, "SessionType") == 0)
        connection->discovery = strcmp(value, "Discovery") == 0;
}

static void negotiate_key(void *context, const char *key, const char *value)
{
    struct login *login = context;

    keys_negotiate(login->connection, &login->wire, key, value, &login->answer);
}

/* Text that comes in pieces is put together.  False = too much of it. */
static bool collect_text(struct connection *connection, const struct pdu *pdu)
{
    char *longer;

    if (pdu->length == 0)
        return true;
    if (connection->text_length + pdu->length > TEXT_MAX)
        return false;
    longer = realloc(connection->text, connection->text_length + pdu->length);
    if (longer == NULL)
        return false;
    memcpy(longer + connection->text_length, pdu->data, pdu->length);
    connection->text = longer;
    connection->text_length += pdu->length;
    return true;
}

static void forget_text(struct connection *connection)
{
    free(connection->text);
    connection->text = NULL;
    connection->text_length = 0;
    connection->text_at = 0;
}

/* ---- the first request ---- */

/* What names the session; a login status, 0 = go on. */
static uint16_t begin_session(struct login *login, const struct pdu *pdu)
{
    struct connection *connection = login->connection;
    uint16_t status = 0;

    memcpy(connection->isid, pdu->header + 8, sizeof connection->isid);
    if (connection->initiator[0] == '\0' || (pdu->header[14] | pdu->header[15]) != 0)
        return connection->initiator[0] == '\0' ? 0x0207
                                                : 0x020A; /* missing parameter; no such session */
    if (!connection->discovery) {
        if (login->target[0] == '\0')
            return 0x0207;
        status = server_join(connection->server, connection, login->target);
    }
    return status;
}

static void read_settings(struct login *login)
{
    struct connection *connection = login->connection;

    server_lock(connection->server);
    if (connection->target != NULL)
        login->wire = connection->target->wire;
    server_unlock(connection->server);
    if (connection->target == NULL) {
        login->wire.burst = 256 << 10;
        login->wire.first_burst = 64 << 10;
        login->wire.receive = 64 << 10;
        login->wire.window = 8;
    }
}

/* What the target tells of itself, once, in the first answer of a stage that allows it. */
static void introduce(struct login *login, unsigned stage)
{
    char number[16];

    if (stage != STAGE_OPERATION || login->connection->agreed.our_receive == login->wire.receive)
        return;
    login->connection->agreed.our_receive = login->wire.receive;
    snprintf(number, sizeof number, "%u", (unsigned)login->wire.receive);
    keys_add(&login->answer, "MaxRecvDataSegmentLength", number);
}

static bool answer_login(struct login *login, const struct pdu *pdu)
{
    struct connection *connection = login->connection;
    uint8_t flags = pdu->header[1];
    uint8_t header[PDU_HEADER] = {PDU_LOGIN_RESPONSE, flags & 0x8F};
    bool done = (flags & 0x80) != 0 && (flags & 0x03) == STAGE_FULL;

    if ((flags & 0x80) == 0)
        header[1] &= 0x0C; /* no next stage */
    memcpy(header + 8, connection->isid, 6);
    if (done)
        pdu_put16(header + 14, connection->session_handle);
    else
        memcpy(header + 14, pdu->header + 14, 2);
    memcpy(header + 16, pdu->header + 16, 4);
    if (done)
        connection->window = login->wire.window;
    connection_number(connection, header, true);
    if (!connection_transmit(connection, header, login->answer.text, login->answer.length))
        return false;
    if (done) {
        connection->logged_in = true;
        connection->stream.header_digest = connection->agreed.header_digest;
        connection->stream.data_digest = connection->agreed.data_digest;
        if (connection->agreed.first_burst > connection->agreed.burst)
            connection->agreed.first_burst = connection->agreed.burst;
    }
    return true;
}

bool iscsi_login(struct connection *connection, const struct pdu *pdu)
{
    struct login login = {.connection = connection};
    unsigned stage = pdu->header[1] >> 2 & 0x03;
    bool first = !connection->begun;
    uint16_t status = 0;

    if (stage > STAGE_OPERATION || pdu->header[3] != 0 || !collect_text(connection, pdu))
        return refuse(connection, pdu, pdu->header[3] != 0 ? 0x0205 : 0x0200);
    if (first)
        connection->exp_cmd_sn = pdu_get32(pdu, 24);
    if ((pdu->header[1] & 0x40) != 0) /* more of it follows */
        return answer_login(&login, pdu);
    if (!keys_each(connection->text, connection->text_length, note_key, &login))
        return refuse(connection, pdu, 0x0200);
    if (first)
        status = begin_session(&login, pdu);
    if (status == 0 && login.has_auth && !login.without_auth)
        status = 0x0201;
    if (status != 0)
        return refuse(connection, pdu, status);
    connection->begun = true;
    read_settings(&login);
    if (first && connection->target != NULL)
        keys_add(&login.answer, "TargetPortalGroupTag", "1");
    if (login.has_auth)
        keys_add(&login.answer, "AuthMethod", "None");
    keys_each(connection->text, connection->text_length, negotiate_key, &login);
    introduce(&login, stage);
    forget_text(connection);
    return answer_login(&login, pdu);
}

/* ---- text requests ---- */

/* What SendTargets finds. */
struct listing {
    struct connection *connection;
    char address[64];
    bool everything; /* All; else the session's own target */
    FILE *out;
};

static void list_target(void *context, const char *name)
{
    struct listing *listing = context;

    if (!listing->everything && strcmp(listing->connection->target->name, name) != 0)
        return;
    fprintf(listing->out, "TargetName=%s%cTargetAddress=%s,1%c", name, '\0', listing->address,
            '\0');
}

static void answer_text_key(void *context, const char *key, const char *value)
{
    struct listing *listing = context;
    struct server *server = listing->connection->server;

    if (strcmp(key, "SendTargets") != 0) {
        fprintf(listing->out, "%s=NotUnderstood%c", key, '\0');
        return;
    }
    server_lock(server);
    listing->everything = listing->connection->target == NULL || strcmp(value, "All") == 0;
    server_each(server, list_target, listing);
    server_unlock(server);
}

static void find_own_address(struct listing *listing)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    socklen_t size = sizeof own;
    char host[INET_ADDRSTRLEN] = "127.0.0.1";

    getsockname(listing->connection->stream.fd, (struct sockaddr *)&own, &size);
    inet_ntop(AF_INET, &own.sin_addr, host, sizeof host);
    snprintf(listing->address, sizeof listing->address, "%s:%u", host, ntohs(own.sin_port));
}

/* As much of the answer as goes into one PDU. */
static bool transmit_text(struct connection *connection, const struct pdu *pdu)
{
    size_t left = connection->text_length - connection->text_at;
    bool whole = left <= connection->agreed.their_receive;
    size_t length = whole ? left : connection->agreed.their_receive;
    uint8_t header[PDU_HEADER] = {PDU_TEXT_RESPONSE, whole ? 0x80 : 0x40};
    bool sent;

    memcpy(header + 8, pdu->header + 8, 8);
    memcpy(header + 16, pdu->header + 16, 4);
    pdu_put32(header + 20, whole ? PDU_NO_TAG : 1);
    connection_number(connection, header, true);
    sent = connection_transmit(connection, header,
                               length > 0 ? connection->text + connection->text_at : NULL, length);
    connection->text_at += length;
    if (whole)
        forget_text(connection);
    return sent;
}

bool iscsi_text(struct connection *connection, const struct pdu *pdu)
{
    struct listing listing = {.connection = connection};
    bool good;

    if (pdu_get32(pdu, 20) != PDU_NO_TAG) /* the initiator wants to hear the rest */
        return connection->text != NULL ? transmit_text(connection, pdu)
                                        : connection_reject(connection, pdu->header, 0x04);
    if ((pdu->header[1] & 0x40) != 0) /* nobody asks for so much */
        return connection_reject(connection, pdu->header, 0x05);
    forget_text(connection);
    find_own_address(&listing);
    listing.out = open_memstream(&connection->text, &connection->text_length);
    if (listing.out == NULL)
        return false;
    good = keys_each((const char *)pdu->data, pdu->length, answer_text_key, &listing);
    fclose(listing.out);
    return good ? transmit_text(connection, pdu) : connection_reject(connection, pdu->header, 0x04);
}
