/*
 * Reading and setting the security descriptors of objects.  Follows the function pages of
 * GetNtmsObjectSecurity and SetNtmsObjectSecurity.
 */
#ifndef RSM_CORE_SECURITY_H
#define RSM_CORE_SECURITY_H

#include "core/session.h"

/*
 * Copy the named parts (*_SECURITY_INFORMATION; others are not there) of an object's descriptor, self-relative, its
 * DACL present when it is named.  descriptor_out has that many bytes and is left alone when they are too
 * few: ERROR_INSUFFICIENT_BUFFER.  Once type was found good, *needed_out is always set, to 0 when the
 * descriptor could not be had.  ERROR_INVALID_PARAMETER (type), ERROR_OBJECT_NOT_FOUND (also when the
 * object is of another kind), ERROR_ACCESS_DENIED, ERROR_NO_SECURITY_ON_OBJECT.
 */
rsm_error rsm_security_get(struct rsm_session *session, const GUID *id, DWORD type,
                           SECURITY_INFORMATION parts, void *descriptor_out, DWORD size,
                           DWORD *needed_out);

/*
 * Replace the named parts of an object's descriptor by those of given, of either form.  Codes as above,
 * and ERROR_INVALID_PARAMETER for a descriptor that is not good, an owner or a group that is named and
 * missing, and parts that nobody knows.
 */
rsm_error rsm_security_set(struct rsm_session *session, const GUID *id, DWORD type,
                           SECURITY_INFORMATION parts, const void *given);

/*
 * Store the descriptor of a media pool that was just inserted: that of given as far as it has its parts;
 * else owner and group are the caller's, and the DACL gives all rights to the caller and LocalSystem,
 * and what the parent's hands on, unless the parent is the root.  given may be NULL, and may hold no
 * descriptor.  Wants the writing transaction.  ERROR_INVALID_PARAMETER (given is not good),
 * ERROR_ACCESS_DENIED (given has a SACL, which wants the privilege SE_SECURITY_NAME),
 * ERROR_INVALID_ACL (what is inherited does not fit into one list).
 */
rsm_error rsm_security_for_new_pool(const struct rsm_session *session,
                                    const struct rsm_record *pool,
                                    const SECURITY_ATTRIBUTES *given);

#endif
