/*
 * The folder of the database.
 */
#include "work/folders.h"

#include <stdio.h>
#include <string.h>

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

rsm_error rsm_folders_find(const char *folder, struct rsm_folders *folders_out)
{
    char *data = folders_out->data;
    rsm_error err = ERROR_SUCCESS;

    if (folder != NULL)
        snprintf(data, sizeof folders_out->data, "%s", folder);
    else
        err = rsm_paths_data_folder(data, sizeof folders_out->data);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(data, "locks", folders_out->locks, sizeof folders_out->locks);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(data, "ntms.db", folders_out->database, sizeof folders_out->database);
    return err;
}

/* Where they are, and the token of this process. */
static rsm_error find_folders(const char *folder, struct rsm *rsm, char database[RSM_PATHS_ROOM])
{
    struct rsm_folders folders = {.data = ""};
    char token[RSM_IDENTITY_TOKEN_ROOM];
    rsm_error err = rsm_folders_find(folder, &folders);

    memcpy(rsm->data, folders.data, sizeof rsm->data);
    if (err != ERROR_SUCCESS)
        return err;
    memcpy(rsm->folder, folders.locks, sizeof rsm->folder);
    memcpy(database, folders.database, RSM_PATHS_ROOM);
    err = rsm_identity_process_token(token);
    if (err == ERROR_SUCCESS)
        rsm_text_from_utf8(rsm->owner, RSM_OWNER_LENGTH, token, RSM_TEXT_TERMINATED);
    return err;
}

rsm_error rsm_folders_make(const char *folder, struct rsm *rsm, char database[RSM_PATHS_ROOM])
{
    rsm_error err = find_folders(folder, rsm, database);

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
