/*
 * A database file that cannot be read.  A quick look at each open finds what is no database at
 * all; damage farther inside is found in use, remembered by a file "<path>.suspect", and the next
 * open reads everything.  That file's lock also lets only one process rename at a time.
 */
#include "store/damage.h"

#include "platform/file_lock.h"
#include "platform/log.h"
#include "platform/paths.h"
#include "store/aside.h"
#include "store/schema.h"

#include <stdio.h>
#include <string.h>

/* "" when it does not fit, which is the name of no file. */
static void suspect_name(const char *path, char name_out[RSM_PATHS_ROOM])
{
    int length = snprintf(name_out, RSM_PATHS_ROOM, "%s.suspect", path);

    if (length < 0 || length >= RSM_PATHS_ROOM)
        name_out[0] = '\0';
}

static bool is_suspect(const char *path)
{
    char name[RSM_PATHS_ROOM];

    suspect_name(path, name);
    return rsm_paths_exists(name);
}

void rsm_damage_suspect(const char *path)
{
    char name[RSM_PATHS_ROOM];
    struct rsm_file_lock *lock;

    suspect_name(path, name);
    if (rsm_file_lock_try(name, &lock) == ERROR_SUCCESS)
        rsm_file_lock_release(lock); /* the file stays */
    rsm_log(RSM_LOG_ERROR, "store",
            "%s is damaged; end all programs that use it, the next start examines it", path);
}

static rsm_error examine_all(struct rsm_sql *sql, const char *path, bool *damaged_out)
{
    char name[RSM_PATHS_ROOM];
    char answer[256];
    rsm_error err = rsm_sql_get_text(sql, "PRAGMA quick_check(1)", answer, sizeof answer);

    if (err != ERROR_SUCCESS)
        return err;
    if (strcmp(answer, "ok") != 0) {
        rsm_log(RSM_LOG_ERROR, "store", "%s is damaged: %s", path, answer);
        *damaged_out = true;
        return ERROR_DATABASE_FAILURE;
    }
    suspect_name(path, name);
    rsm_paths_remove(name);
    return ERROR_SUCCESS;
}

rsm_error rsm_damage_examine(struct rsm_sql *sql, const char *path, bool *empty_out,
                             bool *damaged_out)
{
    rsm_error err;

    *damaged_out = false;
    rsm_sql_forget_failure(sql);
    err = rsm_schema_probe(sql, empty_out);
    if (err == ERROR_SUCCESS && path != NULL && is_suspect(path))
        err = examine_all(sql, path, damaged_out);
    if (err != ERROR_SUCCESS && rsm_sql_trouble(sql) == RSM_TROUBLE_DAMAGED)
        *damaged_out = true;
    return err;
}

static bool is_damaged(const char *path)
{
    struct rsm_sql *sql;
    bool empty, damaged;

    if (rsm_sql_open(path, false, &sql) != ERROR_SUCCESS)
        return false;
    rsm_damage_examine(sql, path, &empty, &damaged);
    rsm_sql_close(sql);
    return damaged;
}

void rsm_damage_keep_aside(const char *path)
{
    char name[RSM_PATHS_ROOM];
    struct rsm_file_lock *lock = NULL;
    unsigned kept = 0;
    rsm_error err;

    suspect_name(path, name);
    err = rsm_file_lock_try(name, &lock);
    if (err == ERROR_SUCCESS && is_damaged(path))
        err = rsm_aside_keep(path, "damaged", &kept);
    rsm_file_lock_release(lock);
    if (err == ERROR_SUCCESS && kept != 0)
        rsm_paths_remove(name); /* Windows does not remove a file that is open */

    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "store",
                "%s is damaged and could not be kept aside (%s); end all programs that use it and "
                "start again",
                path, rsm_error_name(err));
    else if (kept != 0)
        rsm_log(RSM_LOG_ERROR, "store",
                "%s was damaged; it is kept as %s.damaged-%u. The next start makes a new database "
                "and takes an inventory of all libraries",
                path, path, kept);
}
