/*
 * InjectNtmsMedia (its function page): the callers' half.  The worker's is inject_run.h.
 */
#ifndef RSM_WORK_INJECT_H
#define RSM_WORK_INJECT_H

#include "core/session.h"

/* OperationOption of a request that opens the port again after each load. */
enum { RSM_INJECT_MANY = 4 };

/*
 * Do what action says (NTMS_INJECT_*): accept what people put into the port of the library, once or until
 * it is stopped (*operation is set); end that (*operation says which); or take what is in the port now.
 *
 * ERROR_INVALID_PARAMETER (another action), ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED (CONTROL on the
 * library), ERROR_DEVICE_NOT_AVAILABLE (disabled), ERROR_LIBRARY_OFFLINE, ERROR_LIBRARY_FULL (no slot is
 * empty), ERROR_INVALID_OPERATION (not under way, of another library, or, to take what is there now, not begun by
 * NTMS_INJECT_STARTMANY), database errors.
 */
rsm_error rsm_inject_media(struct rsm_session *session, const GUID *library, GUID *operation,
                           DWORD action);

#endif
