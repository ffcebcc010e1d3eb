/*
 * Copies of the database: written while others work with it, and put in its place at a start when
 * nobody does.  A copy is one file, ntms.db in the folder Export of the data folder.  Follows the
 * function pages of ExportNtmsDatabase and ImportNtmsDatabase.
 */
#ifndef RSM_STORE_BACKUP_H
#define RSM_STORE_BACKUP_H

#include "platform/paths.h"
#include "store/store.h"

/*
 * Write a consistent copy of the database in the data folder, replacing the one before only when the
 * new one is complete.  Others read and write meanwhile; it holds no lock of the store.  Wants no
 * transaction.  ERROR_SHARING_VIOLATION (somebody has the copy open, or is writing it),
 * ERROR_DATABASE_FULL, ERROR_DATABASE_FAILURE, ERROR_NOT_ENOUGH_MEMORY, ERROR_ACCESS_DENIED (the folder).
 */
rsm_error rsm_backup_export(const char *folder);

/*
 * Have the copy replace the database at the next start.  ERROR_DATABASE_FAILURE: there is no copy, or
 * it cannot be used; nothing is marked then, nor after ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_backup_request_import(const char *folder);

/* Is the copy to replace the database? */
bool rsm_backup_is_import_requested(const char *folder);

/*
 * An import has two steps, and between them the caller may change what is going to be the database: the
 * first makes a file of its own from the copy and tells where it is, the second puts that file in the
 * place of the database, which is kept as ntms.db.replaced-<n>.  Nobody may have the database open, nor,
 * in the second step, the file.  When they are interrupted at any moment both are done anew at the next
 * start, from the copy.
 *
 * A copy that cannot be used any more is refused once: the database stays, the mark goes, and path_out is
 * empty, which is no failure.  Errors of files, ERROR_DATABASE_FULL, ERROR_DATABASE_FAILURE,
 * ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_backup_prepare_import(const char *folder, char path_out[RSM_PATHS_ROOM]);
rsm_error rsm_backup_finish_import(const char *folder);

#endif
