/* Rights: which securable guards an object, and whether the caller holds a right on it. */
#ifndef RSM_CORE_ACCESS_H
#define RSM_CORE_ACCESS_H

#include "core/session.h"

/*
 * ERROR_SUCCESS or ERROR_ACCESS_DENIED for right on the securable that guards object (computer,
 * library or the pool that holds the medium): NTMS_*_ACCESS, READ_CONTROL, WRITE_DAC, WRITE_OWNER, which
 * the owner holds too, or ACCESS_SYSTEM_SECURITY, which the privilege SE_SECURITY_NAME gives.  The hook of
 * struct rsm decides if there is one, else the system, by the securable's descriptor and the caller's
 * token; administrators hold every right but the last.  Where the system knows no descriptors, everything is
 * allowed.  Wants an open transaction.  Does not block.
 */
rsm_error rsm_access_check(const struct rsm_session *session, const struct rsm_record *object,
                           DWORD right);

/* The same for the computer object. */
rsm_error rsm_access_check_computer(const struct rsm_session *session, DWORD right);

#endif
