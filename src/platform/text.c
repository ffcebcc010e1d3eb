/*
 * UTF-16 and UTF-8 text, bounded and always terminated. The code page is in posix/text_ansi.c and
 * win32/text_ansi.c. Follows the Unicode Standard: table 3-7 for what is well formed, and its
 * practice of one replacement character for each maximal part of a bad sequence.
 */
#include "platform/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REPLACEMENT    0xFFFDu
#define FORMATTED_ROOM 2048

static bool is_high_surrogate(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

static WCHAR lower(WCHAR unit)
{
    return unit >= 'A' && unit <= 'Z' ? (WCHAR)(unit + ('a' - 'A')) : unit;
}

size_t rsm_text_length(const WCHAR *text, size_t room)
{
    size_t length = 0;

    while (text && length < room && text[length] != 0)
        length++;
    return length;
}

bool rsm_text_is_terminated(const WCHAR *text, size_t room)
{
    return rsm_text_length(text, room) < room;
}

bool rsm_text_copy(WCHAR *to, size_t room, const WCHAR *from)
{
    size_t length = rsm_text_length(from, room);
    bool whole = length < room;

    if (room == 0)
        return false;
    if (!whole) {
        length = room - 1;
        if (length > 0 && is_high_surrogate(from[length - 1]) && is_low_surrogate(from[length]))
            length--;
    }
    if (length > 0)
        memcpy(to, from, length * sizeof *to);
    to[length] = 0;
    return whole;
}

bool rsm_text_equal(const WCHAR *a, const WCHAR *b, size_t room)
{
    size_t length = rsm_text_length(a, room);

    return length == rsm_text_length(b, room) &&
           (length == 0 || memcmp(a, b, length * sizeof *a) == 0);
}

bool rsm_text_equal_no_case(const WCHAR *a, const WCHAR *b, size_t room)
{
    size_t length = rsm_text_length(a, room);

    if (length != rsm_text_length(b, room))
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool rsm_text_same_word(const char *a, const char *b)
{
    size_t i = 0;

    while (a[i] && lower((unsigned char)a[i]) == lower((unsigned char)b[i]))
        i++;
    return lower((unsigned char)a[i]) == lower((unsigned char)b[i]);
}

bool rsm_text_begins(const char *text, const char *beginning)
{
    size_t i = 0;

    while (beginning[i] && lower((unsigned char)text[i]) == lower((unsigned char)beginning[i]))
        i++;
    return beginning[i] == '\0';
}

/* How many bytes follow a first byte; 0 also for one that cannot be first. */
static size_t bytes_to_follow(unsigned char first)
{
    if (first >= 0xC2 && first <= 0xDF)
        return 1;
    if (first >= 0xE0 && first <= 0xEF)
        return 2;
    return first >= 0xF0 && first <= 0xF4 ? 3 : 0;
}

/* Only the second byte may have narrower bounds: no overlong forms, surrogates, 110000h and up. */
static bool may_be_second(unsigned char first, unsigned char second)
{
    unsigned char lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;

    return second >= lowest && second <= highest;
}

size_t rsm_text_decode_utf8(const char *from, size_t length, uint32_t *character_out)
{
    unsigned char first = (unsigned char)from[0];
    size_t follow = bytes_to_follow(first);
    uint32_t character = first & (0x3Fu >> follow);
    size_t taken = 1;

    *character_out = REPLACEMENT;
    if (first < 0x80) {
        *character_out = first;
        return 1;
    }
    for (; taken <= follow && taken < length; taken++) {
        unsigned char next = (unsigned char)from[taken];

        if (taken == 1 ? !may_be_second(first, next) : (next & 0xC0) != 0x80)
            return taken;
        character = character << 6 | (next & 0x3Fu);
    }
    if (follow > 0 && taken == follow + 1)
        *character_out = character;
    return taken;
}

static size_t decode_utf16(const WCHAR *from, size_t length, uint32_t *character_out)
{
    uint32_t first = from[0];

    *character_out = first;
    if (is_high_surrogate(first) && length > 1 && is_low_surrogate(from[1])) {
        *character_out = 0x10000u + ((first - 0xD800u) << 10) + (from[1] - 0xDC00u);
        return 2;
    }
    if (is_high_surrogate(first) || is_low_surrogate(first))
        *character_out = REPLACEMENT;
    return 1;
}

static size_t encode_utf16(uint32_t character, WCHAR units_out[2])
{
    if (character < 0x10000u) {
        units_out[0] = (WCHAR)character;
        return 1;
    }
    units_out[0] = (WCHAR)(0xD800u + ((character - 0x10000u) >> 10));
    units_out[1] = (WCHAR)(0xDC00u + (character & 0x3FFu));
    return 2;
}

static size_t encode_utf8(uint32_t character, char bytes_out[4])
{
    size_t count = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000u ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = count - 1; i > 0; i--) {
        bytes_out[i] = (char)(0x80u | (character & 0x3Fu));
        character >>= 6;
    }
    bytes_out[0] = (char)(marks[count] | character);
    return count;
}

bool rsm_text_from_utf8(WCHAR *to, size_t room, const char *from, size_t length)
{
    size_t count = 0;
    size_t used = 0;
    bool whole = room > 0;

    while (whole && from && used < length && from[used] != 0) {
        WCHAR units[2];
        uint32_t character;
        size_t width;

        used += rsm_text_decode_utf8(from + used, length - used, &character);
        width = encode_utf16(character, units);
        whole = width < room - count;
        if (whole) {
            memcpy(to + count, units, width * sizeof *to);
            count += width;
        }
    }
    if (room > 0)
        to[count] = 0;
    return whole;
}

bool rsm_text_to_utf8(char *to, size_t room, const WCHAR *from, size_t length)
{
    size_t count = 0;
    size_t used = 0;
    bool whole = room > 0;

    while (whole && from && used < length && from[used] != 0) {
        char bytes[4];
        uint32_t character;
        size_t width;

        used += decode_utf16(from + used, length - used, &character);
        width = encode_utf8(character, bytes);
        whole = width < room - count;
        if (whole) {
            memcpy(to + count, bytes, width);
            count += width;
        }
    }
    if (room > 0)
        to[count] = 0;
    return whole;
}

/* How much of a text that was cut at this length is whole characters. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t used = 0;

    while (used < length) {
        size_t follow = bytes_to_follow((unsigned char)text[used]);
        uint32_t character;

        if (used + follow >= length)
            return used;
        used += rsm_text_decode_utf8(text + used, length - used, &character);
    }
    return used;
}

bool rsm_text_format(WCHAR *to, size_t room, const char *format, ...)
{
    char formatted[FORMATTED_ROOM];
    size_t length = RSM_TEXT_TERMINATED;
    va_list arguments;
    int wanted;
    bool whole;

    va_start(arguments, format);
    wanted = vsnprintf(formatted, sizeof formatted, format, arguments);
    va_end(arguments);
    whole = wanted >= 0 && (size_t)wanted < sizeof formatted;
    if (wanted < 0)
        formatted[0] = 0;
    else if (!whole)
        length = whole_characters(formatted, sizeof formatted - 1);
    return rsm_text_from_utf8(to, room, formatted, length) && whole;
}

void rsm_text_trim(WCHAR *text)
{
    size_t length = rsm_text_length(text, RSM_TEXT_TERMINATED);

    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        text[--length] = 0;
}

void rsm_text_trim_utf8(char *text)
{
    size_t length = strlen(text);

    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        text[--length] = 0;
}
