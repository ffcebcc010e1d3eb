/*
 * What the generic rights mean for computers, libraries and pools (spec: object model, section 10.1).
 */
#ifndef RSM_MODEL_RIGHTS_H
#define RSM_MODEL_RIGHTS_H

#include "ntmsapi.h"

#define RSM_RIGHTS_READ  (NTMS_USE_ACCESS | READ_CONTROL)
#define RSM_RIGHTS_WRITE (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | WRITE_DAC)
#define RSM_RIGHTS_EXECUTE \
    (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS | READ_CONTROL | WRITE_DAC)
#define RSM_RIGHTS_ALL RSM_RIGHTS_EXECUTE

/* The mask with every generic right replaced by what it means. */
DWORD rsm_rights_map(DWORD mask);

#endif
