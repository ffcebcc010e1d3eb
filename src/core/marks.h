/*
 * Which full slots are to be looked at (NTMS_SLOTSTATE_NEEDSINVENTORY).  An inventory that reads labels writes its
 * marks into the slots and takes them out one by one.  One by bar codes looks at all slots at once, so that
 * its request itself is the mark, as long as it is queued or under way: nothing is written for it.
 */
#ifndef RSM_CORE_MARKS_H
#define RSM_CORE_MARKS_H

#include "core/rsm.h"
#include "model/record.h"

/* Show in the state of a slot what such a request means for it.  Wants an open transaction; errors of
 * store/records.h. */
rsm_error rsm_marks_show(struct rsm *rsm, NTMS_OBJECTINFORMATIONW *slot);

/* Write the mark into all full slots of the library but the cleaner's.  Wants an open writing transaction.
 * ERROR_OBJECT_NOT_FOUND: there is no such library. */
rsm_error rsm_marks_write(struct rsm *rsm, const GUID *library);

/* The same for a request that ends without having been carried out, if it is one that was itself the mark. */
rsm_error rsm_marks_leave(struct rsm *rsm, const struct rsm_record *request);

#endif
