/*
 * SQLite, as the rest of the store sees it.  Here SQLite's codes become Win32 codes, once.
 * Follows the C interface of SQLite.
 */
#include "store/sql.h"

#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"

#include <sqlite3.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_SHELF 64   /* buckets; a power of two */
#define ASK_AGAIN_MS   1    /* whether others have done with the database */
#define LONGEST_TEXT   1024 /* UTF-8 bytes of a text value with its end mark */

struct rsm_statement {
    struct rsm_sql *sql;
    sqlite3_stmt *handle;
    struct rsm_statement *next; /* on the shelf */
    uint64_t hash;              /* of its text */
    int bound;                  /* first failure of a bind, or SQLITE_OK */
    rsm_error failed;           /* first failure of what its values come from */
};

struct rsm_sql {
    sqlite3 *handle;
    bool opened;
    int last; /* SQLite's code of the last failure */
    rsm_error failure;
    bool expected;                /* a transaction is */
    uint32_t patience_ms;         /* with others who have the database */
    uint64_t waits_since;         /* for them, by rsm_clock_ms() */
    bool waited;                  /* since that was taken */
    struct rsm_statement **shelf; /* statements nobody uses, by hash */
    size_t shelf_size;
    size_t statements; /* on the shelf and taken */
    struct rsm_shared shared;
};

/* clang-format off */
static const struct translation {
    int code;                 /* primary or extended */
    rsm_error opening;
    rsm_error running;
    enum rsm_trouble trouble;
} translations[] = {
    {SQLITE_CONSTRAINT_UNIQUE,     ERROR_ALREADY_EXISTS,    ERROR_ALREADY_EXISTS,    RSM_TROUBLE_OTHER},
    {SQLITE_CONSTRAINT_PRIMARYKEY, ERROR_ALREADY_EXISTS,    ERROR_ALREADY_EXISTS,    RSM_TROUBLE_OTHER},
    {SQLITE_NOMEM,                 ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_MEMORY, RSM_TROUBLE_OTHER},
    {SQLITE_FULL,                  ERROR_DATABASE_FULL,     ERROR_DATABASE_FULL,     RSM_TROUBLE_OTHER},
    {SQLITE_BUSY,                  ERROR_DATABASE_FAILURE,  ERROR_DATABASE_FAILURE,  RSM_TROUBLE_BUSY},
    {SQLITE_PROTOCOL,              ERROR_DATABASE_FAILURE,  ERROR_DATABASE_FAILURE,  RSM_TROUBLE_BUSY}, /* lost every race for the log's locks */
    {SQLITE_NOTADB,                ERROR_DATABASE_FAILURE,  ERROR_DATABASE_FAILURE,  RSM_TROUBLE_DAMAGED},
    {SQLITE_CORRUPT,               ERROR_DATABASE_FAILURE,  ERROR_DATABASE_FAILURE,  RSM_TROUBLE_DAMAGED},
    {SQLITE_CANTOPEN,              ERROR_ACCESS_DENIED,     ERROR_DATABASE_FAILURE,  RSM_TROUBLE_OTHER},
    {SQLITE_READONLY,              ERROR_ACCESS_DENIED,     ERROR_DATABASE_FAILURE,  RSM_TROUBLE_OTHER},
    {SQLITE_PERM,                  ERROR_ACCESS_DENIED,     ERROR_DATABASE_FAILURE,  RSM_TROUBLE_OTHER},
};
/* clang-format on */

static const struct translation *translate(int code)
{
    static const struct translation unknown = {SQLITE_ERROR, ERROR_DATABASE_FAILURE,
                                               ERROR_DATABASE_FAILURE, RSM_TROUBLE_OTHER};

    for (size_t i = 0; i < sizeof translations / sizeof translations[0]; i++) {
        if (translations[i].code == code || translations[i].code == (code & 0xFF))
            return &translations[i];
    }
    return &unknown;
}

/* Every failure of SQLite passes here. */
static rsm_error failed(struct rsm_sql *sql, int code, const char *text, bool log_busy)
{
    const struct translation *row = translate(code);
    rsm_error err = sql->opened ? row->running : row->opening;

    sql->last = code;
    if (err == ERROR_ALREADY_EXISTS)
        return err;
    if (sql->failure == ERROR_SUCCESS)
        sql->failure = err;
    if (log_busy || row->trouble != RSM_TROUBLE_BUSY) {
        rsm_log(RSM_LOG_ERROR, "store", "%s (%s): %s (SQLite code %d) in: %s", rsm_error_text(err),
                rsm_error_name(err), sqlite3_errmsg(sql->handle), code, text);
    }
    return err;
}

enum rsm_trouble rsm_sql_trouble(const struct rsm_sql *sql)
{
    return translate(sql->last)->trouble;
}

rsm_error rsm_sql_failure(const struct rsm_sql *sql)
{
    return sql->failure;
}

void rsm_sql_forget_failure(struct rsm_sql *sql)
{
    sql->failure = ERROR_SUCCESS;
}

/* What a file from outside may not do to us; and until it is known what it is, nothing is done to it,
 * not even by closing it. */
static void distrust(sqlite3 *handle)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    sqlite3_extended_result_codes(handle, 1);
}

rsm_error rsm_sql_open(const char *path, bool create, struct rsm_sql **sql_out)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    struct rsm_sql *sql = calloc(1, sizeof *sql);
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;
    int code;

    if (sql == NULL)
        return err;
    sql->shelf_size = SMALLEST_SHELF;
    sql->shelf = calloc(sql->shelf_size, sizeof *sql->shelf);
    if (sql->shelf == NULL)
        goto out;

    code = sqlite3_open_v2(path, &sql->handle, flags, NULL);
    if (code != SQLITE_OK) {
        err = failed(sql, code, path, true);
        goto out;
    }
    distrust(sql->handle);
    if (sqlite3_db_readonly(sql->handle, "main") == 1) {
        rsm_log(RSM_LOG_ERROR, "store", "no right to write %s", path);
        err = ERROR_ACCESS_DENIED;
        goto out;
    }
    *sql_out = sql;
    return ERROR_SUCCESS;

out:
    rsm_sql_close(sql);
    return err;
}

void rsm_sql_close(struct rsm_sql *sql)
{
    if (sql == NULL)
        return;
    for (size_t i = 0; sql->shelf != NULL && i < sql->shelf_size; i++) {
        for (struct rsm_statement *next, *s = sql->shelf[i]; s != NULL; s = next) {
            next = s->next;
            sqlite3_finalize(s->handle);
            free(s);
            sql->statements--;
        }
    }
    assert(sql->statements == 0);
    sqlite3_close(sql->handle);
    free(sql->shared.ids);
    free(sql->shelf);
    free(sql);
}

void rsm_sql_opened(struct rsm_sql *sql)
{
    sql->opened = true;
    sqlite3_db_config(sql->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, (int *)NULL);
}

/*
 * Others have the database.  Asks again soon, and does not rest longer and longer as SQLite's own
 * handler does: who rests longest would come last again and again.
 */
static int wait_for_others(void *context, int times)
{
    struct rsm_sql *sql = context;

    if (times == 0)
        sql->waits_since = rsm_clock_ms();
    sql->waited = true;
    if (rsm_clock_ms() - sql->waits_since >= sql->patience_ms)
        return 0;
    rsm_clock_sleep_ms(ASK_AGAIN_MS);
    return 1;
}

void rsm_sql_wait_for_others(struct rsm_sql *sql, uint32_t milliseconds)
{
    sql->patience_ms = milliseconds;
    (void)sqlite3_busy_handler(sql->handle, wait_for_others, sql);
}

bool rsm_sql_take_waited(struct rsm_sql *sql)
{
    bool waited = sql->waited;

    sql->waited = false;
    return waited;
}

bool rsm_sql_in_transaction(const struct rsm_sql *sql)
{
    return !sqlite3_get_autocommit(sql->handle);
}

void rsm_sql_expect_transaction(struct rsm_sql *sql, bool expected)
{
    sql->expected = expected;
}

int64_t rsm_sql_total_changes(const struct rsm_sql *sql)
{
    return sqlite3_total_changes64(sql->handle);
}

/* ---- statements ---- */

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static void put_on_shelf(struct rsm_statement **shelf, size_t size, struct rsm_statement *statement)
{
    struct rsm_statement **bucket = &shelf[statement->hash & (size - 1)];

    statement->next = *bucket;
    *bucket = statement;
}

/* Twice the buckets when there are more statements than buckets; without memory it stays slower. */
static void grow_shelf(struct rsm_sql *sql)
{
    size_t size = sql->shelf_size * 2;
    struct rsm_statement **shelf;

    if (sql->statements <= sql->shelf_size)
        return;
    shelf = calloc(size, sizeof *shelf);
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < sql->shelf_size; i++) {
        for (struct rsm_statement *next, *s = sql->shelf[i]; s != NULL; s = next) {
            next = s->next;
            put_on_shelf(shelf, size, s);
        }
    }
    free(sql->shelf);
    sql->shelf = shelf;
    sql->shelf_size = size;
}

static struct rsm_statement *take_from_shelf(struct rsm_sql *sql, const char *text, uint64_t hash)
{
    struct rsm_statement **link = &sql->shelf[hash & (sql->shelf_size - 1)];

    for (; *link != NULL; link = &(*link)->next) {
        struct rsm_statement *found = *link;

        if (found->hash == hash && strcmp(sqlite3_sql(found->handle), text) == 0) {
            *link = found->next;
            return found;
        }
    }
    return NULL;
}

static rsm_error prepare(struct rsm_sql *sql, const char *text, bool log_busy,
                         struct rsm_statement **statement_out)
{
    struct rsm_statement *statement = calloc(1, sizeof *statement);
    int code;

    if (statement == NULL)
        return failed(sql, SQLITE_NOMEM, text, log_busy);
    code = sqlite3_prepare_v3(sql->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle,
                              NULL);
    if (code != SQLITE_OK) {
        free(statement);
        return failed(sql, code, text, log_busy);
    }
    statement->sql = sql;
    sql->statements++;
    *statement_out = statement;
    return ERROR_SUCCESS;
}

rsm_error rsm_sql_take(struct rsm_sql *sql, const char *text, struct rsm_statement **statement_out)
{
    uint64_t hash = hash_of(text);
    rsm_error err;

    *statement_out = take_from_shelf(sql, text, hash);
    if (*statement_out != NULL)
        return ERROR_SUCCESS;
    err = prepare(sql, text, true, statement_out);
    if (err == ERROR_SUCCESS) {
        (*statement_out)->hash = hash;
        grow_shelf(sql);
    }
    return err;
}

void rsm_sql_give(struct rsm_statement *statement)
{
    if (statement == NULL)
        return;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->bound = SQLITE_OK;
    statement->failed = ERROR_SUCCESS;
    put_on_shelf(statement->sql->shelf, statement->sql->shelf_size, statement);
}

/* Did a failure end the transaction that the statement is to be part of? */
static bool comes_too_late(const struct rsm_sql *sql)
{
    return sql->expected && sql->failure != ERROR_SUCCESS && !rsm_sql_in_transaction(sql);
}

static rsm_error step(struct rsm_statement *statement, bool log_busy, bool *row_out)
{
    int code = statement->bound;

    *row_out = false;
    if (comes_too_late(statement->sql))
        return statement->sql->failure;
    if (statement->failed != ERROR_SUCCESS)
        return statement->failed;
    if (code == SQLITE_OK)
        code = sqlite3_step(statement->handle);
    if (code == SQLITE_DONE)
        return ERROR_SUCCESS;
    if (code == SQLITE_ROW) {
        *row_out = true;
        return ERROR_SUCCESS;
    }
    return failed(statement->sql, code, sqlite3_sql(statement->handle), log_busy);
}

rsm_error rsm_sql_step(struct rsm_statement *statement, bool *row_out)
{
    return step(statement, true, row_out);
}

rsm_error rsm_sql_execute(struct rsm_statement *statement, size_t *rows_out)
{
    bool row;
    rsm_error err = step(statement, true, &row);

    if (rows_out != NULL)
        *rows_out = err == ERROR_SUCCESS ? (size_t)sqlite3_changes(statement->sql->handle) : 0;
    rsm_sql_give(statement);
    return err;
}

int64_t rsm_sql_last_row(const struct rsm_sql *sql)
{
    return sqlite3_last_insert_rowid(sql->handle);
}

/* Statements that are run once in a while are not worth keeping. */
static rsm_error run_once(struct rsm_sql *sql, const char *text, bool log_busy)
{
    struct rsm_statement *statement;
    bool row = true;
    rsm_error err = prepare(sql, text, log_busy, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while (err == ERROR_SUCCESS && row)
        err = step(statement, log_busy, &row);
    sqlite3_finalize(statement->handle);
    free(statement);
    sql->statements--;
    return err;
}

rsm_error rsm_sql_run(struct rsm_sql *sql, const char *text)
{
    return run_once(sql, text, true);
}

rsm_error rsm_sql_try(struct rsm_sql *sql, const char *text)
{
    return run_once(sql, text, false);
}

rsm_error rsm_sql_repeat(struct rsm_sql *sql, const char *text)
{
    int64_t nobody_wants;

    return rsm_sql_get_number(sql, text, &nobody_wants);
}

rsm_error rsm_sql_get_number(struct rsm_sql *sql, const char *text, int64_t *number_out)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(sql, text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    err = step(statement, false, &row);
    if (err == ERROR_SUCCESS)
        *number_out = row ? rsm_sql_number(statement, 0) : 0;
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_sql_get_text(struct rsm_sql *sql, const char *text, char *text_out, size_t room)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(sql, text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    err = step(statement, false, &row);
    if (err == ERROR_SUCCESS) {
        text_out[0] = '\0';
        if (row)
            rsm_sql_utf8(statement, 0, text_out, room);
    }
    rsm_sql_give(statement);
    return err;
}

/* ---- values ---- */

static void remember_bind(struct rsm_statement *statement, int code)
{
    if (statement->bound == SQLITE_OK)
        statement->bound = code;
}

void rsm_sql_bind_number(struct rsm_statement *statement, int place, int64_t value)
{
    remember_bind(statement, sqlite3_bind_int64(statement->handle, place, value));
}

void rsm_sql_bind_null(struct rsm_statement *statement, int place)
{
    remember_bind(statement, sqlite3_bind_null(statement->handle, place));
}

void rsm_sql_bind_guid(struct rsm_statement *statement, int place, const GUID *id)
{
    if (rsm_guid_is_null(id))
        rsm_sql_bind_null(statement, place);
    else
        rsm_sql_bind_bytes(statement, place, id, sizeof *id);
}

void rsm_sql_bind_utf8(struct rsm_statement *statement, int place, const char *text)
{
    remember_bind(statement,
                  sqlite3_bind_text(statement->handle, place, text, -1, SQLITE_TRANSIENT));
}

void rsm_sql_bind_wide(struct rsm_statement *statement, int place, const WCHAR *text, size_t room)
{
    char utf8[LONGEST_TEXT];

    rsm_text_to_utf8(utf8, sizeof utf8, text, room);
    rsm_sql_bind_utf8(statement, place, utf8);
}

void rsm_sql_bind_bytes(struct rsm_statement *statement, int place, const void *bytes, size_t size)
{
    if (size == 0) /* a NULL pointer would be NULL, which is not the same as no bytes */
        remember_bind(statement, sqlite3_bind_zeroblob(statement->handle, place, 0));
    else
        remember_bind(statement,
                      sqlite3_bind_blob64(statement->handle, place, bytes, size, SQLITE_TRANSIENT));
}

void rsm_sql_fail(struct rsm_statement *statement, rsm_error err)
{
    if (statement->failed == ERROR_SUCCESS)
        statement->failed = err;
    if (statement->sql->failure == ERROR_SUCCESS)
        statement->sql->failure = err;
}

struct rsm_sql *rsm_sql_of(struct rsm_statement *statement)
{
    return statement->sql;
}

struct rsm_shared *rsm_sql_shared(struct rsm_sql *sql)
{
    return &sql->shared;
}

bool rsm_sql_is_null(struct rsm_statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int64_t rsm_sql_number(struct rsm_statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

size_t rsm_sql_bytes(struct rsm_statement *statement, int column, void *bytes_out, size_t room)
{
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(statement->handle, column);

    if (bytes == NULL)
        return 0;
    if (size > room)
        size = room;
    memcpy(bytes_out, bytes, size);
    return size;
}

void rsm_sql_guid(struct rsm_statement *statement, int column, GUID *id_out)
{
    unsigned char bytes[sizeof *id_out + 1]; /* one more, to see what is too long */

    if (rsm_sql_bytes(statement, column, bytes, sizeof bytes) == sizeof *id_out)
        memcpy(id_out, bytes, sizeof *id_out);
    else
        *id_out = rsm_guid_null;
}

void rsm_sql_utf8(struct rsm_statement *statement, int column, char *text_out, size_t room)
{
    size_t length = rsm_sql_bytes(statement, column, text_out, room);

    if (length == room) { /* cut in front of the character that does not fit */
        length--;
        while (length > 0 && ((unsigned char)text_out[length] & 0xC0) == 0x80)
            length--;
    }
    text_out[length] = '\0';
}

void rsm_sql_wide(struct rsm_statement *statement, int column, WCHAR *text_out, size_t room)
{
    /* As a blob, since asking for text may need memory for an end mark. */
    const void *text = sqlite3_column_blob(statement->handle, column);
    int length = sqlite3_column_bytes(statement->handle, column);

    rsm_text_from_utf8(text_out, room, text, text == NULL ? 0 : (size_t)length);
}

rsm_error rsm_sql_limit_pages(struct rsm_sql *sql, uint32_t pages)
{
    struct rsm_sql_text text;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "PRAGMA max_page_count = %lu", (unsigned long)pages);
    return rsm_sql_run(sql, text.text);
}

/* All pages at once, in one reading transaction. */
static rsm_error copy_pages(struct rsm_sql *from, struct rsm_sql *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    int code;

    if (backup == NULL) {
        code = sqlite3_extended_errcode(to->handle);
    } else {
        (void)sqlite3_backup_step(backup, -1);
        code = sqlite3_backup_finish(backup);
    }
    return code == SQLITE_OK ? ERROR_SUCCESS : failed(to, code, "copying the database", true);
}

rsm_error rsm_sql_copy(struct rsm_sql *sql, const char *path)
{
    struct rsm_sql *copy = NULL;
    rsm_error err = rsm_sql_open(path, true, &copy);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_opened(copy);
    err = copy_pages(sql, copy);
    if (err == ERROR_SUCCESS) /* one file alone, that can be read from a medium of any kind */
        err = rsm_sql_run(copy, "PRAGMA journal_mode = DELETE");
    rsm_sql_close(copy);
    return err;
}
