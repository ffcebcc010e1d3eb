/*
 * AddNtmsMediaType and DeleteNtmsMediaType: which media types a library takes.  Both begin and end
 * their own transaction, and want MODIFY on the library (ERROR_ACCESS_DENIED).
 */
#ifndef RSM_CORE_RELATED_TYPES_H
#define RSM_CORE_RELATED_TYPES_H

#include "core/session.h"

/*
 * Relate a media type to a library, and make its child pools where they are missing; success when it is
 * related already.  ERROR_INVALID_MEDIA (no media type), ERROR_INVALID_LIBRARY, ERROR_RESOURCE_DISABLED,
 * ERROR_LIBRARY_OFFLINE (not present, or the offline library).
 */
rsm_error rsm_related_types_add(struct rsm_session *session, const GUID *media_type,
                                const GUID *library);

/*
 * End the relation; the child pools of a type that no library takes and no medium has go, too.
 * ERROR_INVALID_MEDIA (not related, or no media type), ERROR_INVALID_LIBRARY, ERROR_NOT_EMPTY (the
 * library holds media of the type), ERROR_INDIGENOUS_TYPE (one of its drives takes such media).
 */
rsm_error rsm_related_types_delete(struct rsm_session *session, const GUID *media_type,
                                   const GUID *library);

#endif
