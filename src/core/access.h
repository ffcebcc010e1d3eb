/* Rights: which securable guards an object, and whether the caller holds a right on it. */
#ifndef RSM_CORE_ACCESS_H
#define RSM_CORE_ACCESS_H

#include "core/session.h"

/*
 * ERROR_SUCCESS or ERROR_ACCESS_DENIED for right on the securable that guards object (computer,
 * library or the pool that holds the medium).  Wants an open transaction.
 */
rsm_error rsm_access_check(const struct rsm_session *session, const struct rsm_record *object,
                           DWORD right);

/* The same for the computer object. */
rsm_error rsm_access_check_computer(const struct rsm_session *session, DWORD right);

#endif
