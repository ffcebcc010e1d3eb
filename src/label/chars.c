/*
 * The four character sets of labels.  Each is decoded unit by unit; what no string should hold is
 * taken out afterwards, in one place.
 */
#include "label/chars.h"

#include "label/number.h"
#include "platform/text.h"

#include <stdbool.h>

#define REPLACEMENT 0xFFFD

static bool is_control(WCHAR c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static bool is_high_surrogate(WCHAR c)
{
    return c >= 0xD800 && c < 0xDC00;
}

static bool is_low_surrogate(WCHAR c)
{
    return c >= 0xDC00 && c < 0xE000;
}

static void replace_what_is_no_text(WCHAR *text)
{
    for (; *text != 0; text++) {
        if (is_high_surrogate(text[0]) && is_low_surrogate(text[1]))
            text++;
        else if (is_control(*text) || is_high_surrogate(*text) || is_low_surrogate(*text))
            *text = REPLACEMENT;
    }
}

void rsm_chars_from_latin1(WCHAR *to, size_t room, const uint8_t *bytes, size_t size)
{
    size_t length = 0;

    while (length < size && length < room - 1 && bytes[length] != 0) {
        to[length] = bytes[length];
        length++;
    }
    to[length] = 0;
    replace_what_is_no_text(to);
}

void rsm_chars_from_utf8(WCHAR *to, size_t room, const uint8_t *bytes, size_t size)
{
    (void)rsm_text_from_utf8(to, room, (const char *)bytes, size);
    replace_what_is_no_text(to);
}

void rsm_chars_from_utf16(WCHAR *to, size_t room, const uint8_t *bytes, size_t size)
{
    size_t units = size / 2;
    size_t length = 0;

    while (length < units && length < room - 1) {
        to[length] = rsm_number_le16(bytes + 2 * length);
        if (to[length] == 0)
            break;
        length++;
    }
    /* Cut in the middle of a pair: the second half had no room. */
    if (length < units && length > 0 && is_high_surrogate(to[length - 1]))
        length--;
    to[length] = 0;
    replace_what_is_no_text(to);
}

static WCHAR from_ebcdic(uint8_t byte)
{
    /* Columns 0 to 9 of the rows that hold letters and digits; a space where code pages differ. */
    static const struct {
        uint8_t row;
        char columns[11];
    } rows[] = {
        {0x80, " abcdefghi"}, {0x90, " jklmnopqr"}, {0xA0, "  stuvwxyz"}, {0xC0, " ABCDEFGHI"},
        {0xD0, " JKLMNOPQR"}, {0xE0, "  STUVWXYZ"}, {0xF0, "0123456789"},
    };
    static const struct {
        uint8_t code;
        char sign;
    } signs[] = {{0x00, 0}, {0x40, ' '}, {0x4B, '.'}, {0x60, '-'}, {0x61, '/'}, {0x6D, '_'}};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (byte == signs[i].code)
            return (WCHAR)signs[i].sign;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned column = byte & 0x0Fu;

        if ((byte & 0xF0) == rows[i].row && column <= 9 && rows[i].columns[column] != ' ')
            return (WCHAR)rows[i].columns[column];
    }
    return REPLACEMENT;
}

void rsm_chars_from_ebcdic(WCHAR *to, size_t room, const uint8_t *bytes, size_t size)
{
    size_t length = 0;

    while (length < size && length < room - 1 && bytes[length] != 0) {
        to[length] = from_ebcdic(bytes[length]);
        length++;
    }
    to[length] = 0;
}
