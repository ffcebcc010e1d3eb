/*
 * Attributes: rows of their own beside the object.
 */
#include "store/attributes.h"

#include "platform/text.h"
#include "store/records.h"
#include "store/transaction.h"

/* Prepare a text whose parameters 1 and 2 are the object and the name. */
static rsm_error take(struct rsm_store *store, enum rsm_store_mode mode, const char *text,
                      const GUID *object, const WCHAR *name, struct rsm_statement **statement_out)
{
    rsm_error err = rsm_sql_take(rsm_store_sql(store, mode), text, statement_out);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(*statement_out, 1, object);
    rsm_sql_bind_wide(*statement_out, 2, name, RSM_TEXT_TERMINATED);
    return ERROR_SUCCESS;
}

rsm_error rsm_attributes_load(struct rsm_store *store, const GUID *object, const WCHAR *name,
                              void *data_out, size_t *size_out)
{
    struct rsm_statement *statement;
    bool found;
    size_t size;
    rsm_error err = take(store, RSM_STORE_READ,
                         "SELECT length(value), value FROM attribute"
                         " WHERE object = (SELECT id FROM object WHERE guid = ?1) AND name = ?2",
                         object, name, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS) {
        size = (size_t)rsm_sql_number(statement, 0);
        if (size > *size_out)
            err = ERROR_INSUFFICIENT_BUFFER;
        else
            (void)rsm_sql_bytes(statement, 1, data_out, size);
        *size_out = size;
    }
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_attributes_save(struct rsm_store *store, const GUID *object, const WCHAR *name,
                              const void *data, size_t size)
{
    struct rsm_statement *statement;
    size_t rows;
    rsm_error err = take(store, RSM_STORE_WRITE,
                         "INSERT INTO attribute (object, name, value)"
                         " SELECT id, ?2, ?3 FROM object WHERE guid = ?1"
                         " ON CONFLICT (object, name) DO UPDATE SET value = excluded.value",
                         object, name, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_bytes(statement, 3, data, size);
    err = rsm_sql_execute(statement, &rows);
    if (err == ERROR_SUCCESS && rows == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_SUCCESS ? rsm_records_touch(store, object) : err;
}

rsm_error rsm_attributes_delete(struct rsm_store *store, const GUID *object, const WCHAR *name)
{
    struct rsm_statement *statement;
    size_t rows;
    rsm_error err = take(store, RSM_STORE_WRITE,
                         "DELETE FROM attribute"
                         " WHERE object = (SELECT id FROM object WHERE guid = ?1) AND name = ?2",
                         object, name, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sql_execute(statement, &rows);
    return err == ERROR_SUCCESS && rows > 0 ? rsm_records_touch(store, object) : err;
}
