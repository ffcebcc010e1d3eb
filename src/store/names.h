/*
 * The names of all objects of a kind, at a tenth of what it takes to read the objects.
 */
#ifndef RSM_STORE_NAMES_H
#define RSM_STORE_NAMES_H

#include "store/store.h"

/* name is UTF-8, and the caller's only while this lasts; false ends it. */
typedef bool rsm_names_visit(void *context, const GUID *id, const char *name);

/* Visit them in no particular order; a kind that does not exist has none.  Wants an open transaction.
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE. */
rsm_error rsm_names_each(struct rsm_store *store, DWORD type, rsm_names_visit *visit,
                         void *context);

#endif
