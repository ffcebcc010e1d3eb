/*
 * Device change detection (spec "functions-2" section 25): a program asks that drives which stand alone be
 * looked at.  Whoever runs the library of such a drive watches it anyway (work/alone.h); what is set is looked at
 * at once, and so that it is certain: a label that nobody has read since then is read.  A detection has
 * nothing more to do while it is open, since drives are watched as long as any session is open.
 */
#ifndef RSM_WORK_DETECTION_H
#define RSM_WORK_DETECTION_H

#include "core/session.h"

/* Make a detection on a session, and its handle.  ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_detection_begin(struct rsm_session *session, HANDLE *handle_out);

/*
 * Look at libraries, or at those that could hold certain media or media of certain types; of these the drives that
 * stand alone, are present and enabled: an inventory of each is queued (NTMS_INVENTORY_FAST), unless one is
 * already.  handle NULL = without a detection.  Wants no transaction.
 *
 * ERROR_INVALID_HANDLE     no detection of this session
 * ERROR_INVALID_PARAMETER  type is none of NTMS_LIBRARY, NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_TYPE; ids NULL; count
 *                          0; an id is of another kind
 * ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA, ERROR_OBJECT_NOT_FOUND (media type): an id is unknown
 */
rsm_error rsm_detection_set(struct rsm_session *session, HANDLE handle, const GUID *ids, DWORD type,
                            DWORD count);

/* End a detection.  ERROR_INVALID_HANDLE: none of this session. */
rsm_error rsm_detection_end(struct rsm_session *session, HANDLE handle);

#endif
