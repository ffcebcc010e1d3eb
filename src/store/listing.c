/*
 * Collecting lists and keeping them.  A row number is given again only after a deletion, so that what is new
 * is behind the last one.
 */
#include "store/listing.h"

#include "model/object_types.h"
#include "platform/array.h"

#include <stdlib.h>
#include <string.h>

rsm_error rsm_listing_note_deletion(struct rsm_sql *sql, DWORD type)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql,
                                 "INSERT INTO counter (name, value) VALUES ('deleted ' || ?1, 1)"
                                 " ON CONFLICT (name) DO UPDATE SET value = value + 1",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, type);
    return rsm_sql_execute(statement, NULL);
}

static rsm_error count_deletions(struct rsm_sql *sql, DWORD type, int64_t *count_out)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err =
        rsm_sql_take(sql, "SELECT value FROM counter WHERE name = 'deleted ' || ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, type);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS)
        *count_out = row ? rsm_sql_number(statement, 0) : 0;
    rsm_sql_give(statement);
    return err;
}

static rsm_error append(struct rsm_listing *list, struct rsm_statement *row)
{
    GUID *grown = rsm_array_grow(list->ids, sizeof *grown, list->count + 1, &list->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    list->ids = grown;
    rsm_sql_guid(row, 1, &list->ids[list->count++]);
    list->last = rsm_sql_number(row, 0);
    return ERROR_SUCCESS;
}

/* Those behind the last one.  The list is a right one, if not complete, after a failure too. */
static rsm_error append_newer(struct rsm_listing *list, struct rsm_sql *sql, DWORD type)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    bool row;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "SELECT id, guid FROM \"%s\" CROSS JOIN object USING (id)"
                     " WHERE id > ?1 ORDER BY id",
                     rsm_object_type_name(type));
    err = rsm_sql_take(sql, text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, list->last);
    while (err == ERROR_SUCCESS && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row)
        err = append(list, statement);
    rsm_sql_give(statement);
    return err;
}

static rsm_error collect(struct rsm_sql *sql, DWORD type, GUID **ids_out, size_t *count_out)
{
    struct rsm_listing list = {.ids = NULL};
    rsm_error err = append_newer(&list, sql, type);

    if (err != ERROR_SUCCESS) {
        free(list.ids);
        return err;
    }
    *ids_out = list.ids;
    *count_out = list.count;
    return ERROR_SUCCESS;
}

static rsm_error give_copy(const struct rsm_listing *list, GUID **ids_out, size_t *count_out)
{
    GUID *copy = NULL;

    if (list->count > 0) {
        copy = malloc(list->count * sizeof *copy);
        if (copy == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        memcpy(copy, list->ids, list->count * sizeof *copy);
    }
    *ids_out = copy;
    *count_out = list->count;
    return ERROR_SUCCESS;
}

rsm_error rsm_listing_get(struct rsm_listing *kept, struct rsm_sql *sql, DWORD type, GUID **ids_out,
                          size_t *count_out)
{
    int64_t deletions = 0;
    rsm_error err;

    if (kept == NULL)
        return collect(sql, type, ids_out, count_out);
    err = count_deletions(sql, type, &deletions);
    if (err != ERROR_SUCCESS)
        return err;
    if (deletions != kept->deletions) {
        kept->count = 0;
        kept->last = 0;
        kept->deletions = deletions;
    }
    err = append_newer(kept, sql, type);
    return err == ERROR_SUCCESS ? give_copy(kept, ids_out, count_out) : err;
}
