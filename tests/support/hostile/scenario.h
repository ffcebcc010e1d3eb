/*
 * The lines of a scenario (README.md), and of operators.
 */
#ifndef RSM_TEST_HOSTILE_SCENARIO_H
#define RSM_TEST_HOSTILE_SCENARIO_H

#include "support/hostile/library.h"

/* Make all that the text says, in an empty target; false, and why. */
bool hostile_scenario_read(struct hostile_target *target, const char *text, size_t size,
                           char error_out[HOSTILE_ERROR_ROOM]);

/* A cartridge in an empty place: "TAG [LABEL] [protected] [from KIND N]".  place: its element. */
bool hostile_scenario_fill(struct hostile_target *target, struct hostile_words *words,
                           struct hostile_element *place);

/* "slot 3": a place that there is. */
bool hostile_scenario_place(struct hostile_target *target, struct hostile_words *words,
                            struct hostile_element **place_out);

/* "VENDOR PRODUCT REVISION SERIAL" */
bool hostile_scenario_identity(struct hostile_words *words, struct hostile_identity *identity_out);

/* ---- settings.c: lines that can come at any time ---- */

/*
 * The line, if its first word is one of these; *known_out tells whether it was.  False, and why, when the line is
 * wrong.  added: a rule is an operator's.
 */
bool hostile_settings_line(struct hostile_target *target, struct hostile_words *words, bool added,
                           bool *known_out);

/* What a library is like of which nothing is said. */
void hostile_settings_begin(struct hostile_target *target);

/* ---- telling.c: "report KIND ..." ---- */

bool hostile_telling_parse(struct hostile_target *target, struct hostile_words *words);

#endif
