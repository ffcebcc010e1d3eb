/*
 * How wide text is on a terminal, and making it fit.  UTF-8; a combining mark takes no column, an
 * East Asian wide character two (Unicode Standard Annex #11).
 */
#ifndef RSM_CLI_WIDTH_H
#define RSM_CLI_WIDTH_H

#include <stddef.h>

/* Columns that the text takes. */
size_t rsm_width_of(const char *text);

/* Cut the text, in place, to at most that many columns; it ends in "..." where something is gone
 * (in as many dots as fit below three columns). */
void rsm_width_cut(char *text, size_t columns);

/* The same, but it begins with the dots, and its end stays: of a long address that tells which it is. */
void rsm_width_cut_begin(char *text, size_t columns);

/*
 * Make text from a tape, a device or another program harmless for a terminal, in place: control
 * characters, those that turn the writing direction, and bytes that are no UTF-8 become '?'.
 */
void rsm_width_clean(char *text);

#endif
