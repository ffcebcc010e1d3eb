/*
 * Text as labels store it, into the fixed strings of MediaLabelInfo.
 *
 * All functions take `size` bytes that need no terminator, stop at the first NUL, cut to what fits
 * (never through a character) and always terminate; room counts the terminator and is at least 1.
 * A tape can say anything, and what it says ends up on screens and in logs: control characters and
 * broken sequences become U+FFFD.
 */
#ifndef RSM_LABEL_CHARS_H
#define RSM_LABEL_CHARS_H

#include "ntms_wintypes.h"

#include <stddef.h>
#include <stdint.h>

/* Each byte is the character of that number (ISO 8859-1), whatever code page this machine has. */
void rsm_chars_from_latin1(WCHAR *to, size_t room, const uint8_t *bytes, size_t size);

void rsm_chars_from_utf8(WCHAR *to, size_t room, const uint8_t *bytes, size_t size);

/* Little-endian; an odd last byte is left out. */
void rsm_chars_from_utf16(WCHAR *to, size_t room, const uint8_t *bytes, size_t size);

/* The letters, digits and signs on which all EBCDIC code pages agree. */
void rsm_chars_from_ebcdic(WCHAR *to, size_t room, const uint8_t *bytes, size_t size);

#endif
