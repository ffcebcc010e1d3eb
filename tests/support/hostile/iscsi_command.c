/*
 * SCSI commands, the data that they bring (RFC 7143, 11.3, 11.7, 11.8), and task management (11.5).
 */
#include "support/hostile/connection.h"

#include <stdlib.h>
#include <string.h>

/* ---- what waits ---- */

static void keep(struct connection *connection, struct waiting *waiting)
{
    struct waiting **link = &connection->waiting;

    while (*link != NULL)
        link = &(*link)->next;
    *link = waiting;
}

static struct waiting *find(struct connection *connection, uint32_t tag)
{
    struct waiting *waiting = connection->waiting;

    while (waiting != NULL && waiting->tag != tag)
        waiting = waiting->next;
    return waiting;
}

void iscsi_forget(struct connection *connection, struct waiting *waiting)
{
    struct waiting **link = &connection->waiting;

    while (*link != waiting)
        link = &(*link)->next;
    *link = waiting->next;
    free(waiting->out);
    free(waiting->verdict.data);
    free(waiting);
}

void iscsi_abort(struct connection *connection, struct waiting *waiting)
{
    struct server_target *target = connection->target;

    if (waiting->executed) {
        pthread_mutex_lock(&target->lock);
        hostile_target_aborted(target->devices, &waiting->task);
        pthread_mutex_unlock(&target->lock);
    }
    iscsi_forget(connection, waiting);
}

/* ---- carrying out ---- */

static void run(struct connection *connection, struct waiting *waiting)
{
    struct server_target *target = connection->target;
    struct hostile_verdict *verdict = &waiting->verdict;
    uint64_t arrived = hostile_now_ms();

    waiting->task.out = waiting->task.out_length > 0 ? waiting->out : NULL;
    pthread_mutex_lock(&target->lock);
    hostile_target_execute(target->devices, &waiting->task, verdict);
    pthread_mutex_unlock(&target->lock);
    waiting->executed = true;
    waiting->silent = verdict->fate == HOSTILE_SILENT;
    waiting->due_ms = arrived + verdict->delay_ms;
    if (verdict->data == NULL)
        verdict->data_length = 0;
    if (verdict->sense_length > HOSTILE_SENSE_MAX)
        verdict->sense_length = HOSTILE_SENSE_MAX;
}

/* Ask for the next piece of data-out. */
static bool ask_for_more(struct connection *connection, struct waiting *waiting)
{
    uint8_t header[PDU_HEADER] = {PDU_R2T, 0x80};
    uint32_t had = (uint32_t)waiting->task.out_length;
    uint32_t length = waiting->task.expected - had;

    if (length > connection->agreed.burst)
        length = connection->agreed.burst;
    waiting->asked = had + length;
    memcpy(header + 8, waiting->lun_field, 8);
    pdu_put32(header + 16, waiting->tag);
    pdu_put32(header + 20, waiting->tag ^ 0x5A5A5A5A); /* the target's tag */
    connection_number(connection, header, false);
    pdu_put32(header + 36, waiting->r2t_sn++);
    pdu_put32(header + 40, had);
    pdu_put32(header + 44, length);
    return connection_transmit(connection, header, NULL, 0);
}

/* What comes without being asked for has ended: go on. */
static bool go_on(struct connection *connection, struct waiting *waiting)
{
    if (waiting->task.writes && waiting->task.out_length < waiting->task.expected)
        return ask_for_more(connection, waiting);
    run(connection, waiting);
    return true;
}

/* The number in 8 bytes of LUN: peripheral and flat forms, one level. */
static uint16_t flat_lun(const uint8_t lun[8])
{
    for (int i = 2; i < 8; i++)
        if (lun[i] != 0)
            return HOSTILE_NO_LUN;
    if (lun[0] >> 6 == 0)
        return lun[0] == 0 ? lun[1] : HOSTILE_NO_LUN;
    return lun[0] >> 6 == 1 ? (uint16_t)((lun[0] & 0x3F) << 8 | lun[1]) : HOSTILE_NO_LUN;
}

/* May data-out come in this way, and does it fit? */
static bool is_sane(const struct connection *connection, const struct pdu *pdu)
{
    bool writes = (pdu->header[1] & 0x20) != 0;
    bool final = (pdu->header[1] & 0x80) != 0;
    uint32_t expected = pdu_get32(pdu, 20);

    if (find((struct connection *)(uintptr_t)connection, pdu_get32(pdu, 16)) != NULL)
        return false;
    if (expected > HOSTILE_DATA_MAX || (writes && (pdu->header[1] & 0x40) != 0))
        return false;
    if (pdu->length > 0 && (!writes || !connection->agreed.immediate_data ||
                            pdu->length > expected || pdu->length > connection->agreed.first_burst))
        return false;
    return final || (writes && !connection->agreed.initial_r2t && pdu->length < expected);
}

bool iscsi_command(struct connection *connection, const struct pdu *pdu)
{
    struct waiting *waiting;

    if (!is_sane(connection, pdu))
        return connection_reject(connection, pdu->header, 0x04);
    waiting = calloc(1, sizeof *waiting);
    if (waiting == NULL)
        return false;
    waiting->tag = pdu_get32(pdu, 16);
    memcpy(waiting->lun_field, pdu->header + 8, 8);
    waiting->task.nexus = connection->nexus;
    waiting->task.lun = flat_lun(pdu->header + 8);
    memcpy(waiting->task.cdb, pdu->header + 32, HOSTILE_CDB);
    waiting->task.reads = (pdu->header[1] & 0x40) != 0;
    waiting->task.writes = (pdu->header[1] & 0x20) != 0;
    waiting->task.expected = pdu_get32(pdu, 20);
    if (waiting->task.writes && waiting->task.expected > 0) {
        waiting->out = malloc(waiting->task.expected);
        if (waiting->out == NULL) {
            free(waiting);
            return connection_reject(connection, pdu->header, 0x06); /* out of resources */
        }
    }
    keep(connection, waiting);
    if (pdu->length > 0)
        memcpy(waiting->out, pdu->data, pdu->length);
    waiting->task.out_length = pdu->length;
    waiting->unsolicited = (pdu->header[1] & 0x80) == 0;
    waiting->asked = waiting->task.expected < connection->agreed.first_burst
                         ? waiting->task.expected
                         : connection->agreed.first_burst;
    return waiting->unsolicited || go_on(connection, waiting);
}

bool iscsi_data_out(struct connection *connection, const struct pdu *pdu)
{
    struct waiting *waiting = find(connection, pdu_get32(pdu, 16));
    bool final = (pdu->header[1] & 0x80) != 0;
    bool unsolicited = pdu_get32(pdu, 20) == PDU_NO_TAG;

    if (waiting == NULL) /* of a command that was aborted */
        return true;
    if (waiting->executed || !waiting->task.writes || waiting->unsolicited != unsolicited ||
        (!unsolicited && pdu_get32(pdu, 20) != (waiting->tag ^ 0x5A5A5A5A)) ||
        pdu_get32(pdu, 40) != waiting->task.out_length ||
        pdu->length > waiting->asked - waiting->task.out_length)
        return connection_reject(connection, pdu->header, 0x04) && false;
    if (pdu->length > 0)
        memcpy(waiting->out + waiting->task.out_length, pdu->data, pdu->length);
    waiting->task.out_length += pdu->length;
    if (!final)
        return true;
    if (!unsolicited && waiting->task.out_length < waiting->asked) {
        run(connection, waiting); /* it has no more: the device sees what came */
        return true;
    }
    waiting->unsolicited = false;
    return go_on(connection, waiting);
}

/* ---- task management ---- */

enum {
    ABORT_TASK = 1,
    ABORT_TASK_SET = 2,
    CLEAR_TASK_SET = 4,
    LOGICAL_UNIT_RESET = 5,
    TARGET_WARM_RESET = 6,
    TARGET_COLD_RESET = 7,
    TASK_REASSIGN = 8,
    COMPLETE = 0,
    NO_TASK = 1,
    NO_REASSIGNMENT = 4,
    NOT_SUPPORTED = 5
};

static uint8_t abort_one(struct connection *connection, uint32_t tag)
{
    struct waiting *waiting = find(connection, tag);

    if (waiting == NULL)
        return NO_TASK;
    iscsi_abort(connection, waiting);
    return COMPLETE;
}

/* All of this session, of one logical unit or of all (HOSTILE_NO_LUN). */
static void abort_many(struct connection *connection, uint16_t lun)
{
    for (struct waiting *w = connection->waiting; w != NULL;) {
        struct waiting *next = w->next;

        if (lun == HOSTILE_NO_LUN || w->task.lun == lun)
            iscsi_abort(connection, w);
        w = next;
    }
}

static void reset(struct connection *connection, uint16_t lun)
{
    struct server_target *target = connection->target;

    abort_many(connection, lun);
    pthread_mutex_lock(&target->lock);
    hostile_target_reset(target->devices, connection->nexus, lun);
    pthread_mutex_unlock(&target->lock);
}

/* A cold reset ends all sessions of the target, this one with its answer. */
static void end_sessions(struct connection *connection)
{
    server_lock(connection->server);
    for (unsigned i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (connection->target->nexus[i] != NULL && connection->target->nexus[i] != connection)
            connection_end(connection->target->nexus[i], false);
    server_unlock(connection->server);
}

static uint8_t manage(struct connection *connection, const struct pdu *pdu)
{
    uint16_t lun = flat_lun(pdu->header + 8);

    switch (pdu->header[1] & 0x7F) {
    case ABORT_TASK:
        return abort_one(connection, pdu_get32(pdu, 20));
    case ABORT_TASK_SET:
    case CLEAR_TASK_SET:
        if (lun != HOSTILE_NO_LUN)
            abort_many(connection, lun);
        return COMPLETE;
    case LOGICAL_UNIT_RESET:
        if (lun == HOSTILE_NO_LUN)
            return 2; /* there is none */
        reset(connection, lun);
        return COMPLETE;
    case TARGET_WARM_RESET:
    case TARGET_COLD_RESET:
        reset(connection, HOSTILE_NO_LUN);
        return COMPLETE;
    case TASK_REASSIGN:
        return NO_REASSIGNMENT;
    default:
        return NOT_SUPPORTED;
    }
}

bool iscsi_manage(struct connection *connection, const struct pdu *pdu)
{
    uint8_t header[PDU_HEADER] = {PDU_TASK_MANAGEMENT_RESPONSE, 0x80};
    bool cold = (pdu->header[1] & 0x7F) == TARGET_COLD_RESET;

    if (connection->discovery)
        return connection_reject(connection, pdu->header, 0x04);
    header[2] = manage(connection, pdu);
    memcpy(header + 16, pdu->header + 16, 4);
    connection_number(connection, header, true);
    if (cold)
        end_sessions(connection);
    return connection_transmit(connection, header, NULL, 0) && !cold;
}
