/*
 * Volumes of Bacula and of Bareos, which share one format: a block header, the header of the first
 * record, and in it the volume label.  Follows the layouts that both projects publish; numbers are
 * big-endian.
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/md5.h"
#include "label/number.h"
#include "label/recognizer.h"

#include <stdbool.h>
#include <string.h>

/*
 * Block format 1 keeps the session in each record, format 2 in the block header; together both are
 * the same length, so the label begins in the same place.
 */
enum {
    BLOCK_FORMAT = 12,
    RECORD_FILE_INDEX = 24,
    RECORD_SIZE = 32,
    VOLUME_LABEL = 36,

    VERSION_SIZE = 4,
    TIME_SIZE = 8,
    TIMES = 4 /* labelled and first written, twice */
};

/* A record of a volume label says so in the place of a file's number. */
static const uint32_t prelabel_index = 0xFFFFFFFF;
static const uint32_t label_index = 0xFFFFFFFE;

struct volume_label {
    const char *product;
    const uint8_t *label_time; /* TIME_SIZE bytes, as stored */
    const uint8_t *name;
    size_t name_size; /* bytes, without terminator */
};

static bool is_label_block(const uint8_t *bytes, size_t size)
{
    uint32_t index;

    if (size < VOLUME_LABEL)
        return false;
    if (memcmp(bytes + BLOCK_FORMAT, "BB02", 4) != 0 &&
        memcmp(bytes + BLOCK_FORMAT, "BB01", 4) != 0)
        return false;
    index = rsm_number_be32(bytes + RECORD_FILE_INDEX);
    return index == label_index || index == prelabel_index;
}

/* The label starts with the name and version of the format, as a sentence. */
static const char *product_of(const uint8_t *label, size_t size)
{
    if (size >= 7 && memcmp(label, "Bareos ", 7) == 0)
        return "Bareos";
    if (size >= 7 && memcmp(label, "Bacula ", 7) == 0)
        return "Bacula";
    return NULL;
}

static bool get_label(const uint8_t *bytes, size_t size, struct volume_label *label_out)
{
    const uint8_t *at = bytes + VOLUME_LABEL;
    size_t left = size - VOLUME_LABEL;
    size_t record_size = rsm_number_be32(bytes + RECORD_SIZE);
    const uint8_t *end;

    if (left > record_size)
        left = record_size;
    label_out->product = product_of(at, left);
    end = memchr(at, 0, left);
    if (label_out->product == NULL || end == NULL)
        return false;

    left -= (size_t)(end + 1 - at);
    at = end + 1;
    if (left <= VERSION_SIZE + TIMES * TIME_SIZE)
        return false;
    label_out->label_time = at + VERSION_SIZE;
    at += VERSION_SIZE + TIMES * TIME_SIZE;
    left -= VERSION_SIZE + TIMES * TIME_SIZE;

    end = memchr(at, 0, left);
    label_out->name = at;
    label_out->name_size = end != NULL ? (size_t)(end - at) : 0;
    return label_out->name_size > 0;
}

DWORD WINAPI rsm_bacula_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    uint8_t digest[RSM_MD5_SIZE];
    struct volume_label label;
    struct rsm_md5 md5;

    if (!is_label_block(bytes, size) || !get_label(bytes, size, &label))
        return ERROR_BAD_FORMAT;

    rsm_claim_begin(info_out, label.product);
    rsm_chars_from_utf8(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr),
                        label.name, label.name_size);
    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, label.name, label.name_size);
    rsm_md5_add(&md5, label.label_time, TIME_SIZE);
    rsm_md5_end(&md5, digest);
    rsm_claim_set_id(info_out, digest, sizeof(digest));
    return ERROR_SUCCESS;
}
