/* Whether somebody of us is at work on a cartridge. */
#ifndef RSM_WORK_AT_WORK_H
#define RSM_WORK_AT_WORK_H

#include "core/rsm.h"
#include "model/record.h"

/* Is some request of that library INPROCESS that is about the medium, or about the place where it is on
 * record?  Then it is on its way, or will be.  Wants an open transaction. */
rsm_error rsm_at_work_on(struct rsm *rsm, const GUID *library, const struct rsm_record *medium,
                         bool *is_out);

#endif
