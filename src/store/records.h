/*
 * Objects in the database, driven by the field tables.  Every function wants an open transaction
 * (store/store.h), a writing one where it writes, and can fail with ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL (writers) and ERROR_NOT_ENOUGH_MEMORY besides what is named.
 */
#ifndef RSM_STORE_RECORDS_H
#define RSM_STORE_RECORDS_H

#include "model/record.h"
#include "store/store.h"

/* Add an object.  A null ObjectGuid is replaced by a new one; Created and Modified become now.
 * ERROR_ALREADY_EXISTS if the GUID is taken. */
rsm_error rsm_records_insert(struct rsm_store *store, struct rsm_record *record);

/* The object of that GUID; type 0 = of any kind.  ERROR_OBJECT_NOT_FOUND, record_out untouched. */
rsm_error rsm_records_load(struct rsm_store *store, const GUID *id, DWORD type,
                           struct rsm_record *record_out);
rsm_error rsm_records_type(struct rsm_store *store, const GUID *id, DWORD *type_out);

/* Write what differs from the stored object; Modified becomes now if anything did, else nothing is
 * written.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_records_save(struct rsm_store *store, struct rsm_record *record);

/* Change one NUMBER or GUID field of one object, and Modified, only if it differs. */
rsm_error rsm_records_set_number(struct rsm_store *store, DWORD type, const GUID *id,
                                 const char *column, DWORD value);
rsm_error rsm_records_set_guid(struct rsm_store *store, DWORD type, const GUID *id,
                               const char *column, const GUID *value);

/* Something that belongs to an object but is no field of it changed: Modified becomes now, and the object
 * counts as changed.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_records_touch(struct rsm_store *store, const GUID *id);

/* Remove an object.  Removing one that is not there is ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_records_delete(struct rsm_store *store, const GUID *id);

/* "column = value", all of them joined by AND.  text and bytes compare exactly. */
struct rsm_condition {
    const char *column;
    const GUID *guid;  /* set for a GUID column; the null GUID finds "none" */
    const WCHAR *text; /* set for a text column */
    DWORD number;      /* used when guid, text and bytes are NULL */
    const void *bytes; /* set for a BYTES column (omid_label_id) */
    size_t size;       /* of bytes */
    bool differs;      /* "column is not value" instead */
};

/* Walk the objects of a kind in order of creation; visit returns false to stop.  visit may write
 * to the store, but not to the walked kind other than the visited object. */
typedef bool rsm_record_visit(void *context, const struct rsm_record *record);
rsm_error rsm_records_each(struct rsm_store *store, DWORD type,
                           const struct rsm_condition *conditions, size_t count,
                           rsm_record_visit *visit, void *context);

/* The first of them, or ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_records_first(struct rsm_store *store, DWORD type,
                            const struct rsm_condition *conditions, size_t count,
                            struct rsm_record *record_out);
rsm_error rsm_records_count(struct rsm_store *store, DWORD type,
                            const struct rsm_condition *conditions, size_t count, DWORD *count_out);

/* Change one NUMBER field of all of them, as rsm_records_set_number() does for one, but in one
 * statement: for thousands of objects at once. */
rsm_error rsm_records_set_number_of_all(struct rsm_store *store, DWORD type,
                                        const struct rsm_condition *conditions, size_t count,
                                        const char *column, DWORD value);

/* GUIDs of them, in order of creation.  *ids_out is the caller's: free(). */
rsm_error rsm_records_ids(struct rsm_store *store, DWORD type,
                          const struct rsm_condition *conditions, size_t count, GUID **ids_out,
                          size_t *count_out);

/* Fill id_out with a new random (version 4) GUID. */
rsm_error rsm_records_new_id(GUID *id_out);

#endif
