/*
 * What the other files of the store need of an open transaction.
 */
#ifndef RSM_STORE_TRANSACTION_H
#define RSM_STORE_TRANSACTION_H

#include "store/changes.h"
#include "store/listing.h"
#include "store/sql.h"

/* The connection.  The calling thread must be in a transaction, in a writing one if it writes. */
struct rsm_sql *rsm_store_sql(struct rsm_store *store, enum rsm_store_mode mode);

/* Note that the transaction changed an object: see store/changes.h. */
rsm_error rsm_store_note(struct rsm_store *store, enum rsm_change_kind kind, DWORD type,
                         const GUID *id);

/* The lists that are kept; NULL in a writing transaction. */
struct rsm_listings *rsm_store_listings(struct rsm_store *store);

#endif
