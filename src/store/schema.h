/*
 * The tables: whether a file has them, making them, and bringing those of an earlier version to the
 * present one.
 */
#ifndef RSM_STORE_SCHEMA_H
#define RSM_STORE_SCHEMA_H

#include "store/sql.h"

#define RSM_SCHEMA_VERSION 5

/*
 * What a file is.  *empty_out: there is no table in it, it can be made into ours.  Fails like any
 * read when it is damaged or no database (rsm_sql_trouble() says so); ERROR_DATABASE_FAILURE for a
 * database that is not ours, or of a newer version, with a log line that says which.
 */
rsm_error rsm_schema_probe(struct rsm_sql *sql, bool *empty_out);

/*
 * Make all tables in an empty database, in one transaction.  *made_out is false when another
 * process was faster.
 */
rsm_error rsm_schema_make(struct rsm_sql *sql, bool *made_out);

/*
 * Bring the tables of an earlier version to this one, in one transaction; nothing is lost.  Success,
 * and nothing written, when they are of this version already.
 */
rsm_error rsm_schema_migrate(struct rsm_sql *sql);

/*
 * Of a database of this version that others may have written: is a table or a column missing?  One of an earlier
 * version is not looked at, since migration finds out.  ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_schema_lacks(struct rsm_sql *sql, bool *lacks_out);

#endif
