/*
 * Private named data that callers attach to objects.  Names are told apart exactly, also by capital
 * letters.  All want an open transaction, a writing one where they write.
 */
#ifndef RSM_STORE_ATTRIBUTES_H
#define RSM_STORE_ATTRIBUTES_H

#include "store/store.h"

/*
 * The bytes of an attribute.  data_out has room for *size_out bytes; *size_out becomes the number
 * stored.  ERROR_INSUFFICIENT_BUFFER when they do not fit, data_out untouched;
 * ERROR_OBJECT_NOT_FOUND, both untouched.
 */
rsm_error rsm_attributes_load(struct rsm_store *store, const GUID *object, const WCHAR *name,
                              void *data_out, size_t *size_out);

/* Add it or replace it; it ends with its object.  The object counts as changed.
 * ERROR_OBJECT_NOT_FOUND (object). */
rsm_error rsm_attributes_save(struct rsm_store *store, const GUID *object, const WCHAR *name,
                              const void *data, size_t size);

/* Removing one that is not there is success. */
rsm_error rsm_attributes_delete(struct rsm_store *store, const GUID *object, const WCHAR *name);

#endif
