/*
 * Objects of a kind that conditions choose: walked, counted, listed.
 */
#include "store/records.h"

#include "model/object_types.h"
#include "platform/text.h"
#include "store/transaction.h"
#include "store/values.h"

#include <assert.h>

/* " WHERE ..."; "IS" finds NULL, too. */
static void add_conditions(struct rsm_sql_text *text, DWORD type,
                           const struct rsm_condition *conditions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert(rsm_fields_find(type, conditions[i].column) != NULL);
        rsm_sql_text_add(text, " %s \"%s\" IS ?", i == 0 ? "WHERE" : "AND", conditions[i].column);
    }
    (void)type;
}

static void bind_condition(struct rsm_statement *statement, int place,
                           const struct rsm_condition *condition)
{
    if (condition->guid != NULL)
        rsm_sql_bind_guid(statement, place, condition->guid);
    else if (condition->text != NULL)
        rsm_sql_bind_wide(statement, place, condition->text, RSM_TEXT_TERMINATED);
    else if (condition->bytes != NULL)
        rsm_sql_bind_bytes(statement, place, condition->bytes, condition->size);
    else
        rsm_sql_bind_number(statement, place, condition->number);
}

static rsm_error take_query(struct rsm_store *store, const struct rsm_sql_text *text,
                            const struct rsm_condition *conditions, size_t count,
                            struct rsm_statement **statement_out)
{
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text->text, statement_out);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        bind_condition(*statement_out, (int)i + 1, &conditions[i]);
    return err;
}

/* All fields of the objects that the conditions choose, oldest first. */
static void build_select(struct rsm_sql_text *text, DWORD type,
                         const struct rsm_condition *conditions, size_t count)
{
    rsm_sql_text_begin(text);
    rsm_sql_text_add(text, "SELECT guid");
    rsm_values_add_columns(text, type);
    rsm_sql_text_add(text, " FROM \"%s\" CROSS JOIN object USING (id)", rsm_object_type_name(type));
    add_conditions(text, type, conditions, count);
    rsm_sql_text_add(text, " ORDER BY id");
}

rsm_error rsm_records_each(struct rsm_store *store, DWORD type,
                           const struct rsm_condition *conditions, size_t count,
                           rsm_record_visit *visit, void *context)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    struct rsm_record record;
    bool found, go_on = true;
    rsm_error err;

    build_select(&text, type, conditions, count);
    err = take_query(store, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    while (go_on && (err = rsm_sql_step(statement, &found)) == ERROR_SUCCESS && found) {
        rsm_values_read_record(statement, type, &record);
        go_on = visit(context, &record);
    }
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_records_first(struct rsm_store *store, DWORD type,
                            const struct rsm_condition *conditions, size_t count,
                            struct rsm_record *record_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    bool found;
    rsm_error err;

    build_select(&text, type, conditions, count);
    rsm_sql_text_add(&text, " LIMIT 1");
    err = take_query(store, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        rsm_values_read_record(statement, type, record_out);
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_records_count(struct rsm_store *store, DWORD type,
                            const struct rsm_condition *conditions, size_t count, DWORD *count_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    bool found;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "SELECT count(*) FROM \"%s\"", rsm_object_type_name(type));
    add_conditions(&text, type, conditions, count);
    err = take_query(store, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS)
        *count_out = (DWORD)rsm_sql_number(statement, 0);
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_records_ids(struct rsm_store *store, DWORD type,
                          const struct rsm_condition *conditions, size_t count, GUID **ids_out,
                          size_t *count_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "SELECT guid FROM \"%s\" CROSS JOIN object USING (id)",
                     rsm_object_type_name(type));
    add_conditions(&text, type, conditions, count);
    rsm_sql_text_add(&text, " ORDER BY id");
    err = take_query(store, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_values_read_guids(statement, ids_out, count_out);
    rsm_sql_give(statement);
    return err;
}
