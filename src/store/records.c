/*
 * One object at a time: load, insert, save, delete.  Lists are in record_lists.c.
 */
#include "store/records.h"

#include "model/guid.h"
#include "model/object_types.h"
#include "platform/clock.h"
#include "platform/random.h"
#include "store/transaction.h"
#include "store/values.h"

#include <assert.h>

rsm_error rsm_records_new_id(GUID *id_out)
{
    rsm_error err = rsm_random_bytes(id_out, sizeof *id_out);

    if (err != ERROR_SUCCESS)
        return err;
    id_out->Data3 = (uint16_t)((id_out->Data3 & 0x0FFF) | 0x4000); /* version 4 */
    id_out->Data4[0] = (uint8_t)((id_out->Data4[0] & 0x3F) | 0x80);
    return ERROR_SUCCESS;
}

/* ---- one object by its GUID ---- */

static rsm_error find_row(struct rsm_store *store, const GUID *id, int64_t *row_out,
                          DWORD *type_out)
{
    struct rsm_statement *statement;
    bool found;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT id, type FROM object WHERE guid = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, id);
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS) {
        *row_out = rsm_sql_number(statement, 0);
        *type_out = (DWORD)rsm_sql_number(statement, 1);
    }
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_records_type(struct rsm_store *store, const GUID *id, DWORD *type_out)
{
    int64_t row;

    return find_row(store, id, &row, type_out);
}

rsm_error rsm_records_load(struct rsm_store *store, const GUID *id, DWORD type,
                           struct rsm_record *record_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    bool found;
    rsm_error err = ERROR_SUCCESS;

    if (type == NTMS_UNKNOWN)
        err = rsm_records_type(store, id, &type);
    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_object_type_is_valid(type))
        return ERROR_OBJECT_NOT_FOUND;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "SELECT guid");
    rsm_values_add_columns(&text, type);
    rsm_sql_text_add(&text, " FROM object CROSS JOIN \"%s\" USING (id) WHERE guid = ?1",
                     rsm_object_type_name(type));
    err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, id);
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        rsm_values_read_record(statement, type, record_out);
    rsm_sql_give(statement);
    return err;
}

/* ---- insert, save, delete ---- */

static rsm_error insert_object(struct rsm_sql *sql, const struct rsm_record *record)
{
    struct rsm_statement *statement;
    rsm_error err =
        rsm_sql_take(sql, "INSERT INTO object (guid, type) VALUES (?1, ?2)", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, &record->info.ObjectGuid);
    rsm_sql_bind_number(statement, 2, record->info.dwType);
    return rsm_sql_execute(statement, NULL);
}

static rsm_error insert_fields(struct rsm_sql *sql, int64_t row, const struct rsm_record *record)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    DWORD type = record->info.dwType;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "INSERT INTO \"%s\" (id", rsm_object_type_name(type));
    rsm_values_add_columns(&text, type);
    rsm_sql_text_add(&text, ") VALUES (?");
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            rsm_sql_text_add(&text, ",?");
    }
    rsm_sql_text_add(&text, ")");
    err = rsm_sql_take(sql, text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, row);
    rsm_values_bind_record(statement, 2, record);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_records_insert(struct rsm_store *store, struct rsm_record *record)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    rsm_error err = ERROR_SUCCESS;

    assert(rsm_object_type_is_valid(record->info.dwType));
    if (rsm_guid_is_null(&record->info.ObjectGuid))
        err = rsm_records_new_id(&record->info.ObjectGuid);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&record->info.Created);
    record->info.Modified = record->info.Created;

    err = insert_object(sql, record);
    if (err == ERROR_SUCCESS)
        err = insert_fields(sql, rsm_sql_last_row(sql), record);
    if (err == ERROR_SUCCESS)
        err =
            rsm_store_note(store, RSM_CHANGE_INSERT, record->info.dwType, &record->info.ObjectGuid);
    return err;
}

static bool is_written_by_us(const struct rsm_field *field)
{
    return field->offset == offsetof(struct rsm_record, info.Created) ||
           field->offset == offsetof(struct rsm_record, info.Modified);
}

/* Add a "column = ?" for each field that differs; its number is its place in the table. */
static size_t add_differences(struct rsm_sql_text *text, const struct rsm_record *record,
                              const struct rsm_record *stored)
{
    size_t count, differences = 0;
    const struct rsm_field *fields = rsm_fields_of(record->info.dwType, &count);

    for (size_t i = 0; i < count; i++) {
        if (fields[i].column == NULL || is_written_by_us(&fields[i]) ||
            rsm_values_equal(&fields[i], record, stored))
            continue;
        rsm_sql_text_add(text, ",\"%s\" = ?", fields[i].column);
        differences++;
    }
    return differences;
}

static int bind_differences(struct rsm_statement *statement, int place,
                            const struct rsm_record *record, const struct rsm_record *stored)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(record->info.dwType, &count);

    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL && !is_written_by_us(&fields[i]) &&
            !rsm_values_equal(&fields[i], record, stored))
            rsm_values_bind(statement, place++, &fields[i], record);
    }
    return place;
}

static rsm_error update_fields(struct rsm_sql *sql, const struct rsm_record *record,
                               const struct rsm_record *stored, const SYSTEMTIME *now,
                               bool *differs_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    int place;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "UPDATE \"%s\" SET modified = ?",
                     rsm_object_type_name(record->info.dwType));
    *differs_out = add_differences(&text, record, stored) > 0;
    if (!*differs_out)
        return ERROR_SUCCESS;
    rsm_sql_text_add(&text, " WHERE id = (SELECT id FROM object WHERE guid = ?)");
    err = rsm_sql_take(sql, text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, rsm_clock_to_ms(now));
    place = bind_differences(statement, 2, record, stored);
    rsm_sql_bind_guid(statement, place, &record->info.ObjectGuid);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_records_save(struct rsm_store *store, struct rsm_record *record)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_record stored;
    SYSTEMTIME now;
    bool differs;
    rsm_error err = rsm_records_load(store, &record->info.ObjectGuid, record->info.dwType, &stored);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    err = update_fields(sql, record, &stored, &now, &differs);
    if (err == ERROR_SUCCESS && differs)
        err =
            rsm_store_note(store, RSM_CHANGE_UPDATE, record->info.dwType, &record->info.ObjectGuid);
    if (err == ERROR_SUCCESS) {
        record->info.Created = stored.info.Created;
        record->info.Modified = differs ? now : stored.info.Modified;
    }
    return err;
}

/* Prepare the change of one column: parameters 1 = value, 2 = now, 3 = row. */
static rsm_error take_set(struct rsm_sql *sql, DWORD type, const char *column,
                          struct rsm_statement **statement_out)
{
    struct rsm_sql_text text;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "UPDATE \"%s\" SET \"%s\" = ?1, modified = ?2"
                     " WHERE id = ?3 AND \"%s\" IS NOT ?1",
                     rsm_object_type_name(type), column, column);
    return rsm_sql_take(sql, text.text, statement_out);
}

static rsm_error find_row_of_type(struct rsm_store *store, DWORD type, const GUID *id,
                                  int64_t *row_out)
{
    DWORD found;
    rsm_error err = find_row(store, id, row_out, &found);

    return err == ERROR_SUCCESS && found != type ? ERROR_OBJECT_NOT_FOUND : err;
}

static rsm_error run_set(struct rsm_store *store, DWORD type, const GUID *id, int64_t row,
                         struct rsm_statement *statement)
{
    SYSTEMTIME now;
    size_t rows;
    rsm_error err;

    rsm_clock_utc(&now);
    rsm_sql_bind_number(statement, 2, rsm_clock_to_ms(&now));
    rsm_sql_bind_number(statement, 3, row);
    err = rsm_sql_execute(statement, &rows);
    if (err == ERROR_SUCCESS && rows > 0)
        err = rsm_store_note(store, RSM_CHANGE_UPDATE, type, id);
    return err;
}

rsm_error rsm_records_set_number(struct rsm_store *store, DWORD type, const GUID *id,
                                 const char *column, DWORD value)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    const struct rsm_field *field = rsm_fields_find(type, column);
    struct rsm_statement *statement;
    int64_t row;
    rsm_error err;

    assert(field != NULL && field->kind == RSM_FIELD_NUMBER);
    (void)field;
    err = find_row_of_type(store, type, id, &row);
    if (err == ERROR_SUCCESS)
        err = take_set(sql, type, column, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, value);
    return run_set(store, type, id, row, statement);
}

rsm_error rsm_records_set_guid(struct rsm_store *store, DWORD type, const GUID *id,
                               const char *column, const GUID *value)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    const struct rsm_field *field = rsm_fields_find(type, column);
    struct rsm_statement *statement;
    int64_t row;
    rsm_error err;

    assert(field != NULL && field->kind == RSM_FIELD_GUID);
    err = find_row_of_type(store, type, id, &row);
    if (err == ERROR_SUCCESS)
        err = take_set(sql, type, column, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    if (field->shared)
        rsm_shared_bind(statement, 1, value, true);
    else
        rsm_sql_bind_guid(statement, 1, value);
    return run_set(store, type, id, row, statement);
}

rsm_error rsm_records_touch(struct rsm_store *store, const GUID *id)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    SYSTEMTIME now;
    int64_t row;
    DWORD type;
    rsm_error err = find_row(store, id, &row, &type);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "UPDATE \"%s\" SET modified = ?1 WHERE id = ?2",
                     rsm_object_type_name(type));
    err = rsm_sql_take(sql, text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    rsm_sql_bind_number(statement, 1, rsm_clock_to_ms(&now));
    rsm_sql_bind_number(statement, 2, row);
    err = rsm_sql_execute(statement, NULL);
    return err == ERROR_SUCCESS ? rsm_store_note(store, RSM_CHANGE_UPDATE, type, id) : err;
}

rsm_error rsm_records_delete(struct rsm_store *store, const GUID *id)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_statement *statement;
    int64_t row;
    DWORD type;
    rsm_error err = find_row(store, id, &row, &type);

    if (err == ERROR_SUCCESS) /* its fields go with it */
        err = rsm_sql_take(sql, "DELETE FROM object WHERE id = ?1", &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, row);
    err = rsm_sql_execute(statement, NULL);
    if (err == ERROR_SUCCESS)
        err = rsm_store_note(store, RSM_CHANGE_DELETE, type, id);
    return err;
}
