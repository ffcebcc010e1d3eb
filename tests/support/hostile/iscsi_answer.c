/*
 * What becomes of a verdict: data-in (RFC 7143, 11.7), the response (11.4), and what is to go wrong with both.
 */
#include "support/hostile/connection.h"

#include <stdlib.h>
#include <string.h>

/* ---- what was not transferred ---- */

/* Bytes that the device gave or took. */
static size_t transferred(const struct waiting *waiting)
{
    size_t came = waiting->task.out_length;

    if (!waiting->task.writes)
        return waiting->verdict.data_length;
    return came > waiting->verdict.left ? came - waiting->verdict.left : 0;
}

/* Flags of the second byte, and how many bytes: as an honest target counts, or as the verdict lies. */
static uint8_t count_residual(const struct waiting *waiting, uint32_t *residual_out)
{
    const struct hostile_verdict *verdict = &waiting->verdict;
    size_t had = transferred(waiting);
    uint32_t expected = waiting->task.expected;

    *residual_out = verdict->residual;
    if (verdict->residual_kind == HOSTILE_RESIDUAL_UNDERFLOW)
        return 0x02;
    if (verdict->residual_kind == HOSTILE_RESIDUAL_OVERFLOW)
        return 0x04;
    *residual_out = 0;
    if (verdict->residual_kind == HOSTILE_RESIDUAL_NONE || had == expected)
        return 0;
    *residual_out = had > expected ? (uint32_t)(had - expected) : (uint32_t)(expected - had);
    return had > expected ? 0x04 : 0x02;
}

/* ---- the response ---- */

static bool transmit_response(struct connection *connection, const struct waiting *waiting,
                              uint32_t data_pdus)
{
    const struct hostile_verdict *verdict = &waiting->verdict;
    uint8_t header[PDU_HEADER] = {PDU_RESPONSE, 0x80};
    uint8_t sense[2 + HOSTILE_SENSE_MAX];
    uint32_t residual;

    if (verdict->fate == HOSTILE_FAILURE)
        header[2] = 1; /* target failure */
    else
        header[3] = verdict->status;
    header[1] |= count_residual(waiting, &residual);
    pdu_put32(header + 16, verdict->wrong_tag ? waiting->tag + 0x7000 : waiting->tag);
    connection_number(connection, header, true);
    pdu_put32(header + 36, data_pdus + waiting->r2t_sn); /* ExpDataSN */
    pdu_put32(header + 44, residual);
    if (verdict->sense_length == 0)
        return connection_transmit(connection, header, NULL, 0);
    pdu_put16(sense, (uint16_t)verdict->sense_length);
    memcpy(sense + 2, verdict->sense, verdict->sense_length);
    return connection_transmit(connection, header, sense, 2 + verdict->sense_length);
}

/* ---- data-in ---- */

/* Data on its way out. */
struct delivery {
    struct connection *connection;
    const struct waiting *waiting;
    const uint8_t *data;
    size_t length;
    size_t at;     /* bytes that are out */
    size_t budget; /* bytes until the connection breaks; SIZE_MAX = it does not */
    bool collapse; /* status goes with the last PDU */
    bool unended;  /* the last PDU is not said to be the last */
    uint32_t data_sn;
};

/* The data as it is to be on the wire, in memory of the verdict. */
static bool lay_out(struct delivery *delivery, struct hostile_verdict *verdict, uint32_t expected)
{
    size_t length = verdict->data_length < expected ? verdict->data_length : expected;

    length = length > verdict->held ? length - verdict->held : 0;
    if (verdict->beyond > 0) {
        uint8_t *longer;
        size_t had = verdict->data_length;

        length = expected + (verdict->beyond < 65536 ? verdict->beyond : 65536);
        if (length > had) {
            longer = realloc(verdict->data, length);
            if (longer == NULL)
                return false;
            memset(longer + had, 0, length - had);
            verdict->data = longer;
        }
    }
    delivery->data = verdict->data;
    delivery->length = length;
    return true;
}

/* One Data-In PDU with the next `length` bytes. */
static bool transmit_data(struct delivery *delivery, size_t length, bool burst_ends)
{
    struct connection *connection = delivery->connection;
    const struct waiting *waiting = delivery->waiting;
    const struct hostile_verdict *verdict = &waiting->verdict;
    bool last = delivery->at + length == delivery->length;
    bool status = last && delivery->collapse;
    uint8_t header[PDU_HEADER] = {PDU_DATA_IN};
    uint32_t residual = 0;
    bool sent;

    if ((last && !delivery->unended) || (burst_ends && !last))
        header[1] = 0x80;
    if (status) {
        header[1] |= 0x01 | count_residual(waiting, &residual);
        header[3] = verdict->status;
    }
    memcpy(header + 8, waiting->lun_field, 8);
    pdu_put32(header + 16, waiting->tag);
    pdu_put32(header + 20, PDU_NO_TAG);
    connection_number(connection, header, status);
    if (!status)
        pdu_put32(header + 24, 0); /* reserved */
    pdu_put32(header + 36, delivery->data_sn + (verdict->wrong_data_sn ? 2 : 0));
    pdu_put32(header + 40, (uint32_t)delivery->at + (verdict->wrong_offset ? 512 : 0));
    pdu_put32(header + 44, residual);
    sent = pdu_transmit(&connection->stream, header, delivery->data + delivery->at, length,
                        last && verdict->wrong_length ? length + 4 : length, delivery->budget);
    delivery->data_sn++;
    delivery->at += length;
    if (delivery->budget != SIZE_MAX)
        delivery->budget -= length < delivery->budget ? length : delivery->budget;
    return sent;
}

static bool deliver(struct delivery *delivery, uint32_t segment)
{
    const struct agreed *agreed = &delivery->connection->agreed;
    size_t in_burst = 0;

    if (segment > agreed->their_receive)
        segment = agreed->their_receive;
    while (delivery->at < delivery->length) {
        size_t length = delivery->length - delivery->at;

        if (length > segment)
            length = segment;
        if (length > agreed->burst - in_burst)
            length = agreed->burst - in_burst;
        in_burst += length;
        if (delivery->budget == 0 || !transmit_data(delivery, length, in_burst == agreed->burst))
            return false;
        if (in_burst == agreed->burst)
            in_burst = 0;
    }
    return true;
}

static bool answer_politely(struct connection *connection, struct waiting *waiting,
                            const struct wire_settings *wire)
{
    struct hostile_verdict *verdict = &waiting->verdict;
    struct delivery delivery = {.connection = connection, .waiting = waiting, .budget = SIZE_MAX};

    if (waiting->task.reads && !lay_out(&delivery, verdict, waiting->task.expected))
        return false;
    if (verdict->fate == HOSTILE_DROP_MIDWAY)
        delivery.budget = verdict->fate_bytes;
    else if (verdict->fate == HOSTILE_SILENT_MIDWAY) {
        delivery.unended = verdict->fate_bytes < delivery.length;
        if (delivery.length > verdict->fate_bytes)
            delivery.length = verdict->fate_bytes;
    }
    delivery.collapse = verdict->fate == HOSTILE_ANSWER && verdict->status == 0 &&
                        verdict->sense_length == 0 && !verdict->separate && !wire->separate &&
                        !verdict->wrong_tag && delivery.length > 0;
    if (!deliver(&delivery, wire->segment) || verdict->fate == HOSTILE_DROP_MIDWAY)
        return false;
    return delivery.collapse || verdict->fate == HOSTILE_SILENT_MIDWAY ||
           transmit_response(connection, waiting, delivery.data_sn);
}

/* The command's own header, as a Reject gives it back. */
static bool reject(struct connection *connection, const struct waiting *waiting)
{
    uint8_t header[PDU_HEADER] = {PDU_COMMAND, 0x80};

    header[1] |= waiting->task.reads ? 0x40 : 0;
    header[1] |= waiting->task.writes ? 0x20 : 0;
    memcpy(header + 8, waiting->lun_field, 8);
    pdu_put32(header + 16, waiting->tag);
    pdu_put32(header + 20, waiting->task.expected);
    pdu_put32(header + 24, connection->exp_cmd_sn - 1);
    memcpy(header + 32, waiting->task.cdb, HOSTILE_CDB);
    return connection_reject(connection, header,
                             waiting->verdict.fate_code != 0 ? waiting->verdict.fate_code : 0x04);
}

static bool say_last_word(struct connection *connection)
{
    uint8_t header[PDU_HEADER] = {PDU_ASYNC, 0x80};

    pdu_put32(header + 16, PDU_NO_TAG);
    connection_number(connection, header, true);
    header[36] = 2; /* this connection is dropped */
    connection_transmit(connection, header, NULL, 0);
    return false;
}

bool iscsi_answer(struct connection *connection, struct waiting *waiting)
{
    struct wire_settings wire;
    bool goes_on = false;

    server_lock(connection->server);
    wire = connection->target->wire;
    server_unlock(connection->server);
    switch (waiting->verdict.fate) {
    case HOSTILE_DROP:
        break;
    case HOSTILE_LAST_WORD:
        goes_on = say_last_word(connection);
        break;
    case HOSTILE_REJECT:
        goes_on = reject(connection, waiting);
        break;
    case HOSTILE_SILENT:
    case HOSTILE_ANSWER:
    case HOSTILE_DROP_MIDWAY:
    case HOSTILE_SILENT_MIDWAY:
    case HOSTILE_FAILURE:
        goes_on = answer_politely(connection, waiting, &wire);
        break;
    }
    iscsi_forget(connection, waiting);
    return goes_on;
}
