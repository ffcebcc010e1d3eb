/*
 * MoveToNtmsMediaPool and ChangeNtmsMediaType: a medium goes to another pool (their function pages;
 * the rules are core/pool_moves.h).  The way into Free may queue the writing of a free label.
 */
#ifndef RSM_WORK_MEDIA_MOVES_H
#define RSM_WORK_MEDIA_MOVES_H

#include "core/session.h"

/*
 * Move a medium with all its sides.  To the pool that it is in is success, but for Free.
 * ERROR_INVALID_MEDIA (no medium, or its pool is gone), ERROR_INVALID_MEDIA_POOL (no pool, one that
 * holds pools, or the matrix says no), ERROR_ACCESS_DENIED (from Free: USE there and CONTROL on the
 * other; to Free: CONTROL on the other and USE there; else CONTROL on both), ERROR_MEDIA_INCOMPATIBLE
 * (another media type), ERROR_BUSY (disabled, in use, its free label not written, not identified, or
 * offline and to be labelled), database errors.
 */
rsm_error rsm_media_moves_to_pool(struct rsm_session *session, const GUID *medium,
                                  const GUID *pool);

/*
 * The same, and the medium gets the media type of the pool.  MODIFY on both pools and the computer is
 * wanted.  Besides: ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE (the medium's library is not there,
 * or the offline one), ERROR_MEDIA_INCOMPATIBLE (another number of sides).
 */
rsm_error rsm_media_moves_change_type(struct rsm_session *session, const GUID *medium,
                                      const GUID *pool);

#endif
