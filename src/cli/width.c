/*
 * Columns of text: tables of the characters that take none, or two, and of those that command a
 * terminal.
 */
#include "cli/width.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "platform/text.h"

struct range {
    uint32_t first;
    uint32_t last;
};

static const struct range no_columns[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},
    {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

static const struct range two_columns[] = {
    {0x1100, 0x115F},   {0x2329, 0x232A},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},
    {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static const struct range harmful[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x061C, 0x061C}, {0x200E, 0x200F},
    {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFFFD, 0xFFFD},
};

static bool is_in(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_IN(character, ranges) is_in(character, ranges, sizeof(ranges) / sizeof(ranges)[0])

static size_t columns_of(uint32_t character)
{
    if (IS_IN(character, no_columns))
        return 0;
    return IS_IN(character, two_columns) ? 2 : 1;
}

/* Bytes of the text that take at most that many columns, and the columns they take. */
static size_t bytes_of(const char *text, size_t columns, size_t *taken_out)
{
    size_t length = strlen(text);
    size_t bytes = 0;
    size_t taken = 0;

    while (bytes < length) {
        uint32_t character;
        size_t next = rsm_text_decode_utf8(text + bytes, length - bytes, &character);
        size_t width = columns_of(character);

        if (taken + width > columns)
            break;
        taken += width;
        bytes += next;
    }
    *taken_out = taken;
    return bytes;
}

size_t rsm_width_of(const char *text)
{
    size_t taken;

    (void)bytes_of(text, SIZE_MAX, &taken);
    return taken;
}

void rsm_width_cut(char *text, size_t columns)
{
    size_t dots = columns < 3 ? columns : 3;
    size_t taken;
    size_t bytes;

    if (text[bytes_of(text, columns, &taken)] == '\0')
        return;
    bytes = bytes_of(text, columns - dots, &taken);
    /* More columns are gone than there are dots, and none of them took less than a byte. */
    memcpy(text + bytes, "...", dots);
    text[bytes + dots] = '\0';
}

void rsm_width_cut_begin(char *text, size_t columns)
{
    size_t dots = columns < 3 ? columns : 3;
    size_t over = rsm_width_of(text);
    size_t taken;
    size_t bytes;

    if (over <= columns)
        return;
    /* As many columns go as are too many, or one more where a wide character is in the middle. */
    over -= columns - dots;
    bytes = bytes_of(text, over, &taken);
    if (taken < over && text[bytes] != '\0') {
        uint32_t character;

        bytes += rsm_text_decode_utf8(text + bytes, strlen(text + bytes), &character);
    }
    /* More columns are gone than there are dots, and none of them took less than a byte. */
    memmove(text + dots, text + bytes, strlen(text + bytes) + 1);
    memcpy(text, "...", dots);
}

void rsm_width_clean(char *text)
{
    size_t length = strlen(text);
    char *to = text;

    for (size_t at = 0; at < length;) {
        uint32_t character;
        size_t bytes = rsm_text_decode_utf8(text + at, length - at, &character);

        if (IS_IN(character, harmful)) {
            *to++ = '?';
        } else {
            memmove(to, text + at, bytes);
            to += bytes;
        }
        at += bytes;
    }
    *to = '\0';
}
