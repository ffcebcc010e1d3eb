/*
 * Small facts that are no objects: attached device addresses, running and other numbers, relations between
 * media types and libraries.  All want an open transaction, a writing one where they write.
 */
#ifndef RSM_STORE_SETTINGS_H
#define RSM_STORE_SETTINGS_H

#include "store/store.h"

/* Addresses a person attached (UTF-8, secrets included: the data folder's rights protect them). */
typedef bool rsm_attached_visit(void *context, const char *address);
/* ERROR_ALREADY_EXISTS, ERROR_BAD_PATHNAME (1,024 bytes and more). */
rsm_error rsm_settings_attach(struct rsm_store *store, const char *address);
/* ERROR_NOT_FOUND. */
rsm_error rsm_settings_detach(struct rsm_store *store, const char *address);
rsm_error rsm_settings_attached(struct rsm_store *store, rsm_attached_visit *visit, void *context);

/* Next value of a running number kept under name, from 1. */
rsm_error rsm_settings_next_number(struct rsm_store *store, const char *name, uint32_t *number_out);

/* A number kept under name, which must not be a running one.  ERROR_NOT_FOUND when none was set. */
rsm_error rsm_settings_get_number(struct rsm_store *store, const char *name, uint32_t *number_out);
rsm_error rsm_settings_set_number(struct rsm_store *store, const char *name, uint32_t number);

/* Which media types a library can take.  Relating twice is success; ERROR_OBJECT_NOT_FOUND if one of
 * the two objects does not exist.  A relation ends with either; the library counts as changed. */
rsm_error rsm_settings_relate(struct rsm_store *store, const GUID *library, const GUID *media_type);
rsm_error rsm_settings_unrelate(struct rsm_store *store, const GUID *library,
                                const GUID *media_type);
rsm_error rsm_settings_is_related(struct rsm_store *store, const GUID *library,
                                  const GUID *media_type, bool *related_out);
/* Does any library take that media type? */
rsm_error rsm_settings_is_taken(struct rsm_store *store, const GUID *media_type, bool *taken_out);
/* GUIDs of the media types of a library; free() *ids_out. */
rsm_error rsm_settings_related(struct rsm_store *store, const GUID *library, GUID **ids_out,
                               size_t *count_out);

#endif
