/*
 * The operations of library requests in words.
 */
#ifndef RSM_MODEL_OPERATIONS_H
#define RSM_MODEL_OPERATIONS_H

#include "ntmsapi.h"

/* An NtmsLmOperation as "eject", "clean drive" ...; "unknown" for what is none.  Never NULL. */
const char *rsm_operation_words(DWORD operation);

#endif
