/*
 * Where messages about an object (the computer, a library) are shown: names of computers, per kind of
 * message (NTMS_UITYPE_*), in the order in which they were added.  They go with the object.  All want an
 * open transaction, a writing one where they write.
 */
#ifndef RSM_STORE_DESTINATIONS_H
#define RSM_STORE_DESTINATIONS_H

#include "store/store.h"

/* Characters of a name with the NUL. */
#define RSM_DESTINATION_LENGTH 256

/* The object exists; that the name is not there yet is the caller's to know. */
rsm_error rsm_destinations_add(struct rsm_store *store, const GUID *object, DWORD type,
                               const WCHAR *name);

/* Delete the name, spelt as it was added, or (NULL) all of that kind. */
rsm_error rsm_destinations_delete(struct rsm_store *store, const GUID *object, DWORD type,
                                  const WCHAR *name);

/* visit returns false to stop, and must not write. */
typedef bool rsm_destination_visit(void *context, const WCHAR *name);
rsm_error rsm_destinations_each(struct rsm_store *store, const GUID *object, DWORD type,
                                rsm_destination_visit *visit, void *context);

#endif
