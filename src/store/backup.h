/*
 * Copies of the database: written while others work with it, and put in its place at a start when
 * nobody does.  A copy is one file, ntms.db in the folder Export of the data folder.  Follows the
 * function pages of ExportNtmsDatabase and ImportNtmsDatabase.
 */
#ifndef RSM_STORE_BACKUP_H
#define RSM_STORE_BACKUP_H

#include "store/store.h"

/*
 * Write a consistent copy of the database in the data folder, replacing the one before only when the
 * new one is complete.  Others read and write meanwhile; it holds no lock of the store.  Wants no
 * transaction.  ERROR_SHARING_VIOLATION (somebody has the copy open, or is writing it),
 * ERROR_DATABASE_FULL, ERROR_DATABASE_FAILURE, ERROR_ACCESS_DENIED (the folder).
 */
rsm_error rsm_backup_export(const char *folder);

/*
 * Have the copy replace the database at the next start.  ERROR_DATABASE_FAILURE: there is no copy, or
 * it cannot be used; nothing is marked then.
 */
rsm_error rsm_backup_request_import(const char *folder);

/* Is the copy to replace the database? */
bool rsm_backup_is_import_requested(const char *folder);

/*
 * Put the copy in the place of the database, which is kept as ntms.db.replaced-<n>.  Nobody may have the
 * database open.  When it is interrupted at any moment it is done anew at the next start.  A copy that
 * cannot be used any more is refused once, the database stays, and the mark goes.
 */
rsm_error rsm_backup_import(const char *folder);

#endif
