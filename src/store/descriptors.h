/*
 * Security descriptors of objects that have one of their own, as bytes: what is in them is looked at
 * by model/descriptor.h.  All want an open transaction, a writing one where they write.
 */
#ifndef RSM_STORE_DESCRIPTORS_H
#define RSM_STORE_DESCRIPTORS_H

#include "store/store.h"

/* The descriptor of an object; free() *bytes_out.  ERROR_OBJECT_NOT_FOUND if it has none. */
rsm_error rsm_descriptors_load(struct rsm_store *store, const GUID *object, BYTE **bytes_out,
                               size_t *size_out);

/* Keep the descriptor of an object of that kind; listeners hear of it.  It goes with the object.
 * ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_descriptors_save(struct rsm_store *store, DWORD type, const GUID *object,
                               const BYTE *bytes, size_t size);

#endif
