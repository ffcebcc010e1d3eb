/*
 * The folder of the database.
 */
#include "work/folders.h"

#include <stdio.h>

#include "platform/identity.h"
#include "platform/log.h"
#include "platform/text.h"

/* What callers of OpenNtmsSession hear when the data folder cannot be used. */
static rsm_error folder_error(rsm_error err)
{
    switch (err) {
    case ERROR_ACCESS_DENIED:
    case ERROR_NOT_ENOUGH_MEMORY:
        return err;
    case ERROR_DISK_FULL:
        return ERROR_DATABASE_FULL;
    default:
        return ERROR_DATABASE_FAILURE;
    }
}

/* Where the data folder is, the folder of locks in it, and the token of this process. */
static rsm_error find_folders(const char *folder, struct rsm *rsm)
{
    char token[RSM_IDENTITY_TOKEN_ROOM];
    rsm_error err = ERROR_SUCCESS;

    if (folder != NULL)
        snprintf(rsm->data, sizeof rsm->data, "%s", folder);
    else
        err = rsm_paths_data_folder(rsm->data, sizeof rsm->data);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(rsm->data, "locks", rsm->folder, sizeof rsm->folder);
    if (err == ERROR_SUCCESS)
        err = rsm_identity_process_token(token);
    if (err == ERROR_SUCCESS)
        rsm_text_from_utf8(rsm->owner, RSM_OWNER_LENGTH, token, RSM_TEXT_TERMINATED);
    return err;
}

rsm_error rsm_folders_make(const char *folder, struct rsm *rsm, char database[RSM_PATHS_ROOM])
{
    rsm_error err = find_folders(folder, rsm);

    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(rsm->data, "ntms.db", database, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_make_folder(rsm->folder);
    if (err == ERROR_SUCCESS)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            "the data folder %s cannot be used: %s (%s); mend it, or name the parent of another "
            "one in NTMS_DATA",
            rsm->data, rsm_error_text(err), rsm_error_name(err));
    return folder_error(err);
}
