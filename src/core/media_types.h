/*
 * The kinds of cartridges known before any device is: codes of STORAGE_MEDIA_TYPE with readable
 * names, numbers of sides and what can be written.  Facts only; the objects made from them are
 * core/catalogue.c's.
 */
#ifndef RSM_CORE_MEDIA_TYPES_H
#define RSM_CORE_MEDIA_TYPES_H

#include "ntmsapi.h"

#include <stddef.h>

struct rsm_media_type {
    DWORD code; /* STORAGE_MEDIA_TYPE; 0 is ours: a tape whose type the drive does not report */
    const WCHAR *name;
    DWORD sides;
    DWORD writing; /* NTMS_MEDIARW_* */
    DWORD device;  /* FILE_DEVICE_* */
};

/* All of them, by rising code. */
const struct rsm_media_type *rsm_media_types(size_t *count_out);

/* NULL if there is none of that code. */
const struct rsm_media_type *rsm_media_types_find(DWORD code);

#endif
