/*
 * Whose tape is this?  Turns the first bytes of a tape into a label type, a label id and a text.
 * No device is touched here: the caller reads, this room only looks.
 *
 * Follows the Removable Storage pages on on-media identifiers; the formats are named in each
 * recogniser's own file.
 */
#ifndef RSM_LABEL_IDENTIFY_H
#define RSM_LABEL_IDENTIFY_H

#include "ntmsmli.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The label type of the free labels that Removable Storage itself writes (MTF software name). */
#define RSM_LABEL_FREE_TYPE u"Removable Storage"

/*
 * How much of each block to read.  No recogniser looks further: with at least this much read (or
 * the whole block, when it is shorter) the same tape has the same id on every machine, whatever
 * the length of the read and the length of the block.
 */
#define RSM_LABEL_READ_SIZE 65536

enum rsm_label_outcome {
    RSM_LABEL_BLANK,        /* nothing written, a filemark first, or a block of zeros */
    RSM_LABEL_UNRECOGNISED, /* data, but of no format known here */
    RSM_LABEL_RECOGNISED
};

/* What was read from the beginning of the tape.  Stays the caller's. */
struct rsm_label_bytes {
    const uint8_t *first;  /* first block; may be NULL when first_size is 0 */
    size_t first_size;     /* bytes; 0 = none: blank, or a filemark came first */
    const uint8_t *second; /* first block behind the first filemark; may be NULL */
    size_t second_size;    /* bytes; 0 = not read, or there is none */
    const uint8_t *joined; /* first block and those behind it, for label libraries; may be NULL */
    size_t joined_size;    /* bytes; 0 = not read */
};

/*
 * Identify a tape.  *info_out is always completely defined: zeros unless RSM_LABEL_RECOGNISED, and
 * then LabelIDSize is 1 to 255, the bytes of LabelID behind it are zero, LabelType is not empty
 * and both strings are terminated.  Does not block, allocate or fail; any bytes are allowed.
 *
 * Hand in `second` whenever rsm_label_wants_second() asked for it.  A second block that could not
 * be read because of a device error is a read error of the tape, not a missing block: calling
 * this without it would give the tape another id.
 */
enum rsm_label_outcome rsm_label_identify(const struct rsm_label_bytes *bytes,
                                          MediaLabelInfo *info_out);

/*
 * Whether the id of this tape is in the block behind the first filemark, so that the caller should
 * space one filemark forward and read that block too.  True for LTFS alone.
 */
bool rsm_label_wants_second(const uint8_t *first, size_t first_size);

/*
 * For answers of label libraries from outside, which nobody vouches for: false means that the answer
 * cannot be used (no id, or one longer than 255 bytes) and counts as not claimed; otherwise both
 * strings are terminated and the bytes behind the id are zero.
 */
bool rsm_label_settle(MediaLabelInfo *info);

#endif
