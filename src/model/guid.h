/*
 * GUIDs as values: compare, print, parse.  Making new ones needs random bytes and lives in
 * store/records.c.
 */
#ifndef RSM_MODEL_GUID_H
#define RSM_MODEL_GUID_H

#include <stdbool.h>
#include <stddef.h>

#include "ntms_wintypes.h"

#define RSM_GUID_TEXT 37 /* 8-4-4-4-12 digits, hyphens and the NUL */

extern const GUID rsm_guid_null;

bool rsm_guid_equal(const GUID *a, const GUID *b);
bool rsm_guid_is_null(const GUID *id);

/* An order of GUIDs, for qsort() and bsearch(): less than 0, 0, more than 0. */
int rsm_guid_order(const void *a, const void *b);

/* Write id as 8-4-4-4-12 lower-case digits. */
void rsm_guid_format(const GUID *id, char text_out[RSM_GUID_TEXT]);

/*
 * Read a GUID written with or without hyphens and braces, in either case.  False, and id_out
 * untouched, when text is anything else.
 */
bool rsm_guid_parse(const char *text, GUID *id_out);

#endif
