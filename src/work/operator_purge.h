/* Operator requests that nobody needs any more (spec "requests" 1.3 and 1.4). */
#ifndef RSM_WORK_OPERATOR_PURGE_H
#define RSM_WORK_OPERATOR_PURGE_H

#include "core/rsm.h"

/*
 * Delete answered operator requests whose purge time is over, as the computer's flags say, and
 * unanswered ones that Removable Storage made for a caller whose process is dead.  Those of applications
 * wait for their answer.  Wants no transaction.
 */
rsm_error rsm_operator_purge(struct rsm *rsm);

#endif
