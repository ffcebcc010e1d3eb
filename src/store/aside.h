/*
 * Database files kept under another name, with what SQLite keeps beside them.  Nothing is deleted.
 */
#ifndef RSM_STORE_ASIDE_H
#define RSM_STORE_ASIDE_H

#include "platform/error.h"

/*
 * Rename the database at path, and its companions, to "<path>.<why>-<n>" with the first n from 1 that
 * is free, *number_out.  The file itself goes last: when this is interrupted it is found again.  No
 * connection may be open.  ERROR_FILE_EXISTS (too many are kept), ERROR_FILENAME_EXCED_RANGE, errors of
 * rsm_paths_rename().
 */
rsm_error rsm_aside_keep(const char *path, const char *why, unsigned *number_out);

#endif
