/*
 * Copies of the database.
 */
#include "store/backup.h"

#include "platform/file_lock.h"
#include "platform/log.h"
#include "platform/paths.h"
#include "store/aside.h"
#include "store/schema.h"

#include <stdio.h>
#include <string.h>

#define DATABASE "ntms.db"
#define EXPORT   "Export"
#define WAIT_MS  30000

/* The files of a data folder. */
struct files {
    char database[RSM_PATHS_ROOM];
    char export[RSM_PATHS_ROOM]; /* the folder */
    char copy[RSM_PATHS_ROOM];
    char unfinished[RSM_PATHS_ROOM]; /* the copy while it is written */
    char lock[RSM_PATHS_ROOM];       /* held while it is written */
    char mark[RSM_PATHS_ROOM];       /* there: the copy is to replace the database */
    char next[RSM_PATHS_ROOM];       /* becomes the database */
};

static rsm_error name_files(const char *folder, struct files *files)
{
    rsm_error err = rsm_paths_join(folder, DATABASE, files->database, RSM_PATHS_ROOM);

    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(folder, EXPORT, files->export, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(files->export, DATABASE, files->copy, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(files->export, DATABASE ".new", files->unfinished, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(files->export, "export.lock", files->lock, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(folder, "import.requested", files->mark, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(folder, DATABASE ".import", files->next, RSM_PATHS_ROOM);
    return err;
}

/* A whole copy of the database at from, as the one file `to`. */
static rsm_error copy_database(const char *from, const char *to)
{
    struct rsm_sql *sql = NULL;
    rsm_error err;

    if (rsm_paths_exists(to) && (err = rsm_paths_remove(to)) != ERROR_SUCCESS)
        return err; /* left by one that was interrupted */
    err = rsm_sql_open(from, false, &sql);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_opened(sql);
    rsm_sql_wait_for_others(sql, WAIT_MS);
    err = rsm_sql_copy(sql, to);
    rsm_sql_close(sql);
    return err;
}

/* ---- export ---- */

static rsm_error write_copy(const struct files *files)
{
    rsm_error err = copy_database(files->database, files->unfinished);

    if (err == ERROR_SUCCESS) {
        err = rsm_paths_rename(files->unfinished, files->copy);
        if (err == ERROR_ACCESS_DENIED) /* what Windows says of a file that is open */
            err = ERROR_SHARING_VIOLATION;
    }
    if (err != ERROR_SUCCESS) {
        (void)rsm_paths_remove(files->unfinished);
        rsm_log(RSM_LOG_ERROR, "store", "no copy of the database was written to %s: %s (%s)",
                files->copy, rsm_error_text(err), rsm_error_name(err));
    }
    return err;
}

rsm_error rsm_backup_export(const char *folder)
{
    struct rsm_file_lock *lock = NULL;
    struct files files;
    rsm_error err = name_files(folder, &files);

    if (err == ERROR_SUCCESS)
        err = rsm_paths_make_folder(files.export);
    if (err == ERROR_SUCCESS)
        err = rsm_file_lock_try(files.lock, &lock);
    if (err == ERROR_SUCCESS)
        err = write_copy(&files);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "store", "a copy of the database was written to %s", files.copy);
    rsm_file_lock_release(lock);
    return err == ERROR_LOCK_VIOLATION ? ERROR_SHARING_VIOLATION : err;
}

/* ---- import ---- */

/* Is the file a whole database that this program can use? */
static rsm_error examine(const char *path)
{
    struct rsm_sql *sql = NULL;
    char answer[256] = "";
    bool empty = true;
    rsm_error err = ERROR_FILE_NOT_FOUND;

    if (rsm_paths_exists(path))
        err = rsm_sql_open(path, false, &sql);
    if (err == ERROR_SUCCESS)
        err = rsm_schema_probe(sql, &empty);
    if (err == ERROR_SUCCESS && !empty)
        err = rsm_sql_get_text(sql, "PRAGMA quick_check(1)", answer, sizeof answer);
    rsm_sql_close(sql);
    if (err == ERROR_SUCCESS && strcmp(answer, "ok") == 0)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_ERROR, "store", "%s cannot take the place of the database: %s", path,
            err == ERROR_SUCCESS ? (empty ? "it is empty" : answer) : rsm_error_text(err));
    return err == ERROR_NOT_ENOUGH_MEMORY ? err : ERROR_DATABASE_FAILURE;
}

rsm_error rsm_backup_request_import(const char *folder)
{
    struct rsm_file_lock *mark = NULL;
    struct files files;
    rsm_error err = name_files(folder, &files);

    if (err == ERROR_SUCCESS)
        err = examine(files.copy);
    if (err == ERROR_SUCCESS)
        err = rsm_file_lock_try(files.mark, &mark); /* makes the file, which stays */
    rsm_file_lock_release(mark);
    if (err == ERROR_LOCK_VIOLATION) /* somebody else is just making it */
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "store",
                "%s takes the place of the database when all programs that use it have ended and "
                "one is started again",
                files.copy);
    return err;
}

bool rsm_backup_is_import_requested(const char *folder)
{
    struct files files;

    return name_files(folder, &files) == ERROR_SUCCESS && rsm_paths_exists(files.mark);
}

/* Write what is in the log of a database into its file, so that the file alone is the database.  One
 * that is damaged is kept with all that is beside it. */
static void empty_log(const char *path)
{
    struct rsm_sql *sql = NULL;

    if (rsm_sql_open(path, false, &sql) != ERROR_SUCCESS)
        return;
    rsm_sql_opened(sql);
    (void)rsm_sql_run(sql, "PRAGMA wal_checkpoint(TRUNCATE)");
    rsm_sql_close(sql);
}

/* What an earlier attempt may have left beside a file would be taken for a part of the next one. */
static rsm_error remove_companions(const char *path)
{
    static const char *const companions[] = {"-wal", "-shm", "-journal"};
    char name[RSM_PATHS_ROOM];
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof companions / sizeof *companions; i++) {
        int length = snprintf(name, sizeof name, "%s%s", path, companions[i]);

        if (length < 0 || (size_t)length >= sizeof name)
            return ERROR_FILENAME_EXCED_RANGE;
        if (rsm_paths_exists(name))
            err = rsm_paths_remove(name);
    }
    return err;
}

/* A file that is the database only together with its log cannot be renamed alone. */
static rsm_error check_whole(const char *path)
{
    char log[RSM_PATHS_ROOM];
    int length = snprintf(log, sizeof log, "%s-wal", path);

    if (length < 0 || (size_t)length >= sizeof log)
        return ERROR_FILENAME_EXCED_RANGE;
    empty_log(path);
    return rsm_paths_exists(log) ? ERROR_DATABASE_FAILURE : ERROR_SUCCESS;
}

static rsm_error log_import(const struct files *files, rsm_error err)
{
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "store", "the database could not be replaced by %s: %s (%s)",
                files->copy, rsm_error_text(err), rsm_error_name(err));
    return err;
}

rsm_error rsm_backup_prepare_import(const char *folder, char path_out[RSM_PATHS_ROOM])
{
    struct files files;
    rsm_error err = name_files(folder, &files);

    path_out[0] = '\0';
    if (err != ERROR_SUCCESS)
        return err;
    err = examine(files.copy);
    if (err == ERROR_NOT_ENOUGH_MEMORY)
        return err;
    if (err != ERROR_SUCCESS && rsm_paths_exists(files.database)) {
        rsm_log(RSM_LOG_WARNING, "store", "%s stays as it is", files.database);
        return rsm_paths_remove(files.mark);
    }
    err = remove_companions(files.next);
    if (err == ERROR_SUCCESS)
        err = copy_database(files.copy, files.next);
    if (err == ERROR_SUCCESS)
        memcpy(path_out, files.next, sizeof files.next);
    return log_import(&files, err);
}

static rsm_error take_place(const struct files *files)
{
    unsigned kept = 0;
    rsm_error err = check_whole(files->next);

    if (err == ERROR_SUCCESS && rsm_paths_exists(files->database)) {
        empty_log(files->database);
        err = rsm_aside_keep(files->database, "replaced", &kept);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_paths_rename(files->next, files->database);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_remove(files->mark);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "store",
                "the database was replaced by %s; the former one is kept as %s.replaced-%u",
                files->copy, files->database, kept);
    return log_import(files, err);
}

rsm_error rsm_backup_finish_import(const char *folder)
{
    struct files files;
    rsm_error err = name_files(folder, &files);

    return err == ERROR_SUCCESS ? take_place(&files) : err;
}
