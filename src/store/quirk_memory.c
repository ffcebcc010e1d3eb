/*
 * The tables quirk_device and quirk.
 */
#include "store/quirk_memory.h"

#include "store/transaction.h"

#include <string.h>

#define COLUMNS "number, identity, is_model, type, vendor, product, revision, serial, edition"

/* ---- reading ---- */

static int64_t read_device(struct rsm_statement *statement, struct rsm_kept_device *device)
{
    memset(device, 0, sizeof *device);
    rsm_sql_utf8(statement, 1, device->identity, sizeof device->identity);
    device->is_model = rsm_sql_number(statement, 2) != 0;
    device->type = (uint8_t)rsm_sql_number(statement, 3);
    rsm_sql_utf8(statement, 4, device->vendor, sizeof device->vendor);
    rsm_sql_utf8(statement, 5, device->product, sizeof device->product);
    rsm_sql_utf8(statement, 6, device->revision, sizeof device->revision);
    rsm_sql_utf8(statement, 7, device->serial, sizeof device->serial);
    device->edition = (uint32_t)rsm_sql_number(statement, 8);
    return rsm_sql_number(statement, 0);
}

static void read_quirk(struct rsm_statement *statement, struct rsm_kept_quirk *quirk)
{
    rsm_sql_utf8(statement, 0, quirk->name, sizeof quirk->name);
    quirk->value = (uint32_t)rsm_sql_number(statement, 1);
    quirk->pinned = rsm_sql_number(statement, 2) != 0;
    quirk->since = rsm_sql_number(statement, 3);
}

static rsm_error load_quirks(struct rsm_store *store, int64_t number,
                             struct rsm_kept_device *device)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(
        rsm_store_sql(store, RSM_STORE_READ),
        "SELECT name, value, pinned, since FROM quirk WHERE device = ?1 ORDER BY name", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, number);
    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row &&
           device->count < RSM_QUIRK_MEMORY_MOST)
        read_quirk(statement, &device->quirks[device->count++]);
    rsm_sql_give(statement);
    return err;
}

/* *number_out is its row. */
static rsm_error find(struct rsm_store *store, const char *identity, bool is_model,
                      struct rsm_kept_device *device, int64_t *number_out)
{
    struct rsm_statement *statement;
    bool row = false;
    rsm_error err = rsm_sql_take(
        rsm_store_sql(store, RSM_STORE_READ),
        "SELECT " COLUMNS " FROM quirk_device WHERE identity = ?1 AND is_model = ?2", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, identity);
    rsm_sql_bind_number(statement, 2, is_model);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS && row)
        *number_out = read_device(statement, device);
    rsm_sql_give(statement);
    return err == ERROR_SUCCESS && !row ? ERROR_NOT_FOUND : err;
}

rsm_error rsm_quirk_memory_load(struct rsm_store *store, const char *identity, bool is_model,
                                struct rsm_kept_device *device_out)
{
    int64_t number;
    rsm_error err = find(store, identity, is_model, device_out, &number);

    return err == ERROR_SUCCESS ? load_quirks(store, number, device_out) : err;
}

rsm_error rsm_quirk_memory_each(struct rsm_store *store, rsm_kept_device_visit *visit,
                                void *context)
{
    struct rsm_statement *statement;
    struct rsm_kept_device device;
    bool row, go_on = true;
    rsm_error err =
        rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                     "SELECT " COLUMNS " FROM quirk_device ORDER BY is_model, number", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while (go_on && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        err = load_quirks(store, read_device(statement, &device), &device);
        if (err != ERROR_SUCCESS)
            break;
        go_on = visit(context, &device);
    }
    rsm_sql_give(statement);
    return err;
}

/* ---- writing ---- */

static rsm_error save_device(struct rsm_store *store, const struct rsm_kept_device *device)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(
        rsm_store_sql(store, RSM_STORE_WRITE),
        "INSERT INTO quirk_device (identity, is_model, type, vendor, product, revision, serial,"
        " edition) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT (identity, is_model) DO UPDATE SET type = ?3, vendor = ?4, product = ?5,"
        " revision = ?6, serial = ?7, edition = ?8",
        &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, device->identity);
    rsm_sql_bind_number(statement, 2, device->is_model);
    rsm_sql_bind_number(statement, 3, device->type);
    rsm_sql_bind_utf8(statement, 4, device->vendor);
    rsm_sql_bind_utf8(statement, 5, device->product);
    rsm_sql_bind_utf8(statement, 6, device->revision);
    rsm_sql_bind_utf8(statement, 7, device->serial);
    rsm_sql_bind_number(statement, 8, device->edition);
    return rsm_sql_execute(statement, NULL);
}

static rsm_error drop_quirks(struct rsm_store *store, int64_t number)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "DELETE FROM quirk WHERE device = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, number);
    return rsm_sql_execute(statement, NULL);
}

static rsm_error save_quirk(struct rsm_store *store, int64_t number,
                            const struct rsm_kept_quirk *quirk)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "INSERT INTO quirk (device, name, value, pinned, since)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5)",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, number);
    rsm_sql_bind_utf8(statement, 2, quirk->name);
    rsm_sql_bind_number(statement, 3, quirk->value);
    rsm_sql_bind_number(statement, 4, quirk->pinned);
    rsm_sql_bind_number(statement, 5, quirk->since);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_quirk_memory_save(struct rsm_store *store, const struct rsm_kept_device *device)
{
    struct rsm_kept_device before;
    int64_t number = 0;
    rsm_error err;

    if (device->identity[0] == '\0')
        return ERROR_INVALID_PARAMETER;
    err = save_device(store, device);
    if (err == ERROR_SUCCESS)
        err = find(store, device->identity, device->is_model, &before, &number);
    if (err == ERROR_SUCCESS)
        err = drop_quirks(store, number);
    for (size_t i = 0; err == ERROR_SUCCESS && i < device->count; i++)
        err = save_quirk(store, number, &device->quirks[i]);
    return err;
}

rsm_error rsm_quirk_memory_drop(struct rsm_store *store, const char *identity, bool is_model)
{
    struct rsm_statement *statement;
    size_t rows;
    rsm_error err =
        rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                     "DELETE FROM quirk_device WHERE identity = ?1 AND is_model = ?2", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, identity);
    rsm_sql_bind_number(statement, 2, is_model);
    err = rsm_sql_execute(statement, &rows);
    return err == ERROR_SUCCESS && rows == 0 ? ERROR_NOT_FOUND : err;
}
