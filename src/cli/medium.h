/*
 * The medium that /pg or /pf means.  A side leads to its medium: rsm view prints names of sides, and scripts
 * give "Tape 1 - 1" where a medium is wanted.
 */
#ifndef RSM_CLI_MEDIUM_H
#define RSM_CLI_MEDIUM_H

#include "cli/run.h"

/* Find it, as rsm_named_find_in_full() does, since what follows may move the cartridge, and refuse a name that is
 * the bar code of another.  With neither switch ERROR_SUCCESS, and the object's dwType is 0. */
rsm_error rsm_medium_find(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium_out);

/* What a person calls it: its name, and behind it the bar code where that is another. */
enum { RSM_MEDIUM_NAME = 2 * 256 * 3 + 4 };
void rsm_medium_name(const NTMS_OBJECTINFORMATIONW *medium, char text_out[RSM_MEDIUM_NAME]);

#endif
