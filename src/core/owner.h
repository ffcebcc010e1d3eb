/*
 * Owners: the token by which a process signs what it leaves in the database for as long as it lives, and
 * whether it still does.  A process proves that it lives by a file lock, which the system takes away when
 * it ends in whatever way.
 */
#ifndef RSM_CORE_OWNER_H
#define RSM_CORE_OWNER_H

#include "core/rsm.h"

/* The lock file of a process in the folder of locks; its name is this and the token. */
#define RSM_OWNER_PREFIX "process-"
rsm_error rsm_owner_path(const char *folder, const WCHAR *owner, char *path_out, size_t room);

/* In the place of a process: what Removable Storage itself asks for, and for nobody's call.  It is also the
 * name of the application then. */
extern const WCHAR rsm_owner_itself[];

/* Does the process with that token live?  Removes the lock file of one that does not. */
bool rsm_owner_lives(const struct rsm *rsm, const WCHAR *owner);

#endif
