/*
 * ANSI and wide text for the A functions, by platform/text.h; the texts of object information are
 * found by the field tables of model/.
 */
#include "api/text_aw.h"

#include "model/fields.h"
#include "platform/text.h"

#include <string.h>

const WCHAR *rsm_text_aw_input(const char *text, WCHAR *buffer, size_t room)
{
    if (text == NULL)
        return NULL;
    (void)rsm_text_from_ansi(buffer, room, text, RSM_TEXT_TERMINATED);
    return buffer;
}

static void narrow(const WCHAR *from, char *to, size_t room)
{
    (void)rsm_text_to_ansi(to, room, from, room);
}

void rsm_text_aw_information(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONA *to)
{
    memset(to, 0, sizeof *to);
    to->dwSize = sizeof *to;
    rsm_fields_to_a(from, to, narrow);
}

static void widen(const char *from, WCHAR *to, size_t room)
{
    if (memchr(from, '\0', room) != NULL)
        (void)rsm_text_from_ansi(to, room, from, room);
    else
        memset(to, 0xFF, room * sizeof *to);
}

void rsm_text_aw_wide_information(const NTMS_OBJECTINFORMATIONA *from, NTMS_OBJECTINFORMATIONW *to)
{
    memset(to, 0, sizeof *to);
    to->dwSize = sizeof *to;
    rsm_fields_to_w(from, to, widen);
}
