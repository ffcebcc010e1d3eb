/*
 * Text from programs, devices and tapes: between its three forms, cut to what fits, made fit for a terminal, and
 * compared.  What is written is terminated within its room, whole characters only, and what is valid comes back.
 */
#include "input.h"

#include "demand.h"

#include "cli/nearest.h"
#include "cli/width.h"
#include "label/chars.h"
#include "model/guid.h"
#include "platform/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 64, WIDE_ROOM = 40 };

static bool is_utf8(const char *text, size_t size)
{
    while (size > 0) {
        uint32_t character;
        size_t length = rsm_text_decode_utf8(text, size, &character);

        demand(length >= 1 && length <= size && length <= 4);
        demand(character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF));
        if (character == 0xFFFD && (length != 3 || memcmp(text, "\xEF\xBF\xBD", 3) != 0))
            return false;
        text += length;
        size -= length;
    }
    return true;
}

static bool is_utf16(const WCHAR *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool high = text[i] >= 0xD800 && text[i] < 0xDC00;

        if (text[i] >= 0xDC00 && text[i] < 0xE000)
            return false;
        if (high && (i + 1 == length || text[i + 1] < 0xDC00 || text[i + 1] > 0xDFFF))
            return false;
        i += high ? 1 : 0;
    }
    return true;
}

/* UTF-8 to UTF-16 and back. */
static void check_utf8(const char *text, size_t size, size_t room)
{
    WCHAR wide[WIDE_ROOM];
    char back[WIDE_ROOM * 3 + 1];
    size_t length = strnlen(text, size);
    bool whole = rsm_text_from_utf8(wide, room, text, size);
    size_t wide_length = rsm_text_length(wide, room);

    demand(rsm_text_is_terminated(wide, room) && is_utf16(wide, wide_length));
    demand(rsm_text_to_utf8(back, sizeof back, wide, RSM_TEXT_TERMINATED));
    demand(is_utf8(back, strlen(back)));
    if (whole && is_utf8(text, length))
        demand(strlen(back) == length && memcmp(back, text, length) == 0);
}

/* UTF-16 to UTF-8 and back. */
static void check_wide(const WCHAR *wide, size_t count, size_t room)
{
    char text[ROOM];
    WCHAR back[ROOM];
    size_t length = rsm_text_length(wide, count);
    bool whole = rsm_text_to_utf8(text, room, wide, count);

    demand(strlen(text) < room && is_utf8(text, strlen(text)));
    demand(rsm_text_from_utf8(back, ROOM, text, RSM_TEXT_TERMINATED));
    if (whole && is_utf16(wide, length))
        demand(rsm_text_length(back, ROOM) == length &&
               memcmp(back, wide, length * sizeof *wide) == 0);
    (void)rsm_text_to_ansi(text, room, wide, count);
    demand(strlen(text) < room);
}

static void check_label_text(const uint8_t *data, size_t size, size_t room)
{
    static void (*const all[])(WCHAR *, size_t, const uint8_t *, size_t) = {
        rsm_chars_from_latin1, rsm_chars_from_utf8, rsm_chars_from_utf16, rsm_chars_from_ebcdic};
    WCHAR wide[WIDE_ROOM];

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        all[i](wide, room, data, size);
        demand(rsm_text_is_terminated(wide, room));
        demand(is_utf16(wide, rsm_text_length(wide, room)));
        for (size_t j = 0; wide[j] != 0; j++)
            demand(wide[j] >= 0x20 && (wide[j] < 0x7F || wide[j] > 0x9F));
    }
}

static void check_columns(const char *text, size_t columns)
{
    char clean[4 * ROOM + 16];
    char cut[sizeof clean];

    strcpy(clean, text);
    rsm_width_clean(clean);
    demand(strlen(clean) <= strlen(text) && is_utf8(clean, strlen(clean)));
    for (const char *at = clean; *at != '\0'; at++)
        demand((unsigned char)*at >= 0x20 && *at != 0x7F);
    strcpy(cut, clean);
    rsm_width_clean(cut);
    demand(strcmp(cut, clean) == 0);
    rsm_width_cut(cut, columns);
    demand(rsm_width_of(cut) <= columns);
    demand(rsm_width_of(clean) > columns || strcmp(cut, clean) == 0);
    strcpy(cut, clean);
    rsm_width_cut_begin(cut, columns);
    demand(rsm_width_of(cut) <= columns);
}

static void check_nearest(const char *wanted, const char *offered)
{
    static struct rsm_nearest nearest;
    const char *found;

    rsm_nearest_begin(&nearest, wanted);
    rsm_nearest_offer(&nearest, offered);
    rsm_nearest_offer(&nearest, "Slot 1");
    found = rsm_nearest_found(&nearest);
    demand(found == NULL || strcmp(found, offered) == 0 || strcmp(found, "Slot 1") == 0);
}

static void check_guid(const char *text)
{
    char again[RSM_GUID_TEXT];
    GUID id;
    GUID other;

    if (!rsm_guid_parse(text, &id))
        return;
    rsm_guid_format(&id, again);
    demand(rsm_guid_parse(again, &other) && rsm_guid_equal(&id, &other));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    size_t room = 1 + take_byte(&input) % (WIDE_ROOM - 1);
    char text[4 * ROOM + 1];
    WCHAR wide[2 * ROOM];
    size_t length = input.size < sizeof text - 1 ? input.size : sizeof text - 1;

    memset(text, 0, sizeof text);
    memset(wide, 0, sizeof wide);
    if (length > 0) {
        memcpy(text, input.data, length);
        memcpy(wide, input.data, length / 2 * 2);
    }
    check_utf8(text, length, room);
    check_wide(wide, length / 2, room);
    check_label_text(input.data, input.size, room);
    check_columns(text, room);
    check_nearest(text, text + strlen(text) / 2);
    check_guid(text);
    return 0;
}
