/* rsm operator /watch. */
#ifndef RSM_CLI_OPERATOR_WATCH_H
#define RSM_CLI_OPERATOR_WATCH_H

#include "cli/run.h"

/* Tell of requests to a person as they come and go, a line each, until rsm_console_was_interrupted(). */
rsm_error rsm_operator_watch(struct rsm_run *run);

#endif
