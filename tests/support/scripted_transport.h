/*
 * A transport that answers commands one after the other from a list that the test wrote beforehand,
 * remembers what was sent, and has a clock that only moves when somebody sleeps.  A command for which
 * nothing is left to answer fails the test.
 *
 *     struct rsm_script script;
 *
 *     rsm_script_begin(&script);
 *     rsm_script_facts(&script, RSM_DEVICE_TAPE, "SER1");
 *     rsm_script_sense(&script, 6, 0x29, 0x00);
 *     rsm_script_good(&script, NULL, 0);
 *     rsm_device_open(script.transports, "script:", &script.waiting, &device);
 */
#ifndef RSM_TESTS_SUPPORT_SCRIPTED_TRANSPORT_H
#define RSM_TESTS_SUPPORT_SCRIPTED_TRANSPORT_H

#include "scsi/command.h"
#include "scsi/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RSM_SCRIPT_MAX = 256 };

/* One answer.  What rsm_script_... puts in may be changed before it is used. */
struct rsm_script_answer {
    rsm_error error; /* other than ERROR_SUCCESS: the transport fails */
    bool not_sent;   /* with an error: before the command left */
    uint8_t status;
    uint8_t sense[32];
    size_t sense_length;
    uint8_t *data; /* data-in; a copy */
    size_t length;
    size_t claimed; /* what is said of the number of bytes; may be a lie */
};

struct rsm_script {
    struct rsm_transport transport;
    const struct rsm_transport *transports[2];
    struct rsm_waiting waiting;

    struct rsm_script_answer answers[RSM_SCRIPT_MAX];
    size_t answer_count;
    size_t next;

    struct rsm_command sent[RSM_SCRIPT_MAX];     /* as they were given to execute */
    uint8_t first_out_bytes[RSM_SCRIPT_MAX][16]; /* of data-out */
    size_t sent_count;

    uint64_t now_ms;
    unsigned sleeps;
    uint32_t longest_sleep_ms;
    bool give_up; /* the next sleep says that waiting is to end */

    rsm_error open_error;             /* the next open fails with this */
    struct rsm_transport_facts facts; /* what describe tells */
    unsigned opened;
    unsigned closed;
};

void rsm_script_begin(struct rsm_script *script);

/* Frees the copies; fails the test when answers are left over. */
void rsm_script_end(struct rsm_script *script);

/* The following append one answer and return it. */
struct rsm_script_answer *rsm_script_good(struct rsm_script *script, const void *data,
                                          size_t length);
struct rsm_script_answer *rsm_script_status(struct rsm_script *script, uint8_t status);
struct rsm_script_answer *rsm_script_sense(struct rsm_script *script, uint8_t key, uint8_t asc,
                                           uint8_t ascq);
struct rsm_script_answer *rsm_script_break(struct rsm_script *script, rsm_error error);

/* Takes back the answer that was appended last. */
void rsm_script_drop_last(struct rsm_script *script);

/* A READ that ended with sense key 0 and flags (80h filemark, 40h end of medium, 20h wrong length). */
struct rsm_script_answer *rsm_script_read(struct rsm_script *script, uint8_t flags,
                                          int32_t information, const void *data, size_t length);

/* What rsm_device_open asks: INQUIRY, VPD 80h, VPD 83h (which is refused). */
void rsm_script_facts(struct rsm_script *script, uint8_t type, const char *serial);

#endif
