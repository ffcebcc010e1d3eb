/*
 * GetNtmsObjectAttribute and SetNtmsObjectAttribute.  Both begin and end their own transaction.
 */
#ifndef RSM_CORE_ATTRIBUTES_H
#define RSM_CORE_ATTRIBUTES_H

#include "core/session.h"

/*
 * The bytes of an attribute; type NTMS_UNKNOWN = of an object of any kind.  data_out has room for *size
 * bytes; *size becomes the number stored, also with ERROR_INSUFFICIENT_BUFFER, which leaves data_out
 * untouched.  ERROR_INVALID_PARAMETER (no such kind), ERROR_OBJECT_NOT_FOUND (object of that kind, or
 * attribute), ERROR_ACCESS_DENIED (USE).
 */
rsm_error rsm_attributes_get(struct rsm_session *session, const GUID *object, DWORD type,
                             const WCHAR *name, void *data_out, DWORD *size);

/*
 * Add an attribute or replace it; size 0 deletes it, whether it was there or not.  ERROR_INVALID_NAME
 * (empty, or more than 31 characters), ERROR_NO_DATA (NTMS_MAXATTR_LENGTH bytes or more),
 * ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED (MODIFY).
 */
rsm_error rsm_attributes_set(struct rsm_session *session, const GUID *object, const WCHAR *name,
                             const void *data, DWORD size);

#endif
