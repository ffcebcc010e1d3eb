/*
 * rsm view without /t: everything there is.
 */
#ifndef RSM_CLI_VIEW_ALL_H
#define RSM_CLI_VIEW_ALL_H

#include "cli/run.h"

/* In tables, and in the document of /json object by object, with all that is known of each.  Says on standard error
 * what failed; errors as EnumerateNtmsObject and GetNtmsObjectInformation. */
rsm_error rsm_view_all(struct rsm_run *run);

#endif
