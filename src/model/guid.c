/*
 * GUIDs as values: compare, print, parse.
 */
#include "model/guid.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DIGITS 32

const GUID rsm_guid_null;

bool rsm_guid_equal(const GUID *a, const GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

int rsm_guid_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(GUID));
}

bool rsm_guid_is_null(const GUID *id)
{
    return rsm_guid_equal(id, &rsm_guid_null);
}

void rsm_guid_format(const GUID *id, char text_out[RSM_GUID_TEXT])
{
    snprintf(text_out, RSM_GUID_TEXT, "%08" PRIx32 "-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             (uint32_t)id->Data1, id->Data2, id->Data3, id->Data4[0], id->Data4[1], id->Data4[2],
             id->Data4[3], id->Data4[4], id->Data4[5], id->Data4[6], id->Data4[7]);
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

static bool is_hyphen_place(size_t digits_before)
{
    return digits_before == 8 || digits_before == 12 || digits_before == 16 || digits_before == 20;
}

/* The sixteen bytes as they are written, which is big-endian; hyphens in all four places or none. */
static bool read_bytes(const char **text, uint8_t bytes_out[DIGITS / 2])
{
    const char *at = *text;
    size_t digits = 0, hyphens = 0;

    memset(bytes_out, 0, DIGITS / 2);
    while (digits < DIGITS) {
        int value;

        if (*at == '-' && is_hyphen_place(digits)) {
            hyphens++;
            at++;
        }
        value = digit_value(*at);
        if (value < 0)
            return false;
        bytes_out[digits / 2] = (uint8_t)(bytes_out[digits / 2] << 4 | value);
        digits++;
        at++;
    }
    *text = at;
    return hyphens == 0 || hyphens == 4;
}

bool rsm_guid_parse(const char *text, GUID *id_out)
{
    uint8_t bytes[DIGITS / 2];
    bool braced = *text == '{';

    if (braced)
        text++;
    if (!read_bytes(&text, bytes))
        return false;
    if (braced && *text++ != '}')
        return false;
    if (*text != '\0')
        return false;

    id_out->Data1 =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    id_out->Data2 = (uint16_t)(bytes[4] << 8 | bytes[5]);
    id_out->Data3 = (uint16_t)(bytes[6] << 8 | bytes[7]);
    memcpy(id_out->Data4, bytes + 8, sizeof id_out->Data4);
    return true;
}
