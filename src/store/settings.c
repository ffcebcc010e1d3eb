/*
 * Small facts that are no objects: attached addresses, running and other numbers, and which media types a
 * library takes.
 */
#include "store/settings.h"

#include "store/records.h"
#include "store/transaction.h"
#include "store/values.h"

#include <string.h>

#define LONGEST_ADDRESS 1024 /* bytes with the end mark */

/* ---- attached addresses ---- */

rsm_error rsm_settings_attach(struct rsm_store *store, const char *address)
{
    struct rsm_statement *statement;
    rsm_error err;

    if (strlen(address) >= LONGEST_ADDRESS)
        return ERROR_BAD_PATHNAME;
    err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                       "INSERT INTO attached (address) VALUES (?1)", &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, address);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_settings_detach(struct rsm_store *store, const char *address)
{
    struct rsm_statement *statement;
    size_t rows;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "DELETE FROM attached WHERE address = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, address);
    err = rsm_sql_execute(statement, &rows);
    return err == ERROR_SUCCESS && rows == 0 ? ERROR_NOT_FOUND : err;
}

rsm_error rsm_settings_attached(struct rsm_store *store, rsm_attached_visit *visit, void *context)
{
    char address[LONGEST_ADDRESS];
    struct rsm_statement *statement;
    bool row, go_on = true;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT address FROM attached ORDER BY number", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while (go_on && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        rsm_sql_utf8(statement, 0, address, sizeof address);
        go_on = visit(context, address);
    }
    rsm_sql_give(statement);
    return err;
}

/* ---- running numbers ---- */

rsm_error rsm_settings_next_number(struct rsm_store *store, const char *name, uint32_t *number_out)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "INSERT INTO counter (name, value) VALUES (?1, 1)"
                                 " ON CONFLICT (name) DO UPDATE SET value = value + 1"
                                 " RETURNING value",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, name);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS)
        *number_out = (uint32_t)rsm_sql_number(statement, 0);
    rsm_sql_give(statement);
    return err;
}

/* ---- other numbers ---- */

rsm_error rsm_settings_get_number(struct rsm_store *store, const char *name, uint32_t *number_out)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT value FROM counter WHERE name = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, name);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS && row)
        *number_out = (uint32_t)rsm_sql_number(statement, 0);
    rsm_sql_give(statement);
    return err == ERROR_SUCCESS && !row ? ERROR_NOT_FOUND : err;
}

rsm_error rsm_settings_set_number(struct rsm_store *store, const char *name, uint32_t number)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "INSERT INTO counter (name, value) VALUES (?1, ?2)"
                                 " ON CONFLICT (name) DO UPDATE SET value = ?2",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, name);
    rsm_sql_bind_number(statement, 2, number);
    return rsm_sql_execute(statement, NULL);
}

/* ---- media types of libraries ---- */

/* Run a text whose parameters are the two GUIDs. */
static rsm_error run_on_pair(struct rsm_store *store, const char *text, const GUID *library,
                             const GUID *media_type, size_t *rows_out)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE), text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, library);
    rsm_sql_bind_guid(statement, 2, media_type);
    return rsm_sql_execute(statement, rows_out);
}

/* Does a query whose parameters are GUIDs find anything?  second may be NULL. */
static rsm_error has_row(struct rsm_store *store, const char *text, const GUID *first,
                         const GUID *second, bool *has_out)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, first);
    if (second != NULL)
        rsm_sql_bind_guid(statement, 2, second);
    err = rsm_sql_step(statement, has_out);
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_settings_is_related(struct rsm_store *store, const GUID *library,
                                  const GUID *media_type, bool *related_out)
{
    return has_row(store,
                   "SELECT 1 FROM related WHERE library = (SELECT id FROM object WHERE guid = ?1)"
                   " AND media_type = (SELECT id FROM object WHERE guid = ?2)",
                   library, media_type, related_out);
}

rsm_error rsm_settings_is_taken(struct rsm_store *store, const GUID *media_type, bool *taken_out)
{
    return has_row(store,
                   "SELECT 1 FROM related"
                   " WHERE media_type = (SELECT id FROM object WHERE guid = ?1)",
                   media_type, NULL, taken_out);
}

rsm_error rsm_settings_relate(struct rsm_store *store, const GUID *library, const GUID *media_type)
{
    bool related;
    size_t rows;
    rsm_error err = rsm_settings_is_related(store, library, media_type, &related);

    if (err != ERROR_SUCCESS || related)
        return err;
    err = run_on_pair(store,
                      "INSERT INTO related (library, media_type)"
                      " SELECT l.id, m.id FROM object l, object m"
                      " WHERE l.guid = ?1 AND m.guid = ?2",
                      library, media_type, &rows);
    if (err == ERROR_SUCCESS && rows == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_SUCCESS ? rsm_records_touch(store, library) : err;
}

rsm_error rsm_settings_unrelate(struct rsm_store *store, const GUID *library,
                                const GUID *media_type)
{
    size_t rows;
    rsm_error err =
        run_on_pair(store,
                    "DELETE FROM related WHERE library = (SELECT id FROM object WHERE guid = ?1)"
                    " AND media_type = (SELECT id FROM object WHERE guid = ?2)",
                    library, media_type, &rows);

    return err == ERROR_SUCCESS && rows > 0 ? rsm_records_touch(store, library) : err;
}

rsm_error rsm_settings_related(struct rsm_store *store, const GUID *library, GUID **ids_out,
                               size_t *count_out)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT m.guid FROM object l JOIN related r ON r.library = l.id"
                                 " JOIN object m ON m.id = r.media_type"
                                 " WHERE l.guid = ?1 ORDER BY m.id",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, library);
    err = rsm_values_read_guids(statement, ids_out, count_out);
    rsm_sql_give(statement);
    return err;
}
