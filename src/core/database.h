/* Backup of the database by callers: ExportNtmsDatabase, ImportNtmsDatabase. */
#ifndef RSM_CORE_DATABASE_H
#define RSM_CORE_DATABASE_H

#include "core/session.h"
#include "store/backup.h"

/* Write a copy now (store/backup.h).  Blocks while it is written.  ERROR_ACCESS_DENIED (no CONTROL on the
 * computer, or the folder), ERROR_SHARING_VIOLATION, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL. */
rsm_error rsm_database_export(struct rsm_session *session);

/* Have that copy replace the database at the next start.  ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE
 * (there is no usable copy). */
rsm_error rsm_database_import(struct rsm_session *session);

/* Where both have the copy. */
rsm_error rsm_database_copy_path(struct rsm_session *session, char path_out[RSM_PATHS_ROOM]);

/* The same with a copy in another folder, which no function of the interface does: rsm_backup_export_to() and
 * rsm_backup_import_from(); ERROR_ACCESS_DENIED as above. */
rsm_error rsm_database_export_to(struct rsm_session *session, const char *target, bool replace,
                                 char path_out[RSM_PATHS_ROOM]);
rsm_error rsm_database_import_from(struct rsm_session *session, const char *source,
                                   char path_out[RSM_PATHS_ROOM], unsigned *kept_out,
                                   char why_out[RSM_BACKUP_WHY]);

#endif
