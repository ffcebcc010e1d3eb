/*
 * Media pools by their paths: find and make, tell the path, delete (function pages of
 * CreateNtmsMediaPool, GetNtmsMediaPoolName and DeleteNtmsMediaPool).  A path is the names of the pools
 * from the top, each after a backslash; the first backslash may be left out where one is given.
 */
#ifndef RSM_CORE_POOLS_H
#define RSM_CORE_POOLS_H

#include "core/session.h"

/* Characters of the longest path that is told, with the end mark.  Pools are made with paths of 511 at
 * most, but renaming can make them longer. */
enum { RSM_POOLS_PATH_ROOM = 4096 };

/*
 * Find the pool of that path, or make it as action (NTMS_OPEN_EXISTING, NTMS_CREATE_NEW,
 * NTMS_OPEN_ALWAYS) says: with media_type for media of it, without (NULL) for pools.  Pools above it are
 * not made.  A new pool gets the descriptor of core/security.h; one that exists is not compared with
 * media_type and security.  ERROR_INVALID_PARAMETER (action, security), ERROR_INVALID_NAME, ERROR_OBJECT_NOT_FOUND (the pool, or one above
 * it), ERROR_ALREADY_EXISTS, ERROR_INVALID_MEDIA (no media type), ERROR_INVALID_MEDIA_POOL (the one
 * above may not hold it), ERROR_ACCESS_DENIED (USE to find; CONTROL of the root and of the pool above to
 * make), database errors.
 */
rsm_error rsm_pools_open(struct rsm_session *session, const WCHAR *path, const GUID *media_type,
                         DWORD action, const SECURITY_ATTRIBUTES *security, GUID *pool_out);

/*
 * Write the path of a pool, beginning with a backslash; that of the hidden root is only that.
 * *room is in characters with the end mark: before, those of path_out; after, those that the path has,
 * also for ERROR_INSUFFICIENT_BUFFER, when path_out is left alone.  ERROR_INVALID_MEDIA_POOL (no pool, or
 * a longer path than is told), ERROR_ACCESS_DENIED (USE).
 */
rsm_error rsm_pools_get_path(struct rsm_session *session, const GUID *pool, WCHAR *path_out,
                             DWORD *room);

/*
 * Delete an application pool in which nothing is.  ERROR_INVALID_MEDIA_POOL (no pool, or a built-in
 * one), ERROR_ACCESS_DENIED (MODIFY), ERROR_NOT_EMPTY, database errors.
 */
rsm_error rsm_pools_delete(struct rsm_session *session, const GUID *pool);

#endif
