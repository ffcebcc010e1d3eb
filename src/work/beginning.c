/*
 * The beginnings of tapes, told apart by a digest.
 */
#include "work/beginning.h"

#include <string.h>

#include "label/identify.h"
#include "label/md5.h"
#include "model/guid.h"

_Static_assert(sizeof(GUID) == RSM_MD5_SIZE, "a digest is kept as a GUID");

/* No digest is ever taken for it. */
static const GUID blank = {1, 0, 0, {0}};

static void add_size(struct rsm_md5 *md5, size_t size)
{
    const uint8_t bytes[4] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                              (uint8_t)size};

    rsm_md5_add(md5, bytes, sizeof bytes);
}

/*
 * A filemark first is not the same as the block behind it at the beginning.  Of a long block no more counts
 * than every adapter brings that lets a tape be identified, and its length: the tape is the same one behind
 * all of them.
 */
static void digest(bool filemark_first, const uint8_t *block, size_t length, size_t size,
                   GUID *digest_out)
{
    uint8_t bytes[RSM_MD5_SIZE];
    uint8_t mark = filemark_first;
    struct rsm_md5 md5;

    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, &mark, sizeof mark);
    if (length > 0)
        rsm_md5_add(&md5, block, length < RSM_LABEL_READ_SIZE ? length : RSM_LABEL_READ_SIZE);
    if (size > RSM_LABEL_READ_SIZE)
        add_size(&md5, size);
    rsm_md5_end(&md5, bytes);
    memcpy(digest_out, bytes, sizeof bytes);
}

void rsm_beginning_of(const struct rsm_drive_label *label, GUID *beginning_out)
{
    *beginning_out = rsm_guid_null;
    if (label->blank)
        *beginning_out = blank;
    else if (label->filemark_first)
        digest(true, label->second, label->has_second ? label->second_length : 0,
               label->has_second ? label->second_size : 0, beginning_out);
    else if (label->first_length > 0) /* else the block is longer than what is read of it */
        digest(false, label->first, label->first_length, label->first_size, beginning_out);
}

bool rsm_beginning_is_on_record(const struct rsm_record *side, const GUID *beginning)
{
    const GUID *expected = rsm_guid_is_null(&side->own.Beginning) ? &blank : &side->own.Beginning;

    return rsm_guid_equal(expected, beginning);
}
