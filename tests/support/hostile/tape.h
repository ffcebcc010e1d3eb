/*
 * A tape: blocks and filemarks, one after the other, and what it begins with when it is new (README.md: LABEL).
 */
#ifndef RSM_TEST_HOSTILE_TAPE_H
#define RSM_TEST_HOSTILE_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HOSTILE_BLOCK_MAX = 2 << 20, /* bytes of a block */
    HOSTILE_TAPE_MAX = 64 << 20  /* bytes of a tape */
};

enum hostile_label_kind {
    HOSTILE_LABEL_BLANK,
    HOSTILE_LABEL_ANSI,
    HOSTILE_LABEL_MTF,
    HOSTILE_LABEL_FREE,
    HOSTILE_LABEL_LTFS,
    HOSTILE_LABEL_TAR,
    HOSTILE_LABEL_NOISE,
    HOSTILE_LABEL_UNREADABLE,
    HOSTILE_LABEL_CLEANER,
    HOSTILE_LABEL_HEX
};

struct hostile_label {
    enum hostile_label_kind kind;
    char text[81];  /* the volume, the name */
    char uuid[37];  /* "" = none */
    uint32_t uses;  /* of a cleaner */
    uint8_t *bytes; /* of hex; shared by nobody */
    size_t length;
};

struct hostile_record {
    uint8_t *bytes; /* NULL: a filemark */
    uint32_t length;
};

struct hostile_tape {
    struct hostile_record *records;
    size_t count, room;
    size_t bytes;
    bool unreadable;
    bool written; /* by an initiator */
};

/* A new tape with that label; NULL without memory. */
struct hostile_tape *hostile_tape_make(const struct hostile_label *label);

/* Accepts NULL. */
void hostile_tape_free(struct hostile_tape *tape);

/* Everything from that record on is gone. */
void hostile_tape_cut(struct hostile_tape *tape, size_t position);

/* One more record at the end; bytes NULL is a filemark.  False when the tape is full. */
bool hostile_tape_append(struct hostile_tape *tape, const uint8_t *bytes, size_t length);

#endif
