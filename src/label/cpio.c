/*
 * Tapes that begin with a cpio archive: the ASCII forms of POSIX.1 (odc) and of System V Release 4
 * (newc, with and without checksum), and the binary form in either byte order.
 *
 * A magic of two bytes is weak evidence, so the name behind the header has to be one too.
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/number.h"
#include "label/recognizer.h"

#include <stdbool.h>
#include <string.h>

struct header {
    size_t size;      /* of the fixed part; the name of the first member follows */
    size_t name_size; /* terminator included */
};

/* A number in digits; SIZE_MAX if it is none, which no block can hold. */
static size_t number(const uint8_t *digits, size_t count, unsigned base)
{
    static const char all[] = "0123456789abcdef";
    size_t value = 0;

    for (size_t i = 0; i < count; i++) {
        uint8_t lower = digits[i] >= 'A' && digits[i] <= 'F' ? digits[i] | 0x20 : digits[i];
        const char *digit = memchr(all, lower, base);

        if (digit == NULL)
            return SIZE_MAX;
        value = value * base + (size_t)(digit - all);
    }
    return value;
}

static bool get_header(const uint8_t *bytes, size_t size, struct header *header_out)
{
    if (size >= 110 && (memcmp(bytes, "070701", 6) == 0 || memcmp(bytes, "070702", 6) == 0))
        *header_out = (struct header){110, number(bytes + 94, 8, 16)};
    else if (size >= 76 && memcmp(bytes, "070707", 6) == 0)
        *header_out = (struct header){76, number(bytes + 59, 6, 8)};
    else if (size >= 26 && rsm_number_le16(bytes) == 0x71C7)
        *header_out = (struct header){26, rsm_number_le16(bytes + 20)};
    else if (size >= 26 && rsm_number_be16(bytes) == 0x71C7)
        *header_out = (struct header){26, rsm_number_be16(bytes + 20)};
    else
        return false;
    return true;
}

/* A name is there, ends where the header says, and not before. */
static bool has_name(const uint8_t *bytes, size_t size, const struct header *header)
{
    const uint8_t *name = bytes + header->size;

    if (header->name_size < 2 || header->name_size > size - header->size)
        return false;
    return memchr(name, 0, header->name_size) == name + header->name_size - 1;
}

DWORD WINAPI rsm_cpio_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    struct header header;

    if (!get_header(bytes, size, &header) || !has_name(bytes, size, &header))
        return ERROR_BAD_FORMAT;

    rsm_claim_begin(info_out, "cpio");
    rsm_chars_from_utf8(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr),
                        bytes + header.size, header.name_size);
    rsm_claim_set_digest(info_out, bytes, header.size + header.name_size);
    return ERROR_SUCCESS;
}
