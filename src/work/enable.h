/*
 * EnableNtmsObject and DisableNtmsObject (their function page; spec: object model 3.3, "requests"
 * 1.1): the caller's half and the worker's.
 */
#ifndef RSM_WORK_ENABLE_H
#define RSM_WORK_ENABLE_H

#include "core/session.h"
#include "work/library.h"

/*
 * Queue the enabling or disabling of a library, drive or medium; in a library that is not present, and
 * of an offline medium, it is done at once.  ERROR_INVALID_PARAMETER (another kind),
 * ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED (no MODIFY on the library), ERROR_LIBRARY_OFFLINE (the
 * offline library itself), ERROR_INVALID_STATE (it is so already).
 */
rsm_error rsm_enable_queue(struct rsm_session *session, DWORD type, const GUID *id, bool enable);

/*
 * Begin a request NTMS_LM_DISABLELIBRARY to NTMS_LM_ENABLEMEDIA.  False when what is running with the
 * object must end first, or the request is not QUEUED any more.  *bay_out is the drive that is to be
 * disabled, taken for the caller to give back, or NULL.  Wants no transaction.
 */
bool rsm_enable_start(struct rsm_library *library, const struct rsm_record *request,
                      struct rsm_bay **bay_out);

/* Do what is left of it: the cartridge of a disabled drive goes home if that is possible.
 * ERROR_OBJECT_NOT_FOUND when the object was deleted meanwhile.  Blocks. */
rsm_error rsm_enable_run(struct rsm_library *library, struct rsm_bay *bay,
                         const struct rsm_record *request);

#endif
