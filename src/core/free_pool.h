/*
 * The way of a medium into the Free pool and out of it again: UNPREPARED until its free label is
 * written, then AVAILABLE (spec: object model 8.1, "requests" 6.3).  Whether it may go there is asked
 * before (core/pool_moves.h).  All want an open writing transaction, and save the medium and its sides.
 */
#ifndef RSM_CORE_FREE_POOL_H
#define RSM_CORE_FREE_POOL_H

#include "core/rsm.h"
#include "ntmsmli.h"

/*
 * Put a medium into the Free pool of its type.  Sides become UNPREPARED and *label_wanted_out is true:
 * a free label must be written.  Disks and write-once media get none, their sides are AVAILABLE at
 * once.  DECOMMISSIONED sides stay so; a medium with no other side needs no label.  What it was before
 * is remembered for rsm_free_pool_return().  No side may have an owner.
 */
rsm_error rsm_free_pool_enter(struct rsm *rsm, struct rsm_record *medium, bool *label_wanted_out);

/* Its free label is written: UNPREPARED sides are AVAILABLE, the first one has this label. */
rsm_error rsm_free_pool_ready(struct rsm *rsm, struct rsm_record *medium,
                              const MediaLabelInfo *label);

/*
 * No free label could be written: back to the pool and the states it had.  When that pool is gone, or
 * is for another media type than the medium has now, to Import with a label on record, to Unrecognized
 * without.  After a writing whose outcome nobody knows its label is to be read again.  Success, and
 * nothing changed, for a medium that does not wait for a label.
 */
rsm_error rsm_free_pool_return(struct rsm *rsm, struct rsm_record *medium);

/*
 * A writing that was interrupted or failed left this on the first side of the tape; label NULL = nothing
 * that is recognised, and it begins with that (the null GUID = it cannot be told).  The side has this label now.  A medium that waits for its free label goes on
 * waiting; where its label decides between Import and Unrecognized, it goes, or goes back, to the right
 * one.
 */
rsm_error rsm_free_pool_found(struct rsm *rsm, struct rsm_record *medium,
                              const MediaLabelInfo *label, const GUID *beginning);

/* Does the medium wait for its free label?  False when it is not there any more. */
rsm_error rsm_free_pool_is_waiting(struct rsm *rsm, const GUID *medium, bool *waiting_out);

/* Can tapes of that type get a free label?  False for disks, write-once and read-only media. */
rsm_error rsm_free_pool_takes_label(struct rsm *rsm, const GUID *media_type, bool *takes_out);

#endif
