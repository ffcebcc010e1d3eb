/*
 * A tape is overwritten, by a free label (free_label.h) or by nothing (erase.h).  This is the only place where
 * what is on a tape is changed, and it is done only to the cartridge that the record is about: its bar code and
 * its label, or what its tape begins with, are compared right before.  The intent is committed in the
 * transaction that compares, and goes in the one that records what was read back; what an interruption
 * leaves is settled by the journal, see label_intent.h.
 */
#ifndef RSM_WORK_OVERWRITE_H
#define RSM_WORK_OVERWRITE_H

#include "label/free_tape.h"
#include "store/journal.h"
#include "work/library.h"
#include "work/visit.h"

struct rsm_overwrite_kind;

/* One tape being overwritten. */
struct rsm_overwrite {
    const struct rsm_overwrite_kind *kind;
    struct rsm_visit visit;
    struct rsm_record medium; /* as it is on record */
    struct rsm_record side;
    char bar_code[NTMS_BARCODE_LENGTH * 3]; /* on record, UTF-8; "" = none */
    struct rsm_changer_element in_drive;    /* what the changer says of the drive */
    struct rsm_intent before; /* an earlier attempt; number 0 = none is in the journal */
    struct rsm_intent intent; /* this one; number 0 = not in the journal */
    bool settled;             /* the request is at its end: it is done, or is not wanted any more */
    uint8_t block[RSM_FREE_TAPE_SIZE]; /* of the kind */
    DWORD how;                         /* the same */
};

/* What it is overwritten with. */
struct rsm_overwrite_kind {
    const char *refusal; /* for the log, before "medium NAME": "no free label is written on" */
    const char *success; /* "free label written on" */
    bool writes_label;   /* by whose identity the tape is known afterwards */

    /* Is it still to be done, and in this library?  The medium is filled when it is.  In an open
     * transaction. */
    rsm_error (*is_wanted)(struct rsm_library *library, const struct rsm_record *request,
                           struct rsm_record *medium_out, bool *wanted_out);

    /* Change the tape.  *touched_out is false only when it is certainly as it was. */
    rsm_error (*send)(struct rsm_overwrite *job, bool *touched_out);

    /* Read the tape: is it as it should be? */
    bool (*is_done)(struct rsm_overwrite *job);

    /* Make the records say so.  In an open writing transaction; ERROR_OBJECT_NOT_FOUND is no failure. */
    rsm_error (*record)(struct rsm_overwrite *job, struct rsm_record *medium);
};

/*
 * Before a request is started: find out where its cartridge is now, and note that in the request, in
 * *request too.  ERROR_BUSY: somebody uses it, or an inventory looks for it: not now.  ERROR_CANCELLED: it is
 * not wanted any more, and the request is cancelled.  ERROR_MEDIUM_NOT_ACCESSIBLE: it is where no drive
 * can get it from.  Wants no transaction.
 */
rsm_error rsm_overwrite_locate(struct rsm_library *library, const struct rsm_overwrite_kind *kind,
                               struct rsm_record *request);

/*
 * Run a request with the drive in bay, which the caller has taken.  On success what was to be on the tape was read
 * back, and is on record.
 *
 * ERROR_UNEXPECTED_OMID   another cartridge is there: nothing was written
 * ERROR_EMPTY             none is there
 * ERROR_WRITE_PROTECT, and what reading and writing fail with
 * ERROR_RETRY             the drive went away, something disturbed it, or somebody was at the library: the request
 *                         may be run again, and the tape tells what was done
 */
rsm_error rsm_overwrite_run(struct rsm_library *library, struct rsm_bay *bay,
                            struct rsm_record *request, const struct rsm_overwrite_kind *kind);

/*
 * A record may stand for another cartridge, or for a tape that is not as it was: its identification is queued where it
 * is in a library, and done at the latest in the next inventory by bar code; nobody gets it before.  Wants an
 * open writing transaction.
 */
rsm_error rsm_overwrite_look_again(struct rsm *rsm, struct rsm_record *medium);

/* The label that was read, or NULL. */
const MediaLabelInfo *rsm_overwrite_label(const struct rsm_overwrite *job);

#endif
