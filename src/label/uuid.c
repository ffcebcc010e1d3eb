/*
 * The text form of RFC 4122 to the memory layout of a GUID.
 */
#include "label/uuid.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool is_dash_place(int i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

bool rsm_uuid_parse(const char text[RSM_UUID_TEXT_LENGTH], uint8_t id_out[RSM_UUID_SIZE])
{
    /* Where in a GUID the bytes stand, in the order in which the text has them. */
    static const uint8_t place[RSM_UUID_SIZE] = {3, 2, 1,  0,  5,  4,  7,  6,
                                                 8, 9, 10, 11, 12, 13, 14, 15};
    static const uint8_t zero[RSM_UUID_SIZE] = {0};
    uint8_t id[RSM_UUID_SIZE] = {0};
    int digits = 0;

    for (int i = 0; i < RSM_UUID_TEXT_LENGTH; i++) {
        int digit = hex_digit(text[i]);

        if (is_dash_place(i) && text[i] == '-')
            continue;
        if (is_dash_place(i) || digit < 0)
            return false;
        id[place[digits / 2]] = (uint8_t)(id[place[digits / 2]] << 4 | digit);
        digits++;
    }
    if (memcmp(id, zero, sizeof(id)) == 0)
        return false;
    memcpy(id_out, id, sizeof(id));
    return true;
}
