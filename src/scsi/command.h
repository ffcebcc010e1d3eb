/*
 * The guarded dispatcher: the only place that calls rsm_transport.execute.  Here every command is
 * checked, logged, carried, repeated when that is known to be right, and its status becomes a
 * Win32 code.  What a command means is known above, in changer.c and drive.c.
 */
#ifndef RSM_SCSI_COMMAND_H
#define RSM_SCSI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/address.h"
#include "scsi/sense.h"
#include "scsi/transport.h"

/* How waiting is done; a test hands in its own, so that nobody sleeps. */
struct rsm_waiting {
    uint64_t (*now_ms)(void *context); /* never goes back */

    /* Returns false when whoever waits should give up now (the program is being ended). */
    bool (*sleep)(void *context, uint32_t milliseconds);

    void *context;
};

/* The real clock. */
extern const struct rsm_waiting rsm_waiting_real;

/* One open way to one device.  Used by one thread at a time; owned by the struct rsm_device. */
struct rsm_link {
    const struct rsm_transport *transport;
    void *handle;               /* NULL = closed, or lost */
    char name[RSM_ADDRESS_MAX]; /* the address as it may be shown */
    const struct rsm_waiting *waiting;
    uint64_t deadline;     /* of waiting->now_ms: nothing on this way takes longer; 0 = it may */
    uint32_t max_transfer; /* bytes that one command may carry on this way; 0 = no limit is known */
    uint32_t attentions;   /* every RSM_ATTENTION_... since somebody last took them */
    bool
        cleaning_asked; /* a sense said that the device wants to be cleaned (00h/17h), since then */
    uint64_t sent;      /* commands given to the transport so far, repetitions too */
};

/*
 * What unit attentions have told.  They mean that the device's state must be looked at again; none
 * of them means that the device lacks a feature.
 */
enum {
    RSM_ATTENTION_INVENTORY =
        1 << 0,                   /* where cartridges are may have changed: 28h, 29h, 2Ah, 3F/0E */
    RSM_ATTENTION_RESET = 1 << 1, /* 29h: settings, and PREVENT, are gone */
    RSM_ATTENTION_SETTINGS = 1 << 2, /* 2Ah: mode pages must be read again */
    RSM_ATTENTION_IDENTITY = 1 << 3, /* 3Fh: INQUIRY or the list of logical units has changed */
    RSM_ATTENTION_OTHER = 1 << 4,
    RSM_ATTENTION_FIRMWARE = 1 << 5, /* 3F/01: what was learned of it may not be true any more */
    RSM_ATTENTION_ALL = (1 << 6) - 1
};

/* What became of a command. */
enum rsm_outcome {
    RSM_OUTCOME_DONE,    /* the device says that it did it */
    RSM_OUTCOME_REFUSED, /* the device says no, or was never asked: nothing has changed */
    RSM_OUTCOME_UNKNOWN /* lost, timed out, or failed on the way: look before doing anything else */
};

struct rsm_command_options {
    /*
     * Send the command again after a unit attention (a device refuses with it before it executes).
     * False: return rsm_sense_error(), such as ERROR_MEDIA_CHANGED, and let the caller look at the device
     * first, which is right for all that moves a cartridge or writes.
     */
    bool repeat_after_attention;

    /* Wait so long for busy, for "becoming ready" and for the end of a pause; 0 = do not.  While a device
     * tells of progress that it makes, at most 15 times as long, or an hour. */
    uint32_t patience_ms;
    size_t minimum; /* fewer bytes of data-in than these are ERROR_BAD_LENGTH */
    bool expected;  /* a failure is a normal answer to this question: trace it, no warning */

    /* Do not send it again after RSM_ATTENTION_IDENTITY: another device may be there, which gets none of it. */
    bool ends_at_identity;
};

struct rsm_command_result {
    enum rsm_outcome outcome;
    uint32_t attentions;    /* RSM_ATTENTION_... seen during this call */
    uint8_t status;         /* of the last answer */
    struct rsm_sense sense; /* of the last answer; present only with CHECK CONDITION */
};

/* For harmless questions: repeat_after_attention, 60 s of patience, no minimum. */
extern const struct rsm_command_options rsm_command_question;

/*
 * Carry one command.  Fill the upper half of *command; the lower half is the answer.  options NULL =
 * rsm_command_question; result_out may be NULL and is otherwise always set.  Blocks for at most
 * timeout_ms for each sending (8 repetitions after unit attentions at most) and for its patience, and not
 * beyond link->deadline.
 *
 * ERROR_SUCCESS                GOOD, CONDITION MET, or CHECK CONDITION with RECOVERED ERROR
 * ERROR_SEM_TIMEOUT, ERROR_DEVICE_NOT_CONNECTED, ERROR_NOT_ENOUGH_MEMORY
 *                              from the transport; the link is closed, outcome is UNKNOWN
 *                              (REFUSED when the link was closed before)
 * ERROR_BUSY                   BUSY or TASK SET FULL, and patience ran out
 * ERROR_SHARING_VIOLATION      RESERVATION CONFLICT: another computer has reserved the device
 * ERROR_BAD_LENGTH             answered, but with less than options->minimum
 * ERROR_NOT_SUPPORTED          it would carry more than rsm_command_most(): it was not given to the
 *                              transport, outcome is REFUSED, and the log says so
 * ERROR_OPERATION_ABORTED      the waiting was given up
 * all others                   rsm_sense_error() of the sense data; ERROR_GEN_FAILURE for
 *                              an unknown status
 */
rsm_error rsm_command_execute(struct rsm_link *link, struct rsm_command *command,
                              const struct rsm_command_options *options,
                              struct rsm_command_result *result_out);

/* The name of a command by its first byte, as in "MOVE MEDIUM"; "unknown" for one that we do not send. */
const char *rsm_command_name(uint8_t operation);

/* What the device answered last, in words: its sense data, or its status where there is none.  `words`, which has
 * room for `size` bytes: RSM_SENSE_TEXT_MAX. */
const char *rsm_command_answer(const struct rsm_command_result *result, char *words, size_t size);

/* How many bytes of data one command may carry on this way: what its adapter allows, and never more than
 * RSM_COMMAND_MAX.  Never 0.  Whoever wants more asks in parts. */
size_t rsm_command_most(const struct rsm_link *link);

/* How much of `wanted` milliseconds is left before link->deadline; 0 = nothing. */
uint32_t rsm_command_time_left(const struct rsm_link *link, uint32_t wanted);

#endif
