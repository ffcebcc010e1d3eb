/*
 * One question to a changer: what is in so many places of a kind.  It asks for all of them at once, or for as many as
 * the changer tells of, and remembers what it objects to (quirks.h).
 *
 * The device must be open, and is asked on the calling thread; what is asked blocks until the changer has answered.
 */
#ifndef RSM_SCSI_CHANGER_QUESTION_H
#define RSM_SCSI_CHANGER_QUESTION_H

#include "scsi/changer.h"

/* Set changer, place, wishes, next and end; all else 0. */
struct rsm_changer_question {
    struct rsm_changer *changer;
    enum rsm_place place;
    unsigned wishes; /* RSM_SMC_..., without those that were given up */
    uint32_t next;   /* the lowest address not yet heard of */
    uint32_t end;    /* one behind the last */

    /* of the last request */
    uint32_t asked;    /* elements, from next on */
    size_t allocation; /* bytes that it had room for, */
    size_t arrived;    /* and that came, into changer->buffer */

    size_t grown; /* allocation length that was not enough for one element; 0 = none yet */
};

/*
 * Ask about the places from next on.  Success: the report is in changer->buffer.  A changer that has to look into its
 * slots first is told so, unless time is short.  Errors of rsm_device_execute(), with *result_out;
 * ERROR_INVALID_FUNCTION: it refuses every form of the question; ERROR_NOT_SUPPORTED: the adapter does not carry the
 * answer, which is logged; ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_changer_question_ask(struct rsm_changer_question *question,
                                   struct rsm_command_result *result_out);

/* The changer sent less than it had room for, and nothing new: ask for 65,535 bytes at most from now on.  False when
 * that is done already, or forbidden. */
bool rsm_changer_question_shorten(struct rsm_changer_question *question);

/* Not even one element fitted, of a report of so many bytes: ask for more next time.  False when there is no more. */
bool rsm_changer_question_grow(struct rsm_changer_question *question, size_t promised);

/* Nothing leads further; logged.  ERROR_NOT_SUPPORTED: the adapter does not carry more; else ERROR_INVALID_DATA. */
rsm_error rsm_changer_question_give_up(struct rsm_changer_question *question);

/* After the last question: what reports of thousands of elements took is not kept until the next one. */
void rsm_changer_question_end(struct rsm_changer *changer);

#endif
