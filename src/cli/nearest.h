/*
 * Which of several words or names is nearest to what was written: "did you mean ...".
 *
 * Near is counted in characters added, left out, changed, or exchanged with their neighbour (the restricted
 * distance of Damerau and Levenshtein), A-Z and a-z alike, and near enough is one such slip for each three
 * characters of the longer.  Another digit is no slip: whoever writes "Slot 9" does not mean "Slot 1".
 */
#ifndef RSM_CLI_NEAREST_H
#define RSM_CLI_NEAREST_H

#include <stddef.h>
#include <stdint.h>

/* Longer texts, in characters or bytes of UTF-8, are near to nothing. */
enum { RSM_NEAREST_MAX = 256, RSM_NEAREST_TEXT = RSM_NEAREST_MAX * 3 };

struct rsm_nearest {
    uint32_t wanted[RSM_NEAREST_MAX];
    size_t length;
    char best[RSM_NEAREST_TEXT]; /* "" = none yet */
    size_t distance;             /* of the best */
};

/* Begin with what was written (UTF-8), and offer what there is, one by one. */
void rsm_nearest_begin(struct rsm_nearest *nearest, const char *wanted);
void rsm_nearest_offer(struct rsm_nearest *nearest, const char *candidate);

/* The nearest of them, of those equally near the first; NULL when none is near enough.  It lives as long as
 * the struct. */
const char *rsm_nearest_found(const struct rsm_nearest *nearest);

#endif
