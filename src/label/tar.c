/*
 * Tapes that begin with a tar archive.  Follows POSIX.1 (ustar) and, for archives older than that,
 * the header checksum alone, which all tar archives have.
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/recognizer.h"

#include <stdbool.h>

enum { NAME_SIZE = 100, CHECKSUM = 148, CHECKSUM_SIZE = 8, HEADER_SIZE = 512 };

/* Spaces, octal digits, and nothing behind them but a space or a NUL. */
static bool get_checksum(const uint8_t *header, long *sum_out)
{
    const uint8_t *at = header + CHECKSUM;
    const uint8_t *end = at + CHECKSUM_SIZE;
    long sum = 0;

    while (at < end && *at == ' ')
        at++;
    if (at == end || *at < '0' || *at > '7')
        return false;
    for (; at < end && *at >= '0' && *at <= '7'; at++)
        sum = sum * 8 + (*at - '0');
    *sum_out = sum;
    return at == end || *at == 0 || *at == ' ';
}

/* Old programs added the bytes as signed characters; either way counts. */
static bool checksum_holds(const uint8_t *header)
{
    long expected;
    long as_unsigned = 0;
    long as_signed = 0;

    if (!get_checksum(header, &expected))
        return false;
    for (int i = 0; i < HEADER_SIZE; i++) {
        bool inside = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE;
        int byte = inside ? ' ' : header[i];

        as_unsigned += byte;
        as_signed += byte < 0x80 ? byte : byte - 0x100;
    }
    return expected == as_unsigned || expected == as_signed;
}

DWORD WINAPI rsm_tar_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    if (size < HEADER_SIZE || !checksum_holds(bytes))
        return ERROR_BAD_FORMAT;

    rsm_claim_begin(info_out, "tar");
    rsm_chars_from_utf8(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr), bytes,
                        NAME_SIZE);
    rsm_claim_set_digest(info_out, bytes, HEADER_SIZE);
    return ERROR_SUCCESS;
}
