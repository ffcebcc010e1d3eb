/*
 * What an application declares of a side: DecommissionNtmsMedia, SetNtmsMediaComplete and SwapNtmsMedia
 * (their function pages; section 8.1 of the object model).  Records alone change; an offline or a
 * disabled medium is as good as any.  Each can fail with database errors besides what is named.
 */
#ifndef RSM_CORE_MEDIA_STATES_H
#define RSM_CORE_MEDIA_STATES_H

#include "core/session.h"

/*
 * An AVAILABLE side is never allocated again.  ERROR_INVALID_MEDIA (no side),
 * ERROR_INVALID_MEDIA_POOL (its pool is gone), ERROR_ACCESS_DENIED (CONTROL of the pool),
 * ERROR_INVALID_STATE.
 */
rsm_error rsm_media_states_decommission(struct rsm_session *session, const GUID *side);

/*
 * An ALLOCATED side is COMPLETE.  owner is its logical medium.  ERROR_INVALID_MEDIA (no logical
 * medium), ERROR_INVALID_MEDIA_POOL, ERROR_ACCESS_DENIED (CONTROL of the pool), ERROR_INVALID_STATE
 * (also in use).
 */
rsm_error rsm_media_states_complete(struct rsm_session *session, const GUID *owner);

/*
 * Two logical media exchange their sides, both ALLOCATED and in one pool.  ERROR_INVALID_MEDIA (no
 * logical medium, or in use), ERROR_INVALID_MEDIA_POOL (also two pools), ERROR_ACCESS_DENIED (MODIFY
 * of the pool), ERROR_INVALID_STATE.
 */
rsm_error rsm_media_states_swap(struct rsm_session *session, const GUID *owner1,
                                const GUID *owner2);

#endif
