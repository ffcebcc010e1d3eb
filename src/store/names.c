/*
 * Names of objects.
 */
#include "store/names.h"

#include "model/object_types.h"
#include "store/transaction.h"
#include "store/values.h"

#include "ntmsapi.h"

rsm_error rsm_names_each(struct rsm_store *store, DWORD type, rsm_names_visit *visit, void *context)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_READ);
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    struct rsm_statement *statement;
    struct rsm_sql_text text;
    bool row = true;
    GUID id;
    rsm_error err;

    if (!rsm_object_type_is_valid(type))
        return ERROR_SUCCESS;
    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "SELECT object.guid, ");
    rsm_values_add_name(&text, type);
    rsm_sql_text_add(&text, " FROM %s JOIN object USING (id)", rsm_object_type_name(type));
    err = rsm_sql_take(sql, text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    while (row && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        rsm_sql_guid(statement, 0, &id);
        rsm_sql_utf8(statement, 1, name, sizeof name);
        row = visit(context, &id, name);
    }
    rsm_sql_give(statement);
    return err;
}
