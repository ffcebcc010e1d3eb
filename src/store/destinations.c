/*
 * Where messages are shown.
 */
#include "store/destinations.h"

#include "store/transaction.h"

/* A statement whose parameters 1 and 2 are the object and the kind of message. */
static rsm_error take(struct rsm_sql *sql, const char *text, const GUID *object, DWORD type,
                      struct rsm_statement **statement_out)
{
    rsm_error err = rsm_sql_take(sql, text, statement_out);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(*statement_out, 1, object);
    rsm_sql_bind_number(*statement_out, 2, type);
    return ERROR_SUCCESS;
}

rsm_error rsm_destinations_add(struct rsm_store *store, const GUID *object, DWORD type,
                               const WCHAR *name)
{
    struct rsm_statement *statement;
    rsm_error err = take(rsm_store_sql(store, RSM_STORE_WRITE),
                         "INSERT INTO destination (object, type, name)"
                         " SELECT id, ?2, ?3 FROM object WHERE guid = ?1",
                         object, type, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_wide(statement, 3, name, RSM_DESTINATION_LENGTH);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_destinations_delete(struct rsm_store *store, const GUID *object, DWORD type,
                                  const WCHAR *name)
{
    struct rsm_statement *statement;
    rsm_error err = take(rsm_store_sql(store, RSM_STORE_WRITE),
                         "DELETE FROM destination"
                         " WHERE object = (SELECT id FROM object WHERE guid = ?1)"
                         " AND type = ?2 AND (?3 IS NULL OR name = ?3)",
                         object, type, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    if (name != NULL)
        rsm_sql_bind_wide(statement, 3, name, RSM_DESTINATION_LENGTH);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_destinations_each(struct rsm_store *store, const GUID *object, DWORD type,
                                rsm_destination_visit *visit, void *context)
{
    WCHAR name[RSM_DESTINATION_LENGTH];
    struct rsm_statement *statement;
    bool row, go_on = true;
    rsm_error err = take(rsm_store_sql(store, RSM_STORE_READ),
                         "SELECT name FROM destination"
                         " WHERE object = (SELECT id FROM object WHERE guid = ?1)"
                         " AND type = ?2 ORDER BY number",
                         object, type, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while (go_on && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        rsm_sql_wide(statement, 0, name, RSM_DESTINATION_LENGTH);
        go_on = visit(context, name);
    }
    rsm_sql_give(statement);
    return err;
}
