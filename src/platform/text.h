/*
 * Text between the three forms we meet: WCHAR (UTF-16, in records and the public structures),
 * UTF-8 (inside) and "ANSI" (what A functions speak: the process code page on Windows, UTF-8
 * elsewhere).
 *
 * One rule for all that write: the destination comes first with its room in characters, end mark
 * included; it is always terminated (a room of 0 is left alone); what does not fit is cut between
 * two characters; the answer is true when everything fitted. A source ends at its end mark or
 * after the given number of characters, whichever comes first, so a fixed field without an end
 * mark is safe. NULL counts as "".
 */
#ifndef RSM_PLATFORM_TEXT_H
#define RSM_PLATFORM_TEXT_H

#include "os_compiler.h"

#include "ntms_wintypes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As a source's length: it has an end mark. */
#define RSM_TEXT_TERMINATED SIZE_MAX

/* Characters before the end mark, at most `room`. */
size_t rsm_text_length(const WCHAR *text, size_t room);

/* True when there is an end mark within the room, as every fixed field of a caller must have. */
bool rsm_text_is_terminated(const WCHAR *text, size_t room);

/* Reads no more than `room` characters of `from`. */
bool rsm_text_copy(WCHAR *to, size_t room, const WCHAR *from);

/* Compares up to the end mark or `room` characters. Exactly, or with A-Z and a-z alike. */
bool rsm_text_equal(const WCHAR *a, const WCHAR *b, size_t room);
bool rsm_text_equal_no_case(const WCHAR *a, const WCHAR *b, size_t room);

/* Two terminated UTF-8 texts, A-Z and a-z alike: words of commands and settings. */
bool rsm_text_same_word(const char *a, const char *b);
bool rsm_text_begins(const char *text, const char *beginning);

/* What is no valid UTF-8 or UTF-16 becomes U+FFFD, one per bad sequence. */
bool rsm_text_from_utf8(WCHAR *to, size_t room, const char *from, size_t length);
bool rsm_text_to_utf8(char *to, size_t room, const WCHAR *from, size_t length);

/*
 * The first character of at least one byte of UTF-8: how many bytes it takes, at most `length`. A
 * bad sequence is U+FFFD and takes the bytes that made it bad for sure, at least one.
 */
size_t rsm_text_decode_utf8(const char *from, size_t length, uint32_t *character_out);

/* A character that the code page does not have becomes its default character, usually '?'. */
bool rsm_text_from_ansi(WCHAR *to, size_t room, const char *from, size_t length);
bool rsm_text_to_ansi(char *to, size_t room, const WCHAR *from, size_t length);

/* printf in UTF-8, into WCHAR. The formatted text may have 2,047 bytes. */
bool rsm_text_format(WCHAR *to, size_t room, const char *format, ...) RSM_PRINTF(3, 4);

/* Cuts blanks (space, tab) off the end of a terminated text, in place. */
void rsm_text_trim(WCHAR *text);
void rsm_text_trim_utf8(char *text);

#endif
