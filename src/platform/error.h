/*
 * The one vocabulary of failure: Win32 codes, as the documented functions return them. A foreign
 * code (errno, SQLite, sense data, iSCSI) is translated where it enters and never travels
 * further.
 */
#ifndef RSM_PLATFORM_ERROR_H
#define RSM_PLATFORM_ERROR_H

#include "ntms_wintypes.h"

/* What every function that can fail returns; ERROR_SUCCESS (0) when it did not. */
typedef DWORD rsm_error;

/*
 * The constant's name, "ERROR_INVALID_LIBRARY", for logs and tests. A code that is not in our
 * table is "unknown Win32 code", so print the number beside it. Never NULL, never freed, callable
 * from any thread.
 */
const char *rsm_error_name(rsm_error error);

/*
 * One plain English sentence for a person: what is wrong, and where it helps, what to do. Never
 * NULL, never freed, callable from any thread.
 */
const char *rsm_error_text(rsm_error error);

#endif
