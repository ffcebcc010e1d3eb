/*
 * Colours of a terminal (ECMA-48, SGR).  They only underline what the words say: without them, which is
 * everywhere but on a terminal, nothing is missing.
 */
#ifndef RSM_CLI_PAINT_H
#define RSM_CLI_PAINT_H

#include <stdbool.h>

#include "cli/output.h"

enum rsm_paint {
    RSM_PAINT_PLAIN,
    RSM_PAINT_GOOD,      /* green */
    RSM_PAINT_ATTENTION, /* yellow: somebody waits, or something is not as usual */
    RSM_PAINT_BAD,       /* red: failed, gone, switched off */
    RSM_PAINT_HEADING    /* bold */
};

/* Does the user want colours?  no_color and term are the environment's NO_COLOR and TERM, "" where they are
 * not set: any NO_COLOR switches them off (no-color.org), and a terminal called dumb has none. */
bool rsm_paint_is_wanted(const char *no_color, const char *term);

/* What begins and what ends painted text there; "" where there are no colours. */
const char *rsm_paint_begin(const struct rsm_output *output, enum rsm_paint paint);
const char *rsm_paint_end(const struct rsm_output *output, enum rsm_paint paint);

/* How a state in the words of cli/display.h is painted.  Several, parted by commas: as the worst of them. */
enum rsm_paint rsm_paint_of_state(const char *words);

#endif
