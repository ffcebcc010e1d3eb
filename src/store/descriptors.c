/*
 * Security descriptors of objects.
 */
#include "store/descriptors.h"

#include "store/transaction.h"

#include <stdlib.h>

static rsm_error read_bytes(struct rsm_statement *statement, BYTE **bytes_out, size_t *size_out)
{
    size_t size = (size_t)rsm_sql_number(statement, 0);
    BYTE *bytes = malloc(size + 1);

    if (bytes == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    *size_out = rsm_sql_bytes(statement, 1, bytes, size);
    *bytes_out = bytes;
    return ERROR_SUCCESS;
}

rsm_error rsm_descriptors_load(struct rsm_store *store, const GUID *object, BYTE **bytes_out,
                               size_t *size_out)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT length(descriptor), descriptor FROM security"
                                 " WHERE object = (SELECT id FROM object WHERE guid = ?1)",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, object);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS)
        err = row ? read_bytes(statement, bytes_out, size_out) : ERROR_OBJECT_NOT_FOUND;
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_descriptors_save(struct rsm_store *store, DWORD type, const GUID *object,
                               const BYTE *bytes, size_t size)
{
    struct rsm_statement *statement;
    size_t rows;
    rsm_error err =
        rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                     "INSERT INTO security (object, descriptor)"
                     " SELECT id, ?2 FROM object WHERE guid = ?1"
                     " ON CONFLICT (object) DO UPDATE SET descriptor = excluded.descriptor",
                     &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, object);
    rsm_sql_bind_bytes(statement, 2, bytes, size);
    err = rsm_sql_execute(statement, &rows);
    if (err == ERROR_SUCCESS && rows == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_store_note(store, RSM_CHANGE_UPDATE, type, object);
    return err;
}
