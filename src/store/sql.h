/*
 * SQLite, as the rest of the store sees it: a connection, statements that are kept for the next
 * time, values in and out, and Win32 codes instead of SQLite's.  No other file speaks to SQLite.
 * A connection and its statements belong to one thread at a time.
 */
#ifndef RSM_STORE_SQL_H
#define RSM_STORE_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os_compiler.h"

#include "platform/error.h"
#include "store/shared.h"

struct rsm_sql;
struct rsm_statement;

/*
 * Connect to the file at path (UTF-8) or ":memory:"; it is made if create is true.  Nothing is read
 * yet.  ERROR_ACCESS_DENIED (no such place, a folder, no right to write), ERROR_DATABASE_FULL,
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_sql_open(const char *path, bool create, struct rsm_sql **sql_out);

/* Accepts NULL.  All statements must have been given back. */
void rsm_sql_close(struct rsm_sql *sql);

/* From now on failures are those of a database in use, not of opening one: see the table in sql.c. */
void rsm_sql_opened(struct rsm_sql *sql);

/* How long a statement waits for other processes, in ms; 0 at first. */
void rsm_sql_wait_for_others(struct rsm_sql *sql, uint32_t milliseconds);

/* Did it have to wait so since this was asked last? */
bool rsm_sql_take_waited(struct rsm_sql *sql);

/* What the last failure was about, beyond its code. */
enum rsm_trouble { RSM_TROUBLE_OTHER, RSM_TROUBLE_BUSY, RSM_TROUBLE_DAMAGED };
enum rsm_trouble rsm_sql_trouble(const struct rsm_sql *sql);

/*
 * The first failure since rsm_sql_forget_failure() after which a transaction must not be committed,
 * or ERROR_SUCCESS.  ERROR_ALREADY_EXISTS is none of them.
 */
rsm_error rsm_sql_failure(const struct rsm_sql *sql);
void rsm_sql_forget_failure(struct rsm_sql *sql);

/* Whether a transaction is open.  A full disk and other failures may end one on their own. */
bool rsm_sql_in_transaction(const struct rsm_sql *sql);

/*
 * From now on a transaction is expected to be open, or is not any more.  When a failure ends one that is
 * expected, all further statements fail with that failure: each would be committed alone.
 */
void rsm_sql_expect_transaction(struct rsm_sql *sql, bool expected);

/* Rows inserted, changed and deleted since the connection was made. */
int64_t rsm_sql_total_changes(const struct rsm_sql *sql);

/* Run a text of one statement that gives no rows, or whose rows nobody wants.  rsm_sql_try() does
 * not log when others keep the database busy; the caller does, when it gives up. */
rsm_error rsm_sql_run(struct rsm_sql *sql, const char *text);
rsm_error rsm_sql_try(struct rsm_sql *sql, const char *text);

/* rsm_sql_try() for what is run all the time: the statement is kept. */
rsm_error rsm_sql_repeat(struct rsm_sql *sql, const char *text);

/* The first column of the first row, as a number (0 without a row) or as text. */
rsm_error rsm_sql_get_number(struct rsm_sql *sql, const char *text, int64_t *number_out);
rsm_error rsm_sql_get_text(struct rsm_sql *sql, const char *text, char *text_out, size_t room);

/*
 * Take the statement of that text, prepared now or earlier; taking one text twice gives two
 * statements.  Give it back with rsm_sql_give(), which accepts NULL.
 */
rsm_error rsm_sql_take(struct rsm_sql *sql, const char *text, struct rsm_statement **statement_out);
void rsm_sql_give(struct rsm_statement *statement);

/* Values of the parameters, counted from 1.  A failure is remembered and returned by the step. */
void rsm_sql_bind_number(struct rsm_statement *statement, int place, int64_t value);
void rsm_sql_bind_null(struct rsm_statement *statement, int place);
void rsm_sql_bind_guid(struct rsm_statement *statement, int place, const GUID *id); /* null: NULL */
void rsm_sql_bind_utf8(struct rsm_statement *statement, int place, const char *text);
void rsm_sql_bind_wide(struct rsm_statement *statement, int place, const WCHAR *text, size_t room);
void rsm_sql_bind_bytes(struct rsm_statement *statement, int place, const void *bytes, size_t size);

/* What the statement's values come from, or are for, failed: its steps fail with err, and so does the
 * transaction. */
void rsm_sql_fail(struct rsm_statement *statement, rsm_error err);

/* The connection of a statement, and the shared GUIDs that it knows. */
struct rsm_sql *rsm_sql_of(struct rsm_statement *statement);
struct rsm_shared *rsm_sql_shared(struct rsm_sql *sql);

/* Next row, if *row_out. */
rsm_error rsm_sql_step(struct rsm_statement *statement, bool *row_out);

/* One step of a statement that writes, and give it back. *rows_out = rows changed; may be NULL. */
rsm_error rsm_sql_execute(struct rsm_statement *statement, size_t *rows_out);

/* Row number of the last insert. */
int64_t rsm_sql_last_row(const struct rsm_sql *sql);

/*
 * Values of a row, columns counted from 0.  What does not fit is cut and text is terminated; what
 * is of another form than asked for reads as 0, the null GUID, "" or no bytes.
 */
bool rsm_sql_is_null(struct rsm_statement *statement, int column);
int64_t rsm_sql_number(struct rsm_statement *statement, int column);
void rsm_sql_guid(struct rsm_statement *statement, int column, GUID *id_out);
void rsm_sql_utf8(struct rsm_statement *statement, int column, char *text_out, size_t room);
void rsm_sql_wide(struct rsm_statement *statement, int column, WCHAR *text_out, size_t room);
size_t rsm_sql_bytes(struct rsm_statement *statement, int column, void *bytes_out, size_t room);

/*
 * Copy the whole database, as it is at one moment, into a new file at path (UTF-8) that needs no other
 * file beside it and is on the disk when this returns.  Others read and write the database meanwhile.
 * Errors as rsm_sql_open(), ERROR_DATABASE_FULL; what was written is then of no use.
 */
rsm_error rsm_sql_copy(struct rsm_sql *sql, const char *path);

/* Let the database have no more than that many pages: a full disk for tests. */
rsm_error rsm_sql_limit_pages(struct rsm_sql *sql, uint32_t pages);

/* A statement's text as it is put together.  What does not fit makes rsm_sql_take() impossible, so
 * it is a mistake of ours. */
#define RSM_SQL_TEXT 4096
struct rsm_sql_text {
    char text[RSM_SQL_TEXT];
    size_t length;
};
void rsm_sql_text_begin(struct rsm_sql_text *text);
void rsm_sql_text_add(struct rsm_sql_text *text, const char *format, ...) RSM_PRINTF(2, 3);

#endif
