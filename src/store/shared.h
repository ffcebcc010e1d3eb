/*
 * GUIDs that thousands of objects name: libraries, pools, media types.  Each is kept once, in the table
 * "shared", and has a number there, which is what the objects' columns hold: a byte or two instead of
 * sixteen, in the row and in each index.  Which columns those are is in the field tables (shared).
 *
 * A row of the table is never changed or deleted, also when its object is: so numbers that were read once
 * hold for as long as the connection lives, but for those that a transaction added which is rolled back.
 */
#ifndef RSM_STORE_SHARED_H
#define RSM_STORE_SHARED_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/error.h"

struct rsm_sql;
struct rsm_statement;

/* The part of the table that a connection knows.  Begin with zeros; free() ids at the end. */
struct rsm_shared {
    GUID *ids; /* number n is ids[n - 1] */
    size_t count;
    size_t room;
};

/* The number of a GUID for parameter `place`; NULL for the null GUID.  One that has no number gets one if add
 * is true, which wants a writing transaction, else a number that no column holds.  A failure is that of the
 * statement's step. */
void rsm_shared_bind(struct rsm_statement *statement, int place, const GUID *id, bool add);

/* The GUID of the number in a column; the null GUID for NULL, and after a failure, with which the transaction
 * ends. */
void rsm_shared_read(struct rsm_statement *statement, int column, GUID *id_out);

/* A transaction was rolled back. */
void rsm_shared_forget(struct rsm_sql *sql);

#endif
