#include "support/hostile/connection.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void connection_wake(struct connection *connection)
{
    ssize_t written = write(connection->wake[1], "w", 1);

    (void)written; /* a full pipe wakes as well */
}

void connection_end(struct connection *connection, bool cut)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    connection->ending = true;
    if (cut) /* close() then sends RST; shutdown() would send FIN first, but only of the other side */
        setsockopt(connection->stream.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    shutdown(connection->stream.fd, cut ? SHUT_RD : SHUT_RDWR);
    connection_wake(connection);
    server_changed(connection->server);
}

/* ---- answers ---- */

void connection_number(struct connection *connection, uint8_t header[PDU_HEADER], bool status)
{
    pdu_put32(header + 24, connection->stat_sn);
    if (status)
        connection->stat_sn++;
    pdu_put32(header + 28, connection->exp_cmd_sn);
    pdu_put32(header + 32, connection->exp_cmd_sn + connection->window - 1);
}

bool connection_transmit(struct connection *connection, uint8_t header[PDU_HEADER],
                         const void *data, size_t length)
{
    return pdu_transmit(&connection->stream, header, data, length, length, SIZE_MAX);
}

bool connection_reject(struct connection *connection, const uint8_t bad[PDU_HEADER], uint8_t reason)
{
    uint8_t header[PDU_HEADER] = {PDU_REJECT, 0x80, reason};

    pdu_put32(header + 16, PDU_NO_TAG);
    connection_number(connection, header, true);
    return connection_transmit(connection, header, bad, PDU_HEADER);
}

static bool answer_ping(struct connection *connection, const struct pdu *pdu)
{
    uint8_t header[PDU_HEADER] = {PDU_NOP_IN, 0x80};
    size_t length = pdu->length;

    if (pdu_get32(pdu, 16) == PDU_NO_TAG) /* the answer to a ping of ours */
        return true;
    memcpy(header + 8, pdu->header + 8, 8);
    memcpy(header + 16, pdu->header + 16, 4);
    pdu_put32(header + 20, PDU_NO_TAG);
    connection_number(connection, header, true);
    if (length > connection->agreed.their_receive)
        length = connection->agreed.their_receive;
    return connection_transmit(connection, header, pdu->data, length);
}

/* The connection is over when the answer is out. */
static void log_out(struct connection *connection, const struct pdu *pdu)
{
    uint8_t header[PDU_HEADER] = {PDU_LOGOUT_RESPONSE, 0x80};

    if ((pdu->header[1] & 0x7F) > 1)
        header[2] = 2; /* no recovery here */
    memcpy(header + 16, pdu->header + 16, 4);
    connection_number(connection, header, true);
    connection_transmit(connection, header, NULL, 0);
}

static bool ping(struct connection *connection)
{
    uint8_t header[PDU_HEADER] = {PDU_NOP_IN, 0x80};

    pdu_put32(header + 16, PDU_NO_TAG);
    pdu_put32(header + 20, 1);
    connection_number(connection, header, false);
    return connection_transmit(connection, header, NULL, 0);
}

/* An asynchronous message; event 0 is SCSI's and has sense data: capacity or parameters changed. */
static bool tell_event(struct connection *connection, uint8_t event)
{
    static const uint8_t sense[20] = {0, 18, 0x70, 0, 0x06, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x2A, 0x01};
    uint8_t header[PDU_HEADER] = {PDU_ASYNC, 0x80};

    pdu_put32(header + 16, PDU_NO_TAG);
    header[36] = event;
    if (event == 1)
        pdu_put16(header + 42, 1); /* log out within a second */
    connection_number(connection, header, true);
    return connection_transmit(connection, header, event == 0 ? sense : NULL,
                               event == 0 ? sizeof sense : 0) &&
           event != 2;
}

/* ---- what comes ---- */

/* Is a request's CmdSN the next one?  Then it is used up; immediate ones use none. */
static bool take_command_number(struct connection *connection, const struct pdu *pdu)
{
    if (pdu_is_immediate(pdu) || pdu_opcode(pdu) == PDU_DATA_OUT)
        return true;
    if (pdu_get32(pdu, 24) != connection->exp_cmd_sn)
        return false;
    connection->exp_cmd_sn++;
    return true;
}

static bool serve(struct connection *connection, const struct pdu *pdu)
{
    if (pdu_opcode(pdu) == PDU_LOGIN || !connection->logged_in)
        return pdu_opcode(pdu) == PDU_LOGIN && !connection->logged_in &&
               iscsi_login(connection, pdu);
    if (!take_command_number(connection, pdu))
        return false; /* with one connection nothing can be out of order: RFC 7143 7.8 */
    switch (pdu_opcode(pdu)) {
    case PDU_TEXT:
        return iscsi_text(connection, pdu);
    case PDU_LOGOUT:
        log_out(connection, pdu);
        return false;
    case PDU_NOP_OUT:
        return answer_ping(connection, pdu);
    case PDU_COMMAND:
        return connection->discovery ? connection_reject(connection, pdu->header, 0x04)
                                     : iscsi_command(connection, pdu);
    case PDU_DATA_OUT:
        return iscsi_data_out(connection, pdu);
    case PDU_TASK_MANAGEMENT:
        return iscsi_manage(connection, pdu);
    default:
        return connection_reject(connection, pdu->header, 0x05); /* not supported */
    }
}

/* ---- the thread ---- */

/* How long until an answer is due, in milliseconds as poll() wants it; NEVER_DUE = forever. */
static int next_due(const struct connection *connection)
{
    uint64_t now = hostile_now_ms();
    int least = NEVER_DUE;

    for (const struct waiting *w = connection->waiting; w != NULL; w = w->next) {
        int left;

        if (!w->executed || w->silent)
            continue;
        left = w->due_ms <= now ? 0 : (int)(w->due_ms - now < 60000 ? w->due_ms - now : 60000);
        if (least == NEVER_DUE || left < least)
            least = left;
    }
    return least;
}

/* Send what is due.  The oldest stands at the head. */
static bool answer_what_is_due(struct connection *connection)
{
    uint64_t now = hostile_now_ms();

    for (struct waiting *w = connection->waiting; w != NULL;) {
        struct waiting *next = w->next;

        if (w->executed && !w->silent && w->due_ms <= now && !iscsi_answer(connection, w))
            return false;
        w = next;
    }
    return true;
}

static bool follow_orders(struct connection *connection)
{
    struct orders orders;

    server_lock(connection->server);
    orders = connection->orders;
    connection->orders.ping = false;
    connection->orders.event = -1;
    server_unlock(connection->server);
    return (!orders.ping || ping(connection)) &&
           (orders.event < 0 || tell_event(connection, (uint8_t)orders.event));
}

/* One turn: wait until something is to be done, and do it. */
static bool take_turn(struct connection *connection)
{
    struct pollfd wait[2] = {{.fd = connection->stream.fd, .events = POLLIN},
                             {.fd = connection->wake[0], .events = POLLIN}};
    struct pdu pdu;
    bool goes_on;

    if (poll(wait, 2, next_due(connection)) < 0)
        return true;
    if (wait[1].revents != 0) {
        char bytes[64];

        if (read(connection->wake[0], bytes, sizeof bytes) < 0 || !follow_orders(connection))
            return false;
    }
    server_wait_while_frozen(connection->server, connection);
    if (!answer_what_is_due(connection))
        return false;
    if (wait[0].revents == 0)
        return true;
    goes_on = pdu_receive(&connection->stream, connection->agreed.our_receive, &pdu);
    if (goes_on)
        goes_on = serve(connection, &pdu);
    pdu_free(&pdu);
    return goes_on && answer_what_is_due(connection);
}

void *connection_run(void *context)
{
    struct connection *connection = context;

    /* what holds until the login says otherwise: RFC 7143 13 */
    connection->agreed = (struct agreed){.their_receive = 8192,
                                         .our_receive = 256 << 10,
                                         .burst = 256 << 10,
                                         .first_burst = 64 << 10,
                                         .initial_r2t = true,
                                         .immediate_data = true};
    connection->window = 1;
    while (take_turn(connection)) {
    }
    shutdown(connection->stream.fd, SHUT_WR); /* it hears at once, whatever the last steps take */
    while (connection->waiting != NULL)
        iscsi_abort(connection, connection->waiting);
    free(connection->text);
    server_leave(connection->server, connection);
    return NULL;
}
