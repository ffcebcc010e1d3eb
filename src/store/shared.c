/*
 * Numbers of shared GUIDs.
 */
#include "store/shared.h"

#include "model/guid.h"
#include "platform/array.h"
#include "platform/log.h"
#include "store/sql.h"

#include <stdlib.h>

enum { NO_NUMBER = -1 };

static rsm_error append(struct rsm_shared *shared, const GUID *id)
{
    GUID *grown = rsm_array_grow(shared->ids, sizeof *grown, shared->count + 1, &shared->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    shared->ids = grown;
    shared->ids[shared->count++] = *id;
    return ERROR_SUCCESS;
}

/* Numbers are given one after the other, from 1 on. */
static rsm_error read_row(struct rsm_shared *shared, struct rsm_statement *row)
{
    GUID id;

    if (rsm_sql_number(row, 0) != (int64_t)shared->count + 1) {
        rsm_log(RSM_LOG_ERROR, "store",
                "the database is damaged: the table \"shared\" has no number %zu; bring back a "
                "copy with rsm import",
                shared->count + 1);
        return ERROR_DATABASE_FAILURE;
    }
    rsm_sql_guid(row, 1, &id);
    return append(shared, &id);
}

/* Read what this process or another one added since. */
static rsm_error read_newer(struct rsm_sql *sql)
{
    struct rsm_shared *shared = rsm_sql_shared(sql);
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(
        sql, "SELECT number, guid FROM shared WHERE number > ?1 ORDER BY number", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, (int64_t)shared->count);
    while (err == ERROR_SUCCESS && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row)
        err = read_row(shared, statement);
    rsm_sql_give(statement);
    return err;
}

static int64_t look_up(const struct rsm_shared *shared, const GUID *id)
{
    for (size_t i = 0; i < shared->count; i++) {
        if (rsm_guid_equal(&shared->ids[i], id))
            return (int64_t)i + 1;
    }
    return NO_NUMBER;
}

/* All rows are known. */
static rsm_error add_row(struct rsm_sql *sql, const GUID *id, int64_t *number_out)
{
    struct rsm_shared *shared = rsm_sql_shared(sql);
    struct rsm_statement *statement;
    rsm_error err =
        rsm_sql_take(sql, "INSERT INTO shared (number, guid) VALUES (?1, ?2)", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, (int64_t)shared->count + 1);
    rsm_sql_bind_guid(statement, 2, id);
    err = rsm_sql_execute(statement, NULL);
    if (err == ERROR_SUCCESS)
        err = append(shared, id);
    *number_out = (int64_t)shared->count;
    return err;
}

static rsm_error find_number(struct rsm_sql *sql, const GUID *id, bool add, int64_t *number_out)
{
    rsm_error err;

    *number_out = look_up(rsm_sql_shared(sql), id);
    if (*number_out != NO_NUMBER)
        return ERROR_SUCCESS;
    err = read_newer(sql);
    if (err != ERROR_SUCCESS)
        return err;
    *number_out = look_up(rsm_sql_shared(sql), id);
    if (*number_out == NO_NUMBER && add)
        err = add_row(sql, id, number_out);
    return err;
}

void rsm_shared_bind(struct rsm_statement *statement, int place, const GUID *id, bool add)
{
    int64_t number;
    rsm_error err;

    if (rsm_guid_is_null(id)) {
        rsm_sql_bind_null(statement, place);
        return;
    }
    err = find_number(rsm_sql_of(statement), id, add, &number);
    if (err == ERROR_SUCCESS)
        rsm_sql_bind_number(statement, place, number);
    else
        rsm_sql_fail(statement, err);
}

void rsm_shared_read(struct rsm_statement *statement, int column, GUID *id_out)
{
    struct rsm_sql *sql = rsm_sql_of(statement);
    const struct rsm_shared *shared = rsm_sql_shared(sql);
    int64_t number = rsm_sql_number(statement, column);
    rsm_error err = ERROR_SUCCESS;

    *id_out = rsm_guid_null;
    if (number > (int64_t)shared->count)
        err = read_newer(sql);
    if (err != ERROR_SUCCESS)
        rsm_sql_fail(statement, err);
    else if (number > 0 && number <= (int64_t)shared->count)
        *id_out = shared->ids[number - 1];
}

void rsm_shared_forget(struct rsm_sql *sql)
{
    rsm_sql_shared(sql)->count = 0;
}
