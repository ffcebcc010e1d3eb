/*
 * The beginnings of tapes, told apart by a digest.
 */
#include "work/beginning.h"

#include <string.h>

#include "label/md5.h"
#include "model/guid.h"

_Static_assert(sizeof(GUID) == RSM_MD5_SIZE, "a digest is kept as a GUID");

/* No digest is ever taken for it. */
static const GUID blank = {1, 0, 0, {0}};

/* A filemark first is not the same as the block behind it at the beginning. */
static void digest(bool filemark_first, const uint8_t *block, size_t size, GUID *digest_out)
{
    uint8_t bytes[RSM_MD5_SIZE];
    uint8_t mark = filemark_first;
    struct rsm_md5 md5;

    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, &mark, sizeof mark);
    if (size > 0)
        rsm_md5_add(&md5, block, size);
    rsm_md5_end(&md5, bytes);
    memcpy(digest_out, bytes, sizeof bytes);
}

void rsm_beginning_of(const struct rsm_drive_label *label, GUID *beginning_out)
{
    *beginning_out = rsm_guid_null;
    if (label->blank)
        *beginning_out = blank;
    else if (label->filemark_first)
        digest(true, label->second, label->has_second ? label->second_length : 0, beginning_out);
    else if (label->first_length > 0) /* else the block is longer than what is read of it */
        digest(false, label->first, label->first_length, beginning_out);
}

bool rsm_beginning_is_on_record(const struct rsm_record *side, const GUID *beginning)
{
    const GUID *expected = rsm_guid_is_null(&side->own.Beginning) ? &blank : &side->own.Beginning;

    return rsm_guid_equal(expected, beginning);
}
