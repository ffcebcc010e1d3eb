/*
 * How single devices differ from the standards: one table of quirks, and what is known of one device.
 *
 * A quirk is a row of the table in quirks.c: its name as people write it, a sentence, and what values it
 * can have.  0 is what a device that keeps to the standards has, and stands for nothing known as well.  A
 * value is learned, as a rule by being refused with ILLEGAL REQUEST, or pinned by a person, which nothing
 * that is learned changes.  Pure functions; what is learned is kept by whoever opens the device.
 */
#ifndef RSM_SCSI_QUIRKS_H
#define RSM_SCSI_QUIRKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

/* The order is that in which they are shown; elsewhere they are known by their names. */
enum rsm_quirk {
    /* of changers */
    RSM_QUIRK_MODE_SENSE_FORM,
    RSM_QUIRK_LENGTH_16_BITS,
    RSM_QUIRK_LENGTH_EXACT,
    RSM_QUIRK_NO_TAGS,
    RSM_QUIRK_NO_IDENTITIES,
    RSM_QUIRK_MOST_ARMS, /* these four in the order of enum rsm_place */
    RSM_QUIRK_MOST_SLOTS,
    RSM_QUIRK_MOST_PORTS,
    RSM_QUIRK_MOST_DRIVES,
    RSM_QUIRK_NO_INITIALIZE,
    RSM_QUIRK_INITIALIZE_FIRST,
    RSM_QUIRK_NO_EXCHANGE,
    RSM_QUIRK_NO_POSITION,
    RSM_QUIRK_NO_PREVENT,
    RSM_QUIRK_UNLOAD_FIRST,
    RSM_QUIRK_ACCESS_LAG,
    RSM_QUIRK_VIRTUAL_PORT,

    /* of tape drives */
    RSM_QUIRK_NO_UNLOAD,

    RSM_QUIRK_COUNT
};

enum rsm_quirk_kind {
    RSM_QUIRK_YES,    /* 1, or 0 */
    RSM_QUIRK_NUMBER, /* 0 to most */
    RSM_QUIRK_CHOICE, /* one of words, counted from 0 */
    RSM_QUIRK_RANGE   /* places first to last, counted from 1; 0 = none */
};

enum rsm_quirk_subject { RSM_QUIRK_OF_CHANGER, RSM_QUIRK_OF_DRIVE };

enum { RSM_QUIRK_TEXT_MAX = 32 }; /* a value in words, and NUL */

struct rsm_quirk_row {
    const char *name;    /* as people write it: letters, digits, "-" */
    const char *meaning; /* a sentence, of a device that has it */
    enum rsm_quirk_subject subject;
    enum rsm_quirk_kind kind;
    bool pinned_only;         /* nothing that a device does lets it be learned */
    uint32_t most;            /* number, choice: the greatest value; range: the greatest place */
    const char *unit;         /* number, range: of what; else NULL */
    const char *const *words; /* choice: most + 1 of them; else NULL */
};

enum rsm_quirk_origin { RSM_QUIRK_UNKNOWN, RSM_QUIRK_LEARNED, RSM_QUIRK_PINNED };

/* What is known of one device.  All zero: nothing.  A plain value. */
struct rsm_quirks {
    uint32_t values[RSM_QUIRK_COUNT]; /* 0 where the origin is unknown */
    uint8_t origins[RSM_QUIRK_COUNT]; /* enum rsm_quirk_origin */

    /* for whoever keeps this, who clears them */
    bool changed;                /* something is new */
    bool fresh[RSM_QUIRK_COUNT]; /* this is */
    uint32_t edition; /* how often people changed what is kept, as far as is known here, */
    uint64_t seen;    /* and when that was looked at */
};

/* ---- one device ---- */

/* What the device is to be treated by: the value, or 0. */
uint32_t rsm_quirks_get(const struct rsm_quirks *quirks, enum rsm_quirk quirk);

/* The same of those that are yes or no. */
bool rsm_quirks_has(const struct rsm_quirks *quirks, enum rsm_quirk quirk);

bool rsm_quirks_is_pinned(const struct rsm_quirks *quirks, enum rsm_quirk quirk);

/*
 * The device has shown this; value 0 forgets what was learned.  False when nothing is new by it: it was known,
 * or something is pinned.  So "learned, then tried again" ends by itself.  The value must be valid.
 */
bool rsm_quirks_learn(struct rsm_quirks *quirks, enum rsm_quirk quirk, uint32_t value);

/* Forget all that was learned; what is pinned stays.  False when nothing was. */
bool rsm_quirks_forget(struct rsm_quirks *quirks);

/* A person says so.  The value must be valid; 0 is one: "it has not". */
void rsm_quirks_pin(struct rsm_quirks *quirks, enum rsm_quirk quirk, uint32_t value);

/* From then on it can be learned again.  False when it was not pinned. */
bool rsm_quirks_unpin(struct rsm_quirks *quirks, enum rsm_quirk quirk);

/* A range's ends; both 0 for none. */
void rsm_quirks_get_range(const struct rsm_quirks *quirks, enum rsm_quirk quirk,
                          uint16_t *first_out, uint16_t *last_out);

/* ---- the table ---- */

const struct rsm_quirk_row *rsm_quirk_row(enum rsm_quirk quirk);

/* By name, whatever the case.  False when there is none of that name. */
bool rsm_quirk_find(const char *name, enum rsm_quirk *quirk_out);

/* Can the quirk have this value? */
bool rsm_quirk_is_valid(enum rsm_quirk quirk, uint32_t value);

/* A value as people write it: "yes", "no", "4096", "mode-10", "21-24"; ERROR_INVALID_PARAMETER when it is none
 * of this quirk's. */
rsm_error rsm_quirk_parse(enum rsm_quirk quirk, const char *text, uint32_t *value_out);

/* The reverse; a number without its unit. */
void rsm_quirk_format(enum rsm_quirk quirk, uint32_t value, char text_out[RSM_QUIRK_TEXT_MAX]);

#endif
