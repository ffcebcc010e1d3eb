/*
 * Where messages are shown: lists of computers for the computer object, for a library, or for a session
 * alone.  Follows the function pages of GetNtmsUIOptions and SetNtmsUIOptions.
 *
 * A list is closed texts one after another and an empty one at the end.
 */
#ifndef RSM_CORE_UI_OPTIONS_H
#define RSM_CORE_UI_OPTIONS_H

#include "core/session.h"

/*
 * The list of a computer, a library, or (object NULL) of the session, for messages of that kind
 * (NTMS_UITYPE_*).  *list_out is the caller's: free(); NULL when it is empty.  *length_out counts
 * characters with all NULs, 0 when it is empty.
 * ERROR_INVALID_PARAMETER: no such kind (a session has none of ERR), an object of another type.
 * ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED (no USE).
 */
rsm_error rsm_ui_options_get(struct rsm_session *session, const GUID *object, DWORD type,
                             WCHAR **list_out, size_t *length_out);

/*
 * Change it by NTMS_UIDEST_*; name is looked at for ADD and DELETE alone, capital or small letters alike,
 * "" is this computer.  Lists of a session end with it.  As above, and also for no USE or MODIFY;
 * ERROR_INVALID_PARAMETER also for a NULL name, one longer than 255 characters, or no such operation;
 * ERROR_ALREADY_EXISTS; ERROR_OBJECT_NOT_FOUND when the name to be deleted is not there.
 */
rsm_error rsm_ui_options_set(struct rsm_session *session, const GUID *object, DWORD type,
                             DWORD operation, const WCHAR *name);

#endif
