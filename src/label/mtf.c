/*
 * Tapes in Microsoft Tape Format, among them the free labels of Removable Storage itself.
 * Follows the Microsoft Tape Format Specification 1.00a (the TAPE descriptor block) and, for what
 * becomes type, id and text, the Removable Storage page "Using MTF Media Labels".
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/number.h"
#include "label/recognizer.h"
#include "label/uuid.h"

#include <stdbool.h>
#include <string.h>

/* Offsets in the TAPE block; the last four are addresses: size and offset of a string. */
enum {
    FIRST_EVENT = 8,
    STRING_TYPE = 48,
    HEADER_CHECKSUM = 50,
    TAPE_ATTRIBUTES = 56,
    MEDIA_NAME = 68,
    MEDIA_LABEL = 72,
    MEDIA_PASSWORD = 76,
    SOFTWARE_NAME = 80,
    FIXED_PART_SIZE = 94
};

#define ATTRIBUTE_MEDIA_LABEL 0x2u

enum { STRINGS_ANSI = 1, STRINGS_UNICODE = 2 };

struct tape_string {
    const uint8_t *bytes;
    size_t size;   /* bytes; 0 = empty, or not to be believed */
    uint8_t width; /* bytes of a character, 1 or 2 */
};

static bool checksum_holds(const uint8_t *block)
{
    uint16_t sum = 0;

    for (size_t i = 0; i < HEADER_CHECKSUM; i += 2)
        sum = (uint16_t)(sum ^ rsm_number_le16(block + i));
    return sum == rsm_number_le16(block + HEADER_CHECKSUM);
}

static struct tape_string string_at(const uint8_t *block, size_t size, size_t address)
{
    struct tape_string string = {block, 0, block[STRING_TYPE] == STRINGS_UNICODE ? 2 : 1};
    size_t length = rsm_number_le16(block + address);
    size_t offset = rsm_number_le16(block + address + 2);

    if (block[STRING_TYPE] != STRINGS_ANSI && block[STRING_TYPE] != STRINGS_UNICODE)
        return string;
    if (offset > size || length > size - offset || length % string.width != 0)
        return string;
    string.bytes = block + offset;
    string.size = length;
    return string;
}

static void copy_string(struct tape_string string, WCHAR *out, size_t capacity)
{
    if (string.width == 2)
        rsm_chars_from_utf16(out, capacity, string.bytes, string.size);
    else
        rsm_chars_from_latin1(out, capacity, string.bytes, string.size);
}

/* The character if it is ASCII, else one that no UUID has. */
static char ascii_at(struct tape_string string, size_t index)
{
    const uint8_t *at = string.bytes + index * string.width;

    return at[0] < 0x80 && (string.width == 1 || at[1] == 0) ? (char)at[0] : '?';
}

/*
 * The first UUID in the media label.  The fields of a label are in order, and the media id stands
 * before the media domain id, which is the same on many tapes.
 */
static bool find_uuid(struct tape_string label, uint8_t id_out[RSM_UUID_SIZE])
{
    size_t length = label.size / label.width;
    char window[RSM_UUID_TEXT_LENGTH];

    for (size_t start = 0; length - start >= sizeof(window); start++) {
        for (size_t i = 0; i < sizeof(window); i++)
            window[i] = ascii_at(label, start + i);
        if (rsm_uuid_parse(window, id_out))
            return true;
    }
    return false;
}

/*
 * How much of the block says which tape this is: everything before the first stream.  Where the
 * block claims that its streams begin among its own fields or strings, those count whole.
 */
static size_t identity_size(const uint8_t *block, size_t size)
{
    static const size_t addresses[] = {MEDIA_NAME, MEDIA_LABEL, MEDIA_PASSWORD, SOFTWARE_NAME};
    size_t extent = rsm_number_le16(block + FIRST_EVENT);

    if (extent < FIXED_PART_SIZE)
        extent = FIXED_PART_SIZE;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        struct tape_string string = string_at(block, size, addresses[i]);
        size_t end = (size_t)(string.bytes - block) + string.size;

        if (extent < end)
            extent = end;
    }
    return extent < size ? extent : size;
}

static void set_id(MediaLabelInfo *info, const uint8_t *block, size_t size)
{
    bool labelled = (rsm_number_le32(block + TAPE_ATTRIBUTES) & ATTRIBUTE_MEDIA_LABEL) != 0;
    uint8_t id[RSM_UUID_SIZE];

    if (labelled && find_uuid(string_at(block, size, MEDIA_LABEL), id))
        rsm_claim_set_id(info, id, sizeof(id));
    else
        rsm_claim_set_digest(info, block, identity_size(block, size));
}

DWORD WINAPI rsm_mtf_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    if (size < FIXED_PART_SIZE || memcmp(bytes, "TAPE", 4) != 0 || !checksum_holds(bytes))
        return ERROR_BAD_FORMAT;

    rsm_claim_begin(info_out, "");
    copy_string(string_at(bytes, size, SOFTWARE_NAME), info_out->LabelType,
                RSM_CLAIM_ROOM(info_out->LabelType));
    if (info_out->LabelType[0] == 0)
        rsm_claim_begin(info_out, "MTF"); /* the format forbids a nameless writer; tapes have it */
    copy_string(string_at(bytes, size, MEDIA_NAME), info_out->LabelAppDescr,
                RSM_CLAIM_ROOM(info_out->LabelAppDescr));
    set_id(info_out, bytes, size);
    return ERROR_SUCCESS;
}
