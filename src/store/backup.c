/*
 * Copies of the database.
 */
#include "store/backup.h"

#include "platform/file_lock.h"
#include "platform/log.h"
#include "platform/paths.h"
#include "platform/random.h"
#include "platform/reading.h"
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

/* A whole copy of the database at from, as the one file `to`, which is new or empty. */
static rsm_error copy_into(const char *from, const char *to)
{
    struct rsm_sql *sql = NULL;
    rsm_error err = rsm_sql_open(from, false, &sql);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_opened(sql);
    rsm_sql_wait_for_others(sql, WAIT_MS);
    err = rsm_sql_copy(sql, to);
    rsm_sql_close(sql);
    return err;
}

static rsm_error copy_database(const char *from, const char *to)
{
    rsm_error err;

    if (rsm_paths_exists(to) && (err = rsm_paths_remove(to)) != ERROR_SUCCESS)
        return err; /* left by one that was interrupted */
    return copy_into(from, to);
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

/* What was left beside a file would be taken for a part of the next one of its name. */
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

/* ---- export to another folder ---- */

/* Is it a database that a program has opened, or had?  A copy is one file alone, and says so in its head
 * (SQLite's file format, 1.3: the write version of a database with a log is 2). */
static bool is_worked_with(const char *path)
{
    struct rsm_reading *reading;
    unsigned char version = 0;
    size_t count = 0;

    if (rsm_reading_open(path, &reading) != ERROR_SUCCESS)
        return false;
    (void)rsm_reading_at(reading, 18, &version, 1, &count);
    rsm_reading_close(reading);
    return count == 1 && version == 2;
}

/* A name that nobody else uses, of any database and computer. */
static rsm_error name_unfinished(const char *target, char path_out[RSM_PATHS_ROOM])
{
    char name[40];
    unsigned number;
    rsm_error err = rsm_random_bytes(&number, sizeof number);

    snprintf(name, sizeof name, DATABASE ".%08X.new", number);
    return err == ERROR_SUCCESS ? rsm_paths_join(target, name, path_out, RSM_PATHS_ROOM) : err;
}

static rsm_error publish(const char *unfinished, const char *target, const char *path, bool replace)
{
    rsm_error err;

    if (!replace) {
        err = rsm_paths_rename_new(unfinished, path);
    } else {
        err = remove_companions(path);
        if (err == ERROR_SUCCESS)
            err = rsm_paths_rename(unfinished, path);
    }
    if (err == ERROR_SUCCESS)
        rsm_paths_settle(target);
    return err;
}

static rsm_error write_copy_to(const struct files *files, const char *target, const char *path,
                               bool replace)
{
    char unfinished[RSM_PATHS_ROOM];
    rsm_error err = name_unfinished(target, unfinished);

    if (err == ERROR_SUCCESS)
        err = rsm_paths_make_file(unfinished);
    if (err != ERROR_SUCCESS)
        return err;
    err = copy_into(files->database, unfinished);
    if (err == ERROR_SUCCESS)
        err = publish(unfinished, target, path, replace);
    if (err != ERROR_SUCCESS)
        (void)rsm_paths_remove(unfinished);
    return err;
}

rsm_error rsm_backup_export_to(const char *folder, const char *target, bool replace,
                               char path_out[RSM_PATHS_ROOM])
{
    struct files files;
    rsm_error err = rsm_paths_join(target, DATABASE, path_out, RSM_PATHS_ROOM);

    if (err == ERROR_SUCCESS)
        err = name_files(folder, &files);
    if (err == ERROR_SUCCESS && (rsm_paths_same(target, folder) || is_worked_with(path_out)))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS && !replace && rsm_paths_exists(path_out))
        err = ERROR_ALREADY_EXISTS;
    if (err == ERROR_SUCCESS)
        err = rsm_paths_make_folder(target);
    if (err == ERROR_SUCCESS)
        err = write_copy_to(&files, target, path_out, replace);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "store", "a copy of the database was written to %s", path_out);
    else
        rsm_log(RSM_LOG_ERROR, "store", "no copy of the database was written to %s: %s (%s)",
                path_out, rsm_error_text(err), rsm_error_name(err));
    return err;
}

rsm_error rsm_backup_copy_path(const char *folder, char path_out[RSM_PATHS_ROOM])
{
    struct files files;
    rsm_error err = name_files(folder, &files);

    if (err == ERROR_SUCCESS)
        memcpy(path_out, files.copy, sizeof files.copy);
    return err;
}

/* ---- import ---- */

/* Why a database cannot be used that is one. */
static void say_why(struct rsm_sql *sql, char why_out[RSM_BACKUP_WHY])
{
    int64_t version = 0;

    if (sql != NULL && rsm_sql_get_number(sql, "PRAGMA user_version", &version) == ERROR_SUCCESS &&
        version > RSM_SCHEMA_VERSION)
        snprintf(why_out, RSM_BACKUP_WHY,
                 "a newer version of this program wrote it (form %ld, and this one knows up to %d)",
                 (long)version, RSM_SCHEMA_VERSION);
    else
        snprintf(why_out, RSM_BACKUP_WHY,
                 "it is no database of Removable Storage, or it is damaged");
}

rsm_error rsm_backup_examine(const char *path, char why_out[RSM_BACKUP_WHY])
{
    struct rsm_sql *sql = NULL;
    char answer[RSM_BACKUP_WHY] = "";
    bool empty = true;
    bool lacks = false;
    rsm_error err;

    why_out[0] = '\0';
    if (!rsm_paths_exists(path)) {
        snprintf(why_out, RSM_BACKUP_WHY, "there is no such file");
        return ERROR_FILE_NOT_FOUND;
    }
    err = rsm_sql_open(path, false, &sql);
    if (err == ERROR_SUCCESS)
        err = rsm_schema_probe(sql, &empty);
    if (err == ERROR_SUCCESS && !empty)
        err = rsm_sql_get_text(sql, "PRAGMA quick_check(1)", answer, sizeof answer);
    if (err == ERROR_SUCCESS && strcmp(answer, "ok") == 0)
        err = rsm_schema_lacks(sql, &lacks);
    if (lacks)
        snprintf(why_out, RSM_BACKUP_WHY, "tables or columns are missing in it");
    else if (err == ERROR_SUCCESS && strcmp(answer, "ok") != 0)
        snprintf(why_out, RSM_BACKUP_WHY, "%s%.150s",
                 empty ? "it is empty" : "it is damaged: ", answer);
    else if (err != ERROR_SUCCESS && err != ERROR_NOT_ENOUGH_MEMORY)
        say_why(sql, why_out);
    rsm_sql_close(sql);
    if (err == ERROR_NOT_ENOUGH_MEMORY)
        return err;
    return why_out[0] == '\0' ? ERROR_SUCCESS : ERROR_DATABASE_FAILURE;
}

/* The same, and what is wrong is said in the log. */
static rsm_error examine(const char *path)
{
    char why[RSM_BACKUP_WHY];
    rsm_error err = rsm_backup_examine(path, why);

    if (err == ERROR_SUCCESS)
        return err;
    rsm_log(RSM_LOG_ERROR, "store", "%s cannot take the place of the database: %s", path, why);
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

/* Put a copy from elsewhere in the place of the one that is written here.  Whoever exports is kept out. */
static rsm_error stage(const struct files *files, const char *source, unsigned *kept_out)
{
    struct rsm_file_lock *lock = NULL;
    rsm_error err = rsm_paths_make_folder(files->export);

    if (err == ERROR_SUCCESS)
        err = rsm_file_lock_try(files->lock, &lock);
    if (err == ERROR_SUCCESS)
        err = copy_database(source, files->unfinished);
    if (err == ERROR_SUCCESS && rsm_paths_exists(files->copy))
        err = rsm_aside_keep(files->copy, "replaced", kept_out);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_rename(files->unfinished, files->copy);
    if (err == ERROR_SUCCESS)
        rsm_paths_settle(files->export);
    rsm_file_lock_release(lock);
    return err == ERROR_LOCK_VIOLATION ? ERROR_SHARING_VIOLATION : err;
}

rsm_error rsm_backup_import_from(const char *folder, const char *source,
                                 char path_out[RSM_PATHS_ROOM], unsigned *kept_out,
                                 char why_out[RSM_BACKUP_WHY])
{
    struct files files;
    rsm_error err = rsm_paths_join(source, DATABASE, path_out, RSM_PATHS_ROOM);

    *kept_out = 0;
    why_out[0] = '\0';
    if (err == ERROR_SUCCESS)
        err = name_files(folder, &files);
    if (err == ERROR_SUCCESS && rsm_paths_same(path_out, files.database))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_backup_examine(path_out, why_out);
    if (err == ERROR_SUCCESS && !rsm_paths_same(path_out, files.copy))
        err = stage(&files, path_out, kept_out);
    return err == ERROR_SUCCESS ? rsm_backup_request_import(folder) : err;
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
