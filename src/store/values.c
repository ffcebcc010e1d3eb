/*
 * Records and their fields to and from statements.
 */
#include "store/values.h"

#include "model/guid.h"
#include "platform/array.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/usual_name.h"

#include <stdlib.h>
#include <string.h>

static bool is_name(const struct rsm_field *field)
{
    return field->offset == offsetof(struct rsm_record, info.szName);
}

static const void *place_in(const struct rsm_record *record, const struct rsm_field *field)
{
    return (const char *)record + field->offset;
}

/* Numbers and times, as they are stored. */
static int64_t number_in(const struct rsm_record *record, const struct rsm_field *field)
{
    const void *place = place_in(record, field);
    DWORD number;
    WORD word;
    LONGLONG large;

    switch (field->kind) {
    case RSM_FIELD_WORD:
        memcpy(&word, place, sizeof word);
        return word;
    case RSM_FIELD_LARGE:
        memcpy(&large, place, sizeof large);
        return large;
    case RSM_FIELD_TIME:
        return rsm_clock_to_ms(place);
    default:
        memcpy(&number, place, sizeof number);
        return number;
    }
}

/* How many bytes of a BYTES field count: the number before it says so. */
static size_t bytes_in(const struct rsm_record *record, const struct rsm_field *field)
{
    size_t size = (size_t)number_in(record, field - 1);

    return size < field->room ? size : field->room;
}

void rsm_values_bind(struct rsm_statement *statement, int place, const struct rsm_field *field,
                     const struct rsm_record *record)
{
    const void *value = place_in(record, field);

    switch (field->kind) {
    case RSM_FIELD_GUID:
        if (field->shared)
            rsm_shared_bind(statement, place, value, true);
        else
            rsm_sql_bind_guid(statement, place, value);
        break;
    case RSM_FIELD_STRING:
        if (is_name(field) && rsm_usual_name_is_put(record))
            rsm_sql_bind_null(statement, place);
        else
            rsm_sql_bind_wide(statement, place, value, field->room);
        break;
    case RSM_FIELD_BYTES:
        rsm_sql_bind_bytes(statement, place, value, bytes_in(record, field));
        break;
    default:
        rsm_sql_bind_number(statement, place, number_in(record, field));
        break;
    }
}

void rsm_values_bind_id(struct rsm_statement *statement, int place, const struct rsm_field *field,
                        const GUID *id)
{
    if (field->shared)
        rsm_shared_bind(statement, place, id, false);
    else
        rsm_sql_bind_guid(statement, place, id);
}

static void read_number(void *value, int64_t stored, const struct rsm_field *field)
{
    DWORD number = (DWORD)stored;
    WORD word = (WORD)stored;
    LONGLONG large = stored;

    switch (field->kind) {
    case RSM_FIELD_WORD:
        memcpy(value, &word, sizeof word);
        break;
    case RSM_FIELD_LARGE:
        memcpy(value, &large, sizeof large);
        break;
    case RSM_FIELD_TIME:
        rsm_clock_from_ms(stored, value);
        break;
    default:
        memcpy(value, &number, sizeof number);
        break;
    }
}

void rsm_values_read(struct rsm_statement *statement, int column, const struct rsm_field *field,
                     struct rsm_record *record)
{
    void *value = (char *)record + field->offset;
    size_t size;

    switch (field->kind) {
    case RSM_FIELD_GUID:
        if (field->shared)
            rsm_shared_read(statement, column, value);
        else
            rsm_sql_guid(statement, column, value);
        break;
    case RSM_FIELD_STRING:
        rsm_sql_wide(statement, column, value, field->room);
        break;
    case RSM_FIELD_BYTES:
        size = rsm_sql_bytes(statement, column, value, field->room);
        if (number_in(record, field - 1) > (int64_t)size) /* never say more than is there */
            read_number((char *)record + (field - 1)->offset, (int64_t)size, field - 1);
        break;
    default:
        read_number(value, rsm_sql_number(statement, column), field);
        break;
    }
}

bool rsm_values_equal(const struct rsm_field *field, const struct rsm_record *a,
                      const struct rsm_record *b)
{
    const void *left = place_in(a, field), *right = place_in(b, field);
    size_t size;

    switch (field->kind) {
    case RSM_FIELD_GUID:
        return rsm_guid_equal(left, right);
    case RSM_FIELD_STRING:
        return rsm_text_equal(left, right, field->room) &&
               (!is_name(field) || rsm_usual_name_is_put(a) == rsm_usual_name_is_put(b));
    case RSM_FIELD_BYTES:
        size = bytes_in(a, field);
        return size == bytes_in(b, field) && memcmp(left, right, size) == 0;
    default:
        return number_in(a, field) == number_in(b, field);
    }
}

void rsm_values_add_columns(struct rsm_sql_text *text, DWORD type)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            rsm_sql_text_add(text, ",\"%s\"", fields[i].column);
    }
}

void rsm_values_add_name(struct rsm_sql_text *text, DWORD type)
{
    const char *prefix = rsm_usual_name_prefix(type);

    if (prefix != NULL)
        rsm_sql_text_add(text, "coalesce(name, '%s' || number)", prefix);
    else
        rsm_sql_text_add(text, "name");
}

void rsm_values_bind_record(struct rsm_statement *statement, int place,
                            const struct rsm_record *record)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(record->info.dwType, &count);

    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            rsm_values_bind(statement, place++, &fields[i], record);
    }
}

void rsm_values_read_record(struct rsm_statement *statement, DWORD type, struct rsm_record *record)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);
    bool usual = false;
    int column = 0;

    rsm_record_begin(record, type);
    rsm_sql_guid(statement, column++, &record->info.ObjectGuid);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column == NULL)
            continue;
        usual = usual || (is_name(&fields[i]) && rsm_sql_is_null(statement, column));
        rsm_values_read(statement, column++, &fields[i], record);
    }
    if (usual && rsm_usual_name_prefix(type) != NULL)
        rsm_usual_name_put(record);
}

rsm_error rsm_values_read_guids(struct rsm_statement *statement, GUID **ids_out, size_t *count_out)
{
    GUID *ids = NULL, *grown;
    size_t count = 0, room = 0;
    bool row;
    rsm_error err;

    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        grown = rsm_array_grow(ids, sizeof *ids, count + 1, &room);
        if (grown == NULL) {
            err = ERROR_NOT_ENOUGH_MEMORY;
            break;
        }
        ids = grown;
        rsm_sql_guid(statement, 0, &ids[count++]);
    }
    if (err != ERROR_SUCCESS) {
        free(ids);
        return err;
    }
    *ids_out = ids;
    *count_out = count;
    return ERROR_SUCCESS;
}
