/*
 * Security descriptors: read from either form, put together, written self-relative.  Nothing is
 * believed of bytes before it was looked at.
 */
#ifndef RSM_MODEL_DESCRIPTOR_H
#define RSM_MODEL_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "ntms_wintypes.h"

/* Bytes that a descriptor written here has at most: two lists, two identifiers, its head. */
#define RSM_DESCRIPTOR_LARGEST (20u + 2u * SECURITY_MAX_SID_SIZE + 2u * 0x10000u)

/* An identifier or a list, somewhere; size 0 = there is none. */
struct rsm_part {
    const BYTE *bytes;
    size_t size;
};

/* A descriptor as its parts, which belong to whoever they were read from. */
struct rsm_descriptor {
    WORD control; /* SE_*, without SE_SELF_RELATIVE; SE_DACL_PRESENT and no list = all is allowed */
    struct rsm_part owner;
    struct rsm_part group;
    struct rsm_part sacl;
    struct rsm_part dacl;
};

/* Read the self-relative form.  False, and nothing promised of *descriptor_out, when any part is not
 * good or not inside. */
bool rsm_descriptor_read(const void *bytes, size_t size, struct rsm_descriptor *descriptor_out);

/*
 * Read what a caller hands over, of either form, aligned or not.  Its length is not known: it must be
 * readable as far as it says of itself, which is believed up to RSM_DESCRIPTOR_LARGEST.
 */
bool rsm_descriptor_read_given(const void *given, struct rsm_descriptor *descriptor_out);

/*
 * Put the named parts (*_SECURITY_INFORMATION) of `by` in the place of those of *descriptor, with the
 * marks that belong to them.  A named DACL is present afterwards, also when `by` has none.
 */
void rsm_descriptor_replace(struct rsm_descriptor *descriptor, const struct rsm_descriptor *by,
                            SECURITY_INFORMATION parts);

/* Bytes of its self-relative form, and that form: as Windows lays it out, parts at multiples of 4. */
size_t rsm_descriptor_size(const struct rsm_descriptor *descriptor);
void rsm_descriptor_write(const struct rsm_descriptor *descriptor, BYTE *bytes_out);

#endif
