/* Which cartridges a tape drive takes, judged by what it says of itself. */
#ifndef RSM_CORE_DRIVE_KIND_H
#define RSM_CORE_DRIVE_KIND_H

#include "ntms_wintypes.h"

/*
 * The STORAGE_MEDIA_TYPE code for a drive of that vendor and product (INQUIRY, trimmed); 0 = not
 * known.
 */
DWORD rsm_drive_kind_media_type(const char *vendor, const char *product);

#endif
