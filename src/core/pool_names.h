/*
 * Names of media pools: which a pool may have, and who has it among those beside it (spec: function
 * page of CreateNtmsMediaPool).
 */
#ifndef RSM_CORE_POOL_NAMES_H
#define RSM_CORE_POOL_NAMES_H

#include "core/rsm.h"

/* The name of one pool, a component of a path: 1 to 63 characters, no backslash, no control
 * character.  component is terminated.  ERROR_INVALID_NAME. */
rsm_error rsm_pool_names_check(const WCHAR *component);

/*
 * pool is about to be saved with the name it has now: do its path and those of all pools below it keep
 * to 511 characters?  ERROR_INVALID_NAME.  Wants an open transaction.
 */
rsm_error rsm_pool_names_check_paths(struct rsm *rsm, const struct rsm_record *pool);

/*
 * The pool of that name in parent, the null GUID for those at the top; A-Z and a-z are alike.  The
 * hidden root is found nowhere.  ERROR_OBJECT_NOT_FOUND, *pool_out untouched.  Wants an open
 * transaction.
 */
rsm_error rsm_pool_names_find(struct rsm *rsm, const GUID *parent, const WCHAR *name,
                              GUID *pool_out);

#endif
