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

/* Where that copy is. */
rsm_error rsm_backup_copy_path(const char *folder, char path_out[RSM_PATHS_ROOM]);

/*
 * Write a copy into another folder, which is made if it is missing, as ntms.db there; path_out says where, also
 * after a failure.  It appears when it is complete and on the disk, open to the owner alone, since it holds
 * passwords of devices.  One that is interrupted leaves a file ntms.db.<number>.new behind.
 * ERROR_ALREADY_EXISTS: a copy is there, and replace is false.  ERROR_INVALID_PARAMETER: it is the folder of a
 * database that programs work with.  Else as rsm_backup_export().
 */
rsm_error rsm_backup_export_to(const char *folder, const char *target, bool replace,
                               char path_out[RSM_PATHS_ROOM]);

enum { RSM_BACKUP_WHY = 200 };

/* Is the file a whole database that this program can use?  Else why not, in words.  ERROR_FILE_NOT_FOUND,
 * ERROR_DATABASE_FAILURE, ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_backup_examine(const char *path, char why_out[RSM_BACKUP_WHY]);

/*
 * Take a copy from another folder: examine its ntms.db, put it where ImportNtmsDatabase takes it, and have
 * it replace the database at the next start.  What was there is kept as ntms.db.replaced-<n>, *kept_out; 0 =
 * nothing was.  path_out is the file in that folder, also after a failure.  After a failure nothing is
 * marked that was not.  ERROR_INVALID_PARAMETER: it is the folder of the database itself;
 * ERROR_SHARING_VIOLATION (an export is under way); errors of rsm_backup_examine(), with why_out, and of files.
 */
rsm_error rsm_backup_import_from(const char *folder, const char *source,
                                 char path_out[RSM_PATHS_ROOM], unsigned *kept_out,
                                 char why_out[RSM_BACKUP_WHY]);

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
