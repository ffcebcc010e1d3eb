/*
 * Databases and records for the tests of the store.
 */
#ifndef TESTS_STORE_MADE_UP_H
#define TESTS_STORE_MADE_UP_H

#include "model/record.h"
#include "store/store.h"

/* An open database, or the test fails. */
struct rsm_store *open_database(const char *path);

/* Take away a database file and all that the store may have put beside it. */
void remove_database(const char *path);

/* Transactions that must succeed. */
void begin_read(struct rsm_store *store);
void begin_write(struct rsm_store *store);
void commit(struct rsm_store *store);
void roll_back(struct rsm_store *store);

/* A record of that kind with something in each stored field, different for each seed. */
void make_up(struct rsm_record *record, DWORD type, unsigned seed);

/* Insert an otherwise empty slot of a library, in a transaction of the caller's.  Its GUID. */
GUID add_slot(struct rsm_store *store, const GUID *library, DWORD element);

/* Number of objects of a kind, in a transaction of its own. */
DWORD count_of(struct rsm_store *store, DWORD type);

#endif
