/*
 * What a check found: a list of differences, each in words that need no other table.  Who says what is to be done
 * about a kind is the one who prints it.
 */
#ifndef RSM_WORK_FINDINGS_H
#define RSM_WORK_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "ntmsapi.h"
#include "os_compiler.h"
#include "platform/error.h"

/* In the order in which people are told. */
enum rsm_finding_kind {
    RSM_FINDING_FOLDER,   /* the data folder, or a file in it, cannot be used */
    RSM_FINDING_DATABASE, /* the database file is damaged */
    RSM_FINDING_RECORD,   /* a record contradicts another, or lacks something */
    RSM_FINDING_INTENT,   /* a movement, or a label, was begun and its end was not recorded */

    RSM_FINDING_NO_ANSWER,       /* the changer, or the drive that stands alone, cannot be asked */
    RSM_FINDING_MEDIUM_MOVED,    /* a medium is in another place than its record says */
    RSM_FINDING_MEDIUM_MISSING,  /* its place is empty, and it was not seen elsewhere */
    RSM_FINDING_BAR_CODE,        /* in its place is a cartridge with another bar code */
    RSM_FINDING_BAR_CODE_UNREAD, /* the changer cannot read a bar code that is on record */
    RSM_FINDING_NO_BAR_CODES,    /* nor any other, though media have them on record */
    RSM_FINDING_MEDIUM_UNKNOWN,  /* a cartridge that no record is about */
    RSM_FINDING_MEDIUM_IN_DOUBT, /* its label is to be read, or another one took its place */
    RSM_FINDING_TWO_MEDIA,       /* media on record, */
    RSM_FINDING_TWO_CARTRIDGES,  /* or cartridges in the library, with one bar code */
    RSM_FINDING_PLACE_STATE,     /* a place is full and recorded as empty, or the reverse */
    RSM_FINDING_PLACE_MISSING,   /* a medium is recorded in a place that the library has not */
    RSM_FINDING_PLACE_NOT_TOLD,  /* the changer tells nothing of a place on record */
    RSM_FINDING_PLACE_NOT_ON_RECORD, /* it tells of places that are not on record */
    RSM_FINDING_EXCEPTION,           /* the changer reports trouble at a place */
    RSM_FINDING_ARM,                 /* a cartridge is in the arm */
    RSM_FINDING_KINDS
};

enum { RSM_FINDING_TEXT = 256 };

struct rsm_finding {
    enum rsm_finding_kind kind;
    GUID library;                    /* the null GUID = of none */
    GUID object;                     /* place, medium or record; the null GUID = none is known */
    char subject[RSM_FINDING_TEXT];  /* "slot 3": UTF-8, as all of these */
    char expected[RSM_FINDING_TEXT]; /* what is on record; "" = there is nothing to compare */
    char found[RSM_FINDING_TEXT];    /* what there is instead */
};

struct rsm_findings {
    struct rsm_finding *list;
    size_t count, room;
    bool is_short_of_memory; /* something is not in the list */
};

/* Add one, empty but for its kind and library (NULL = none); NULL when memory ends, which is noted. */
struct rsm_finding *rsm_findings_add(struct rsm_findings *findings, enum rsm_finding_kind kind,
                                     const GUID *library);

/* Fill its texts; printf, cut.  They accept NULL. */
void rsm_finding_expect(struct rsm_finding *finding, const char *format, ...) RSM_PRINTF(2, 3);
void rsm_finding_find(struct rsm_finding *finding, const char *format, ...) RSM_PRINTF(2, 3);
void rsm_finding_name(struct rsm_finding *finding, const char *format, ...) RSM_PRINTF(2, 3);

/* Accepts an empty list, and leaves one. */
void rsm_findings_free(struct rsm_findings *findings);

#endif
