/*
 * errno to Win32 codes, for the files of this folder and whoever calls the system directly.
 */
#ifndef RSM_PLATFORM_OS_ERROR_H
#define RSM_PLATFORM_OS_ERROR_H

#include "platform/error.h"

/* 0 is ERROR_SUCCESS; an errno that is not in the table is ERROR_GEN_FAILURE. */
rsm_error rsm_error_from_errno(int number);

#endif
