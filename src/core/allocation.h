/*
 * Allocation: which side of a medium a program gets, and what becomes of the medium when the program
 * gives it back.  The rules are those of the function pages of AllocateNtmsMedia and DeallocateNtmsMedia
 * and of sections 8.1, 9.1 and 9.2 of the object model.  Asking a person for a medium, and waiting, is
 * work/allocate.c's.  All want an open transaction, a writing one where they change something.
 */
#ifndef RSM_CORE_ALLOCATION_H
#define RSM_CORE_ALLOCATION_H

#include "core/session.h"

/* The pool to allocate in: one of an application, with a media type.  ERROR_INVALID_MEDIA_POOL. */
rsm_error rsm_allocation_require_pool(struct rsm *rsm, const GUID *id, struct rsm_record *pool_out);

/*
 * Three ways to choose a side for a program; none changes anything.  Each wants CONTROL of the pool, and
 * of the pool that the medium is taken from, if that is another; USE where that is Free
 * (ERROR_ACCESS_DENIED).
 */

/*
 * Any side that can be had now, in the pool itself or, where its policy says so, in Free.  whole = of a
 * medium all of whose sides can be had, the first of them.  ERROR_MEDIA_UNAVAILABLE;
 * ERROR_DEVICE_NOT_AVAILABLE when the policy says Free and there is none for the media type.
 */
rsm_error rsm_allocation_find(const struct rsm_session *session, const struct rsm_record *pool,
                              bool whole, GUID *side_out);

/*
 * That side, wherever it is.  ERROR_INVALID_MEDIA (no side, or in a state in which it cannot be had),
 * ERROR_RESOURCE_DISABLED, ERROR_MEDIA_OFFLINE, ERROR_MEDIA_INCOMPATIBLE (another media type), ERROR_BUSY
 * (another side has an owner, and the medium would leave its pool or is wanted whole; or its tape is being
 * overwritten).
 */
rsm_error rsm_allocation_check_side(const struct rsm_session *session,
                                    const struct rsm_record *pool, const GUID *side, bool whole);

/*
 * The next side of the medium behind a logical medium: the first reserved one, else the first available
 * one.  ERROR_INVALID_MEDIA (no logical medium), ERROR_INVALID_MEDIA_POOL (of another pool),
 * ERROR_RESOURCE_DISABLED, ERROR_MEDIA_OFFLINE, ERROR_MEDIA_UNAVAILABLE.
 */
rsm_error rsm_allocation_find_next(const struct rsm_session *session, const struct rsm_record *pool,
                                   const GUID *owner, GUID *side_out);

struct rsm_allocation {
    GUID owner; /* the new logical medium */
    GUID from;  /* the pool that the medium was in */
};

/* Give a side that was chosen an owner, its medium moving to the pool.  whole = the other available sides
 * of the medium are reserved for the same owner. */
rsm_error rsm_allocation_take(struct rsm *rsm, const struct rsm_record *pool, const GUID *side,
                              bool whole, struct rsm_allocation *allocation_out);

/*
 * A program gives a logical medium back: it is deleted.  Its side is DECOMMISSIONED when the pool's limit
 * is reached, else AVAILABLE; reserved sides are AVAILABLE when no side is owned any more.
 * *to_free_out: the pool returns its media to Free, and this one can go there now; the caller sees to it,
 * with *medium_out.  Where it cannot, it stays.  ERROR_INVALID_MEDIA; ERROR_ACCESS_DENIED (CONTROL of the
 * pool, USE of Free if it goes there).
 */
rsm_error rsm_allocation_end(const struct rsm_session *session, const GUID *owner,
                             struct rsm_record *medium_out, bool *to_free_out);

#endif
