/*
 * One TCP connection, which is one session (MaxConnections=1) of one initiator, in a thread of its own: RFC 7143.
 *
 *   connection.c      the thread: what comes is told apart, answers go out when they are due
 *   iscsi_login.c     login, and iscsi_keys.c the negotiation
 *   iscsi_command.c   SCSI commands and data-out, task management
 *   iscsi_answer.c    what becomes of a verdict: data-in, response, and all that is to go wrong
 */
#ifndef RSM_TEST_HOSTILE_CONNECTION_H
#define RSM_TEST_HOSTILE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/hostile/iscsi_pdu.h"
#include "support/hostile/server.h"
#include "support/hostile/target.h"

enum { NEVER_DUE = -1 };

/* A command that has no answer yet. */
struct waiting {
    struct waiting *next;
    uint32_t tag;
    uint8_t lun_field[8];
    struct hostile_task task;
    uint8_t *out;    /* data-out so far, room for task.expected; NULL = it writes nothing */
    uint32_t asked;  /* bytes of data-out that may have been sent: immediate, unsolicited, by R2T */
    uint32_t r2t_sn; /* of the next R2T */
    bool unsolicited; /* more comes without being asked for */
    bool executed;    /* the verdict is there */
    bool silent;      /* and it is that nothing goes out */
    uint64_t due_ms;
    struct hostile_verdict verdict;
};

/* What was agreed on, RFC 7143 13. */
struct agreed {
    uint32_t their_receive; /* MaxRecvDataSegmentLength that the initiator declared */
    uint32_t our_receive;
    uint32_t burst, first_burst;
    bool initial_r2t, immediate_data;
    bool header_digest, data_digest; /* from the full feature phase on */
};

struct connection {
    struct connection *next, *previous; /* the server's list */
    struct server *server;
    struct pdu_stream stream;
    int wake[2]; /* a pipe: a byte in it wakes the thread */

    /* under the server's lock */
    struct server_target *target; /* NULL before the login has ended, and in a discovery session */
    bool ending;                  /* the socket was shut down */
    struct orders orders;

    /* the thread's own */
    unsigned nexus;
    uint16_t session_handle; /* TSIH */
    char initiator[SERVER_NAME_MAX];
    uint8_t isid[6];
    bool discovery;
    bool begun; /* it is known who it is, and what it wants */
    bool logged_in;
    struct agreed agreed;
    uint32_t stat_sn, exp_cmd_sn, window;
    struct waiting *waiting;
    char *text; /* of a text answer, what is to follow */
    size_t text_length, text_at;
};

/* Serve an initiator until it, or the server, ends it; frees the connection. */
void *connection_run(void *connection);

/* Wake the thread of a connection; end it, with a reset (RST) if cut.  Under the server's lock. */
void connection_wake(struct connection *connection);
void connection_end(struct connection *connection, bool cut);

/* ---- between the files above; false = the connection is over ---- */

/* Fill in StatSN, ExpCmdSN and MaxCmdSN of an answer; with `status` StatSN is used up. */
void connection_number(struct connection *connection, uint8_t header[PDU_HEADER], bool status);

/* Send an answer whole. */
bool connection_transmit(struct connection *connection, uint8_t header[PDU_HEADER],
                         const void *data, size_t length);
bool connection_reject(struct connection *connection, const uint8_t header[PDU_HEADER],
                       uint8_t reason);

bool iscsi_login(struct connection *connection, const struct pdu *pdu);
bool iscsi_text(struct connection *connection, const struct pdu *pdu);
bool iscsi_command(struct connection *connection, const struct pdu *pdu);
bool iscsi_data_out(struct connection *connection, const struct pdu *pdu);
bool iscsi_manage(struct connection *connection, const struct pdu *pdu);

/* Take a command out of the list and end it; its answer will never go out. */
void iscsi_abort(struct connection *connection, struct waiting *waiting);

/* Carry out a verdict that is due; the command is out of the list, and freed. */
bool iscsi_answer(struct connection *connection, struct waiting *waiting);
void iscsi_forget(struct connection *connection, struct waiting *waiting);

#endif
