/*
 * rsm view /json without /t: all objects, those in others within them.
 */
#ifndef RSM_CLI_VIEW_FACTS_H
#define RSM_CLI_VIEW_FACTS_H

#include "cli/run.h"

/* Fill the document; errors as EnumerateNtmsObject and GetNtmsObjectInformation. */
rsm_error rsm_view_facts(struct rsm_run *run);

#endif
