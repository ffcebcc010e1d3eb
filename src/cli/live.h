/*
 * The line that lives on a terminal: what is done now, written over again and again, and wiped before
 * anything else is printed.  In a file or a pipe there is none.
 */
#ifndef RSM_CLI_LIVE_H
#define RSM_CLI_LIVE_H

#include <stdbool.h>

#include "cli/output.h"

/* Begins as {.output = ...}, with nothing shown. */
struct rsm_live {
    const struct rsm_output *output;
    size_t width; /* columns it takes; 0 = there is none now */
};

/* Is it shown at all? */
bool rsm_live_is_shown(const struct rsm_live *live);

/* Show that text, cut in place to the terminal's width. */
void rsm_live_show(struct rsm_live *live, char *text);

/* Blanks over the line, and back to its beginning.  Nothing happens when there is none. */
void rsm_live_clear(struct rsm_live *live);

#endif
