/*
 * "ANSI" is UTF-8 here.
 */
#include "platform/text.h"

bool rsm_text_from_ansi(WCHAR *to, size_t room, const char *from, size_t length)
{
    return rsm_text_from_utf8(to, room, from, length);
}

bool rsm_text_to_ansi(char *to, size_t room, const WCHAR *from, size_t length)
{
    return rsm_text_to_utf8(to, room, from, length);
}
