/*
 * The database: one SQLite file shared by all processes (WAL, synchronous=FULL), or one in memory
 * for tests.  Transactions, the change counter, and waiting for a change.  Tables: store/schema.c;
 * objects: store/records.h.
 */
#ifndef RSM_STORE_STORE_H
#define RSM_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

struct rsm_store;

/*
 * Open or make the database at path (UTF-8; ":memory:" for one of this process alone).  *fresh_out
 * tells whether it was made now.  A file that is no database, or a damaged one, is renamed to
 * "<path>.damaged-<n>" and never deleted, and ERROR_DATABASE_FAILURE is returned with a log line
 * that says where it is; the next open makes a new one.  A database of a newer version:
 * ERROR_DATABASE_FAILURE, file untouched.  Others: ERROR_ACCESS_DENIED, ERROR_DATABASE_FULL,
 * ERROR_NOT_ENOUGH_MEMORY.  May block up to 10 s for another process that is making it.
 */
rsm_error rsm_store_open(const char *path, struct rsm_store **store_out, bool *fresh_out);

/* Accepts NULL.  No transaction may be open. */
void rsm_store_close(struct rsm_store *store);

enum rsm_store_mode { RSM_STORE_READ, RSM_STORE_WRITE };

/*
 * Begin a transaction and take the store lock (fourth in the order of locks); one thread at a time
 * is in a transaction, and none may begin a second one or wait for a device inside it.  Blocks for
 * other threads, and up to 30 s for other processes that write (then ERROR_DATABASE_FAILURE).
 * ERROR_POSSIBLE_DEADLOCK, and nothing changed, if this thread is in a transaction.
 */
rsm_error rsm_store_begin(struct rsm_store *store, enum rsm_store_mode mode);

/*
 * The same for writing what may be undone by a power failure, alone or with all that was written after it: its end
 * waits for no disk.  Everybody sees it at once, and it outlives the process.
 */
rsm_error rsm_store_begin_lightly(struct rsm_store *store);

/*
 * End the transaction and let go of the lock: commit if err is ERROR_SUCCESS, else roll back.
 * Returns err, or what the commit failed with (then it was rolled back): ERROR_DATABASE_FULL when
 * the disk is full, else ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_store_end(struct rsm_store *store, rsm_error err);

/* A number that changes with each commit of any process.  Never blocks long. */
uint64_t rsm_store_version(struct rsm_store *store);

/*
 * Wait until rsm_store_version() differs from seen: at once for commits of this process, within
 * 100 ms for those of others.  False at time-out (ms; RSM_FOREVER allowed).  rsm_store_wake() ends
 * all waits of this process with true.
 */
bool rsm_store_wait(struct rsm_store *store, uint64_t seen, uint32_t timeout_ms);
void rsm_store_wake(struct rsm_store *store);

#endif
