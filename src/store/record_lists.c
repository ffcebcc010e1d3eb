/*
 * Objects of a kind that conditions choose: walked, counted, listed.
 */
#include "store/records.h"

#include "model/guid.h"
#include "model/object_types.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/transaction.h"
#include "store/values.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CONDITIONS_MAX = 8 };

/* "IS" finds NULL, too, and "=" is what lets an index serve that leaves out rows without a value. */
static const char *comparison(const struct rsm_condition *condition)
{
    bool has_value = (condition->guid != NULL && !rsm_guid_is_null(condition->guid)) ||
                     (condition->bytes != NULL && condition->size > 0);

    if (condition->differs)
        return "IS NOT";
    return has_value ? "=" : "IS";
}

/* " WHERE ...".  Parameters count from 1. */
static void add_conditions(struct rsm_sql_text *text, DWORD type,
                           const struct rsm_condition *conditions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert(rsm_fields_find(type, conditions[i].column) != NULL);
        rsm_sql_text_add(text, " %s \"%s\" %s ?%u", i == 0 ? "WHERE" : "AND", conditions[i].column,
                         comparison(&conditions[i]), (unsigned)i + 1);
        if (conditions[i].bytes != NULL && comparison(&conditions[i])[0] == '=')
            rsm_sql_text_add(text, " AND \"%s\" <> x''", conditions[i].column);
    }
    (void)type;
}

static void bind_condition(struct rsm_statement *statement, int place, DWORD type,
                           const struct rsm_condition *condition)
{
    if (condition->guid != NULL)
        rsm_values_bind_id(statement, place, rsm_fields_find(type, condition->column),
                           condition->guid);
    else if (condition->text != NULL)
        rsm_sql_bind_wide(statement, place, condition->text, RSM_TEXT_TERMINATED);
    else if (condition->bytes != NULL)
        rsm_sql_bind_bytes(statement, place, condition->bytes, condition->size);
    else
        rsm_sql_bind_number(statement, place, condition->number);
}

static rsm_error take_query(struct rsm_store *store, DWORD type, const struct rsm_sql_text *text,
                            const struct rsm_condition *conditions, size_t count,
                            struct rsm_statement **statement_out)
{
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text->text, statement_out);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        bind_condition(*statement_out, (int)i + 1, type, &conditions[i]);
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
    err = take_query(store, type, &text, conditions, count, &statement);
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
    err = take_query(store, type, &text, conditions, count, &statement);
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
    err = take_query(store, type, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS)
        *count_out = (DWORD)rsm_sql_number(statement, 0);
    rsm_sql_give(statement);
    return err;
}

/* Whether the conditions choose what is in one container. */
static bool is_container(DWORD type, const struct rsm_condition *conditions, size_t count)
{
    return count == 1 && conditions->guid != NULL && !conditions->differs &&
           !rsm_guid_is_null(conditions->guid) &&
           rsm_object_type_is_container_column(type, conditions->column);
}

rsm_error rsm_records_ids(struct rsm_store *store, DWORD type,
                          const struct rsm_condition *conditions, size_t count, GUID **ids_out,
                          size_t *count_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    rsm_error err;

    if (count == 0 || is_container(type, conditions, count)) {
        const struct rsm_listing_wish wish = {.type = type,
                                              .column = count > 0 ? conditions->column : NULL,
                                              .container = count > 0 ? conditions->guid : NULL};

        return rsm_listing_get(rsm_store_listings(store), rsm_store_sql(store, RSM_STORE_READ),
                               &wish, ids_out, count_out);
    }
    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "SELECT guid FROM \"%s\" CROSS JOIN object USING (id)",
                     rsm_object_type_name(type));
    add_conditions(&text, type, conditions, count);
    rsm_sql_text_add(&text, " ORDER BY id");
    err = take_query(store, type, &text, conditions, count, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_values_read_guids(statement, ids_out, count_out);
    rsm_sql_give(statement);
    return err;
}

/* Those whose field has another value; they are the ones that change. */
static rsm_error ids_that_differ(struct rsm_store *store, DWORD type,
                                 const struct rsm_condition *conditions, size_t count,
                                 const struct rsm_condition *value, GUID **ids_out,
                                 size_t *count_out)
{
    struct rsm_condition all[CONDITIONS_MAX];

    assert(count < CONDITIONS_MAX);
    memcpy(all, conditions, count * sizeof *conditions);
    all[count] = *value;
    return rsm_records_ids(store, type, all, count + 1, ids_out, count_out);
}

static rsm_error set_all(struct rsm_store *store, DWORD type,
                         const struct rsm_condition *conditions, size_t count,
                         const struct rsm_condition *value)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    SYSTEMTIME now;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "UPDATE \"%s\"", rsm_object_type_name(type));
    rsm_sql_text_add(&text, " SET \"%s\" = ?%u, modified = ?%u", value->column, (unsigned)count + 1,
                     (unsigned)count + 2);
    add_conditions(&text, type, conditions, count);
    rsm_sql_text_add(&text, " AND \"%s\" IS NOT ?%u", value->column, (unsigned)count + 1);
    err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE), text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < count; i++)
        bind_condition(statement, (int)i + 1, type, &conditions[i]);
    rsm_clock_utc(&now);
    rsm_sql_bind_number(statement, (int)count + 1, value->number);
    rsm_sql_bind_number(statement, (int)count + 2, rsm_clock_to_ms(&now));
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_records_set_number_of_all(struct rsm_store *store, DWORD type,
                                        const struct rsm_condition *conditions, size_t count,
                                        const char *column, DWORD value)
{
    const struct rsm_condition other = {.column = column, .number = value, .differs = true};
    GUID *ids = NULL;
    size_t changed = 0;
    rsm_error err = ids_that_differ(store, type, conditions, count, &other, &ids, &changed);

    if (err == ERROR_SUCCESS && changed > 0)
        err = set_all(store, type, conditions, count, &other);
    for (size_t i = 0; err == ERROR_SUCCESS && i < changed; i++)
        err = rsm_store_note(store, RSM_CHANGE_UPDATE, type, &ids[i]);
    free(ids);
    return err;
}
