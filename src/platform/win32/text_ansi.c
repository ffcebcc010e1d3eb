/*
 * The process code page. Short texts that fit go through one call of Windows; when they do not fit,
 * character by character, so that the cut falls between two.
 */
#include "platform/text.h"

#include <limits.h>
#include <string.h>

#define LONGEST_CHARACTER 8 /* bytes of one character in any code page, with room to spare */

static size_t ansi_length(const char *text, size_t room)
{
    size_t length = 0;

    while (text && length < room && text[length] != 0)
        length++;
    return length;
}

static int to_int(size_t count)
{
    return count > INT_MAX ? INT_MAX : (int)count;
}

/* Bytes of the first character. A lead byte at the end stands alone. */
static size_t ansi_character(const char *from, size_t length)
{
    return length > 1 && IsDBCSLeadByteEx(CP_ACP, (BYTE)from[0]) ? 2 : 1;
}

static size_t wide_character(const WCHAR *from, size_t length)
{
    return length > 1 && IS_SURROGATE_PAIR(from[0], from[1]) ? 2 : 1;
}

static void cut_from_ansi(WCHAR *to, size_t room, const char *from, size_t length)
{
    size_t count = 0;
    size_t used = 0;

    while (used < length) {
        WCHAR units[LONGEST_CHARACTER];
        size_t take = ansi_character(from + used, length - used);
        int width =
            MultiByteToWideChar(CP_ACP, 0, from + used, (int)take, units, LONGEST_CHARACTER);

        if (width <= 0 || (size_t)width >= room - count)
            break;
        memcpy(to + count, units, (size_t)width * sizeof *to);
        count += (size_t)width;
        used += take;
    }
    to[count] = 0;
}

static void cut_to_ansi(char *to, size_t room, const WCHAR *from, size_t length)
{
    size_t count = 0;
    size_t used = 0;

    while (used < length) {
        char bytes[LONGEST_CHARACTER];
        size_t take = wide_character(from + used, length - used);
        int width = WideCharToMultiByte(CP_ACP, 0, from + used, (int)take, bytes, LONGEST_CHARACTER,
                                        NULL, NULL);

        if (width <= 0 || (size_t)width >= room - count)
            break;
        memcpy(to + count, bytes, (size_t)width);
        count += (size_t)width;
        used += take;
    }
    to[count] = 0;
}

bool rsm_text_from_ansi(WCHAR *to, size_t room, const char *from, size_t length)
{
    size_t available = ansi_length(from, length);
    int written = 0;

    if (GetACP() == CP_UTF8)
        return rsm_text_from_utf8(to, room, from, length);
    if (room == 0)
        return false;
    to[0] = 0;
    if (available == 0)
        return true;
    if (room > 1) /* no room at all would mean: tell how much */
        written = MultiByteToWideChar(CP_ACP, 0, from, to_int(available), to, to_int(room - 1));
    if (written > 0 && available <= INT_MAX) {
        to[written] = 0;
        return true;
    }
    cut_from_ansi(to, room, from, available);
    return false;
}

bool rsm_text_to_ansi(char *to, size_t room, const WCHAR *from, size_t length)
{
    size_t available = rsm_text_length(from, length);
    int written = 0;

    if (GetACP() == CP_UTF8)
        return rsm_text_to_utf8(to, room, from, length);
    if (room == 0)
        return false;
    to[0] = 0;
    if (available == 0)
        return true;
    if (room > 1)
        written = WideCharToMultiByte(CP_ACP, 0, from, to_int(available), to, to_int(room - 1),
                                      NULL, NULL);
    if (written > 0 && available <= INT_MAX) {
        to[written] = 0;
        return true;
    }
    cut_to_ansi(to, room, from, available);
    return false;
}
