/*
 * The seam inside the hostile library, between the wire (iscsi*.c: RFC 7143) and the devices behind it (changer*.c,
 * drive*.c ...: SPC, SMC, SSC).  The wire knows no CDB; the devices know no PDU.
 *
 * The wire calls the functions below, which the devices implement.  It never calls two of them at once for one
 * target: the devices need no lock of their own, and must not block.  They run in a process that plays many targets
 * and never ends for a bad line: whatever comes from a scenario, from the control port or from an initiator is
 * refused in words, or with sense data, and crashes nothing.
 */
#ifndef RSM_TEST_HOSTILE_TARGET_H
#define RSM_TEST_HOSTILE_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    HOSTILE_CDB = 16,            /* bytes; a shorter CDB has zeros behind it */
    HOSTILE_SENSE_MAX = 252,     /* bytes */
    HOSTILE_DATA_MAX = 32 << 20, /* bytes that one command may carry, either way */
    HOSTILE_NEXUS_MAX = 512,     /* sessions that one target has at a time */
    HOSTILE_ERROR_ROOM = 256,    /* of what is said about a bad line */
    HOSTILE_NO_LUN = 0xFFFF      /* what an initiator wrote that is no LUN of ours */
};

/* One command as it came in, whole: data-out was asked for and is here before the devices are. */
struct hostile_task {
    unsigned nexus; /* which session, below HOSTILE_NEXUS_MAX: nexus_begin */
    uint16_t lun;   /* peripheral and flat forms as a number; HOSTILE_NO_LUN */
    uint8_t cdb[HOSTILE_CDB];
    bool reads, writes; /* the R and W bits: what the initiator expects */
    uint32_t expected;  /* EXPECTED DATA TRANSFER LENGTH, as the initiator wrote it (Q27) */
    const uint8_t *out; /* data-out, the wire's; NULL when there is none */
    size_t out_length;  /* bytes at out: less than expected when the initiator sent less */
};

/*
 * What becomes of the answer; behind each how rules call it.  Whether the command was carried out is the devices'
 * choice, before they say so.
 */
enum hostile_fate {
    HOSTILE_ANSWER,
    HOSTILE_SILENT,        /* "silent": no answer, ever; the session goes on */
    HOSTILE_DROP,          /* "drop": the TCP connection ends without an answer */
    HOSTILE_DROP_MIDWAY,   /* "drop after N": it ends after fate_bytes of data-in */
    HOSTILE_SILENT_MIDWAY, /* "silent after N": fate_bytes of data-in, then nothing more */
    HOSTILE_REJECT,        /* "reject": a Reject PDU; reason fate_code, 0 = 04h, protocol error */
    HOSTILE_FAILURE,       /* "fail": iSCSI response 01h, target failure */
    HOSTILE_LAST_WORD /* "last-word": async event 02h, will drop this connection, then it does */
};

/* How the response counts what was not transferred. */
enum hostile_residual {
    HOSTILE_RESIDUAL_HONEST,    /* data_length against expected, as RFC 7143 11.4.5 wants */
    HOSTILE_RESIDUAL_NONE,      /* "residual none": neither bit */
    HOSTILE_RESIDUAL_UNDERFLOW, /* "underflow N": the U bit, and residual */
    HOSTILE_RESIDUAL_OVERFLOW   /* "overflow N": the O bit, and residual */
};

/*
 * The answer.  The wire hands it over all zero, which means: GOOD, no data, at once, politely.
 *
 * data is what the device has to say, already cut to the CDB's allocation length; allocated with malloc, the wire
 * frees it.  The wire sends at most `expected` bytes of it, and counts the rest as overflow, what is missing as
 * underflow.  Data-in may come together with CHECK CONDITION.  Data for a command that does not read is not sent.
 *
 * "truncate N" with an honest residual is less data_length; without one it is `held`.
 */
struct hostile_verdict {
    uint8_t status;                   /* 00h, 02h CHECK CONDITION, 08h, 18h, 28h, 40h, or made up */
    uint8_t sense[HOSTILE_SENSE_MAX]; /* fixed or descriptor format, or noise */
    size_t sense_length;              /* 0 = none is sent, also with CHECK CONDITION */
    uint8_t *data;                    /* NULL = none */
    size_t data_length;               /* bytes at data, at most HOSTILE_DATA_MAX */
    uint32_t left;                    /* bytes of data-out that the device did not take */
    uint32_t delay_ms; /* "delay N": from the command's arrival to the first byte of the answer */

    enum hostile_fate fate;
    size_t fate_bytes;
    uint8_t fate_code;

    size_t held; /* bytes at the end of data that are not sent; the residual counts them as sent */
    size_t beyond; /* "extra N": sent past `expected`; what data still has there, then zeros */
    enum hostile_residual residual_kind;
    uint32_t residual;  /* bytes; of the kinds that lie */
    bool separate;      /* "separate": status in a PDU of its own, never with the last data */
    bool wrong_data_sn; /* "wrong-datasn": Data-In PDUs are numbered from 2 */
    bool wrong_offset;  /* "wrong-offset": their BUFFER OFFSET is 512 too high */
    bool wrong_tag;     /* "wrong-tag": the response bears a task tag that nobody sent */
    bool wrong_length; /* "wrong-length": the last Data-In PDU announces 4 bytes more than follow */
};

struct hostile_target;

/* ---- what the devices give (target.c and what it uses) ---- */

/*
 * Make the devices of a scenario.  text need not end with NUL before size.  Lines that begin with the word "wire"
 * are the wire's own, and skipped here.  NULL when a line cannot be read: error_out says which and why, for a person.
 */
struct hostile_target *hostile_target_make(const char *text, size_t size,
                                           char error_out[HOSTILE_ERROR_ROOM]);

/* Accepts NULL.  No session of it is left. */
void hostile_target_free(struct hostile_target *target);

/*
 * A session of an initiator begins (its iSCSI name, for the log) or ends; the number is used again afterwards.  What
 * SPC keeps by I_T nexus is the devices': unit attentions, PREVENT, reservations.
 */
void hostile_target_nexus_begin(struct hostile_target *target, unsigned nexus,
                                const char *initiator);
void hostile_target_nexus_end(struct hostile_target *target, unsigned nexus);

/* Carry out one command (or do not, as rules say), log it, and say what becomes of the answer. */
void hostile_target_execute(struct hostile_target *target, const struct hostile_task *task,
                            struct hostile_verdict *verdict);

/* Task management by that nexus: LOGICAL UNIT RESET, or of all logical units with HOSTILE_NO_LUN. */
void hostile_target_reset(struct hostile_target *target, unsigned nexus, uint16_t lun);

/* A task was aborted (ABORT TASK, CLEAR TASK SET, or the end of its session) whose answer had not gone out yet. */
void hostile_target_aborted(struct hostile_target *target, const struct hostile_task *task);

/*
 * What an operator does, or another rule: one line.  False, and why, when it cannot be.  Lines that begin with the
 * word "wire" do not come here.
 */
bool hostile_target_do(struct hostile_target *target, const char *line,
                       char error_out[HOSTILE_ERROR_ROOM]);

/* The truth, one line a place; the log, one line a command (README.md has both formats).  No line is "." alone. */
void hostile_target_truth(const struct hostile_target *target, FILE *out);
void hostile_target_log(const struct hostile_target *target, FILE *out);

/* How many commands of that name (as rules write it, MOVE_MEDIUM; "any") came so far. */
size_t hostile_target_count(const struct hostile_target *target, const char *command);

/* ---- what the wire gives ---- */

/* Milliseconds since the process began. */
uint64_t hostile_now_ms(void);

#endif
