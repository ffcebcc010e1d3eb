/*
 * Free labels.  Follows the Microsoft Tape Format Specification 1.00a: the common block header, the
 * TAPE descriptor block, the media label string, and the SPAD stream that fills the block.
 */
#include "label/free_tape.h"

#include "label/identify.h"
#include "label/number.h"
#include "label/uuid.h"

#include <stdio.h>
#include <string.h>

/* Offsets in the TAPE block; addresses are the size and the offset of a string. */
enum {
    FIRST_EVENT = 8,
    OS_ID = 10,
    STRING_TYPE = 48,
    HEADER_CHECKSUM = 50,
    MEDIA_FAMILY = 52,
    TAPE_ATTRIBUTES = 56,
    MEDIA_SEQUENCE = 60,
    MEDIA_NAME = 68,
    MEDIA_LABEL = 72,
    SOFTWARE_NAME = 80,
    BLOCK_SIZE = 84,
    MEDIA_DATE = 88,
    MAJOR_VERSION = 93,
    FIXED_PART_SIZE = 94
};

enum { OS_NT = 14, STRINGS_UNICODE = 2, HAS_MEDIA_LABEL = 2 };

/* A stream header: four letters, then at these offsets. */
enum { STREAM_LENGTH = 8, STREAM_CHECKSUM = 20, STREAM_HEADER_SIZE = 22, STREAM_ALIGNMENT = 4 };

enum { LABEL_TEXT_MAX = 160 };

/* XOR of all words before the place of the checksum. */
static void seal(uint8_t *bytes, size_t checksum)
{
    uint16_t sum = 0;

    for (size_t i = 0; i < checksum; i += 2)
        sum = (uint16_t)(sum ^ rsm_number_le16(bytes + i));
    rsm_number_put_le16(bytes + checksum, sum);
}

/* Put a string behind the last one, and its address into the fixed part. */
static void put_string(uint8_t *block, size_t address, const WCHAR *text, size_t most, size_t *end)
{
    size_t begin = *end;

    for (size_t i = 0; i < most && text[i] != 0; i++, *end += 2)
        rsm_number_put_le16(block + *end, text[i]);
    rsm_number_put_le16(block + address, (uint16_t)(*end - begin));
    rsm_number_put_le16(block + address + 2, (uint16_t)begin);
}

static void put_ascii(uint8_t *block, size_t address, const char *text, size_t *end)
{
    WCHAR wide[LABEL_TEXT_MAX];
    size_t length = 0;

    for (; text[length] != '\0' && length < LABEL_TEXT_MAX - 1; length++)
        wide[length] = (unsigned char)text[length];
    wide[length] = 0;
    put_string(block, address, wide, LABEL_TEXT_MAX, end);
}

/* The characters that the format allows in a media label. */
static char allowed(char c)
{
    bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                (c != '\0' && strchr("+-_:/.", c) != NULL);

    return fine ? c : '_';
}

/* Bar codes are too short to look like the UUID behind them. */
_Static_assert(RSM_FREE_TAPE_CODE_MAX < RSM_UUID_TEXT_LENGTH, "a bar code is no UUID");

static void put_label(uint8_t *block, const struct rsm_free_tape *tape, size_t *end)
{
    const GUID *id = &tape->id;
    const SYSTEMTIME *at = &tape->written;
    char code[RSM_FREE_TAPE_CODE_MAX + 1];
    char text[LABEL_TEXT_MAX];
    size_t length = 0;

    for (; length < RSM_FREE_TAPE_CODE_MAX && tape->bar_code[length] != '\0'; length++)
        code[length] = allowed(tape->bar_code[length]);
    code[length] = '\0';
    (void)snprintf(text, sizeof text,
                   "MTF Media Label|1.0|ntmsapi||%04u/%02u/%02u.%02u:%02u:%02u|%s|1|"
                   "{%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}|",
                   at->wYear % 10000u, at->wMonth % 100u, at->wDay % 100u, at->wHour % 100u,
                   at->wMinute % 100u, at->wSecond % 100u, code, (unsigned long)id->Data1,
                   id->Data2, id->Data3, id->Data4[0], id->Data4[1], id->Data4[2], id->Data4[3],
                   id->Data4[4], id->Data4[5], id->Data4[6], id->Data4[7]);
    put_ascii(block, MEDIA_LABEL, text, end);
}

/* Fourteen bits of year, four of month, five of day and hour, six of minute and second. */
static void put_date(uint8_t *at, const SYSTEMTIME *date)
{
    at[0] = (uint8_t)(date->wYear >> 6);
    at[1] = (uint8_t)(date->wYear << 2 | (date->wMonth >> 2 & 0x03));
    at[2] = (uint8_t)(date->wMonth << 6 | (date->wDay & 0x1F) << 1 | (date->wHour >> 4 & 0x01));
    at[3] = (uint8_t)(date->wHour << 4 | (date->wMinute >> 2 & 0x0F));
    at[4] = (uint8_t)(date->wMinute << 6 | (date->wSecond & 0x3F));
}

/* The stream that fills the block; it begins at the first event. */
static void put_padding(uint8_t *block, size_t end)
{
    size_t begin = (end + STREAM_ALIGNMENT - 1) / STREAM_ALIGNMENT * STREAM_ALIGNMENT;
    uint8_t *stream = block + begin;

    rsm_number_put_le16(block + FIRST_EVENT, (uint16_t)begin);
    memcpy(stream, "SPAD", 4);
    rsm_number_put_le32(stream + STREAM_LENGTH,
                        (uint32_t)(RSM_FREE_TAPE_SIZE - begin - STREAM_HEADER_SIZE));
    seal(stream, STREAM_CHECKSUM);
}

void rsm_free_tape_build(const struct rsm_free_tape *tape, uint8_t block_out[RSM_FREE_TAPE_SIZE])
{
    size_t end = FIXED_PART_SIZE;

    memset(block_out, 0, RSM_FREE_TAPE_SIZE);
    memcpy(block_out, "TAPE", 4);
    block_out[OS_ID] = OS_NT;
    block_out[STRING_TYPE] = STRINGS_UNICODE;
    rsm_number_put_le32(block_out + MEDIA_FAMILY, (uint32_t)tape->id.Data1);
    rsm_number_put_le32(block_out + TAPE_ATTRIBUTES, HAS_MEDIA_LABEL);
    rsm_number_put_le16(block_out + MEDIA_SEQUENCE, 1);
    put_string(block_out, MEDIA_NAME, tape->name, RSM_FREE_TAPE_NAME_MAX, &end);
    put_label(block_out, tape, &end);
    put_string(block_out, SOFTWARE_NAME, RSM_LABEL_FREE_TYPE, RSM_FREE_TAPE_NAME_MAX, &end);
    rsm_number_put_le16(block_out + BLOCK_SIZE, RSM_FREE_TAPE_SIZE);
    put_date(block_out + MEDIA_DATE, &tape->written);
    block_out[MAJOR_VERSION] = 1;
    put_padding(block_out, end);
    seal(block_out, HEADER_CHECKSUM);
}

static bool has_free_type(const MediaLabelInfo *label)
{
    static const WCHAR type[] = RSM_LABEL_FREE_TYPE;

    return memcmp(label->LabelType, type, sizeof type) == 0;
}

bool rsm_free_tape_has_id(const MediaLabelInfo *label, const GUID *id)
{
    uint8_t bytes[RSM_UUID_SIZE]; /* a GUID as it is in the memory of a little-endian machine */

    rsm_number_put_le32(bytes, (uint32_t)id->Data1);
    rsm_number_put_le16(bytes + 4, id->Data2);
    rsm_number_put_le16(bytes + 6, id->Data3);
    memcpy(bytes + 8, id->Data4, sizeof id->Data4);
    return has_free_type(label) && label->LabelIDSize == sizeof bytes &&
           memcmp(label->LabelID, bytes, sizeof bytes) == 0;
}
