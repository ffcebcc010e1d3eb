/*
 * Backup of the database by callers, who need control of the computer.
 */
#include "core/database.h"

#include "core/access.h"
#include "platform/log.h"

static rsm_error check(struct rsm_session *session)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_access_check_computer(session, NTMS_CONTROL_ACCESS));
    if (err == ERROR_SUCCESS && session->rsm->data[0] == '\0') {
        rsm_log(RSM_LOG_ERROR, "core", "a database in memory has no copies");
        err = ERROR_DATABASE_FAILURE;
    }
    return err;
}

rsm_error rsm_database_export(struct rsm_session *session)
{
    rsm_error err = check(session);

    return err == ERROR_SUCCESS ? rsm_backup_export(session->rsm->data) : err;
}

rsm_error rsm_database_import(struct rsm_session *session)
{
    rsm_error err = check(session);

    return err == ERROR_SUCCESS ? rsm_backup_request_import(session->rsm->data) : err;
}

rsm_error rsm_database_copy_path(struct rsm_session *session, char path_out[RSM_PATHS_ROOM])
{
    return rsm_backup_copy_path(session->rsm->data, path_out);
}

rsm_error rsm_database_export_to(struct rsm_session *session, const char *target, bool replace,
                                 char path_out[RSM_PATHS_ROOM])
{
    rsm_error err = check(session);

    path_out[0] = '\0';
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_backup_export_to(session->rsm->data, target, replace, path_out);
}

rsm_error rsm_database_import_from(struct rsm_session *session, const char *source,
                                   char path_out[RSM_PATHS_ROOM], unsigned *kept_out,
                                   char why_out[RSM_BACKUP_WHY])
{
    rsm_error err = check(session);

    path_out[0] = '\0';
    why_out[0] = '\0';
    *kept_out = 0;
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_backup_import_from(session->rsm->data, source, path_out, kept_out, why_out);
}
