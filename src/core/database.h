/* Backup of the database by callers: ExportNtmsDatabase, ImportNtmsDatabase. */
#ifndef RSM_CORE_DATABASE_H
#define RSM_CORE_DATABASE_H

#include "core/session.h"

/* Write a copy now (store/backup.h).  Blocks while it is written.  ERROR_ACCESS_DENIED (no CONTROL on the
 * computer, or the folder), ERROR_SHARING_VIOLATION, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL. */
rsm_error rsm_database_export(struct rsm_session *session);

/* Have that copy replace the database at the next start.  ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE
 * (there is no usable copy). */
rsm_error rsm_database_import(struct rsm_session *session);

#endif
