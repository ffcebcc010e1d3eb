/*
 * The overview's tables of requests.
 */
#ifndef RSM_CLI_OVERVIEW_REQUESTS_H
#define RSM_CLI_OVERVIEW_REQUESTS_H

#include "cli/overview.h"

/*
 * Print the last library requests, oldest first, or the operator requests; nothing when there are
 * none.  Errors as EnumerateNtmsObject and GetNtmsObjectInformation, ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_overview_requests(struct rsm_overview *overview);
rsm_error rsm_overview_operator_requests(struct rsm_overview *overview);

#endif
