/*
 * Memory that is handed to a program for good, which releases it with LocalFree on Windows and with free
 * elsewhere, whichever C library it was built with.
 */
#ifndef RSM_PLATFORM_LOCAL_H
#define RSM_PLATFORM_LOCAL_H

#include <stddef.h>

/* NULL when there is none. */
void *rsm_local_allocate(size_t size);

/* Accepts NULL.  For what is not handed out after all. */
void rsm_local_free(void *memory);

#endif
