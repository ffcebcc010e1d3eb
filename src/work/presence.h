/*
 * Is the cartridge of another record really still where that record says?  Only the changer, or the
 * drive it is in, can tell; but core/media.c asks inside a transaction, in which no device may be
 * touched.  So a question is noted, the transaction given up, the question answered, and the
 * transaction begun again with the answer.
 */
#ifndef RSM_WORK_PRESENCE_H
#define RSM_WORK_PRESENCE_H

#include "ntmsmli.h"
#include "work/library.h"

enum { RSM_PRESENCE_ANSWERS_MAX = 64 };

struct rsm_presence {
    struct rsm_library *library;
    const struct rsm_bay *bay;   /* the drive in which the cartridge in question was read */
    GUID from;                   /* the place it came from */
    const MediaLabelInfo *label; /* that was read; NULL = none */
    struct {
        GUID medium;
        GUID location; /* an answer is about a place: a record that moved is asked for anew */
        bool there;
    } answers[RSM_PRESENCE_ANSWERS_MAX];
    size_t answer_count;
    bool asked; /* a question was noted */
    struct rsm_record question;
};

/* For rsm_media_sighting.still_there, with the presence as context.  With too many questions the
 * answer is yes: both cartridges keep records of their own. */
bool rsm_presence_still_there(void *context, const struct rsm_record *medium);

/* Answer the question that was noted.  Wants no transaction; may wait for another drive to have read
 * its label.  Errors of the changer. */
rsm_error rsm_presence_answer(struct rsm_presence *presence);

#endif
