/*
 * Media that no library holds, put on record and taken off it by a program: CreateNtmsMedia and
 * DeleteNtmsMedia (their function pages).
 */
#ifndef RSM_CORE_OFFLINE_MEDIA_H
#define RSM_CORE_OFFLINE_MEDIA_H

#include "core/session.h"

/* No media type has more sides; of a longer list nothing is read, since the number cannot be right. */
enum { RSM_OFFLINE_MEDIA_SIDES_MAX = 8 };

/*
 * Record an offline medium and its sides, sides[0] to sides[dwNumberOfPartitions - 1], whose dwSize and
 * dwType are checked here; those of *medium are the caller's to check.  On success all of them are what
 * was recorded; on failure they are as before.
 * ERROR_INVALID_PARAMETER (a member, see the function page; an identifier that is taken),
 * ERROR_INVALID_MEDIA_POOL (neither an import nor an application pool for media),
 * ERROR_INVALID_LIBRARY (CurrentLibrary is another than the offline one), ERROR_ACCESS_DENIED (MODIFY
 * of the pool and of the computer), ERROR_MEDIA_INCOMPATIBLE (number of sides), ERROR_INVALID_MEDIA (the
 * bar code, or with NTMS_ERROR_ON_DUPLICATE the label, is on record), database errors.
 */
rsm_error rsm_offline_media_create(struct rsm_session *session, NTMS_OBJECTINFORMATIONW *medium,
                                   NTMS_OBJECTINFORMATIONW *sides, DWORD options);

/*
 * Delete a medium that is in the offline library or in one that is not present, with its sides.
 * ERROR_INVALID_MEDIA (no medium), ERROR_INVALID_MEDIA_POOL (its pool is gone), ERROR_ACCESS_DENIED
 * (MODIFY of the pool and of the computer), ERROR_INVALID_STATE (online, or a side is allocated,
 * complete or reserved), database errors.
 */
rsm_error rsm_offline_media_delete(struct rsm_session *session, const GUID *medium);

#endif
