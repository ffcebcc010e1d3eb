/* The folder that the database is in, and the one of locks in it. */
#ifndef RSM_WORK_FOLDERS_H
#define RSM_WORK_FOLDERS_H

#include "core/rsm.h"
#include "platform/paths.h"

/*
 * Make the folders: folder, or (NULL) where the database is kept on this computer.  rsm->data, folder and owner
 * are set, and database to the path of the file.  What callers of OpenNtmsSession hear:
 * ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FULL, else ERROR_DATABASE_FAILURE, with a line
 * in the log.
 */
rsm_error rsm_folders_make(const char *folder, struct rsm *rsm, char database[RSM_PATHS_ROOM]);

struct rsm_folders {
    char data[RSM_PATHS_ROOM];
    char locks[RSM_PATHS_ROOM];
    char database[RSM_PATHS_ROOM]; /* the file */
};

/* Only say where they are.  folder as above.  Errors as rsm_paths_data_folder(). */
rsm_error rsm_folders_find(const char *folder, struct rsm_folders *folders_out);

#endif
