/*
 * What transactions changed, and who listens.
 */
#include "store/changes.h"

#include "model/guid.h"
#include "store/transaction.h"

enum {
    TRIM_EVERY = 4096, /* changes: deleting them one by one would cost as much as writing them */
    ALL_KINDS = -1     /* as the type of a listener */
};

/* ---- writing down ---- */

static rsm_error look_who_listens(struct rsm_changes *changes, struct rsm_sql *sql)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(sql, "SELECT type FROM listener", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        int64_t type = rsm_sql_number(statement, 0);

        if (type == ALL_KINDS)
            changes->wanted = UINT32_MAX;
        else if (type >= 0 && type < NTMS_NUMBER_OF_OBJECT_TYPES)
            changes->wanted |= (uint32_t)1 << type;
    }
    rsm_sql_give(statement);
    changes->looked = true;
    return err;
}

static rsm_error run_up_to(struct rsm_sql *sql, const char *text, int64_t number)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql, text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, number);
    return rsm_sql_execute(statement, NULL);
}

/* Delete the changes up to that one.  Which was the last of each kind is remembered, so that a listener
 * whose kind changed seldom is not told that it lost something. */
static rsm_error trim(struct rsm_sql *sql, int64_t number)
{
    rsm_error err = run_up_to(sql,
                              "INSERT INTO counter (name, value)"
                              " SELECT 'change ' || type, max(number) FROM change"
                              " WHERE number <= ?1 GROUP BY type"
                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                              number);

    if (err == ERROR_SUCCESS)
        err = run_up_to(sql, "DELETE FROM change WHERE number <= ?1", number);
    return err;
}

static rsm_error write_down(struct rsm_sql *sql, enum rsm_change_kind kind, DWORD type,
                            const GUID *id)
{
    struct rsm_statement *statement;
    int64_t number;
    rsm_error err =
        rsm_sql_take(sql, "INSERT INTO change (kind, type, guid) VALUES (?1, ?2, ?3)", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, kind);
    rsm_sql_bind_number(statement, 2, type);
    rsm_sql_bind_guid(statement, 3, id);
    err = rsm_sql_execute(statement, NULL);
    number = rsm_sql_last_row(sql);
    if (err == ERROR_SUCCESS && number > RSM_CHANGES_KEPT && number % TRIM_EVERY == 0)
        err = trim(sql, number - RSM_CHANGES_KEPT);
    return err;
}

static rsm_error count_change(struct rsm_changes *changes, struct rsm_sql *sql, DWORD type)
{
    struct rsm_statement *statement;
    rsm_error err;

    if (changes->counted || type == NTMS_LIBREQUEST || type == NTMS_OPREQUEST)
        return ERROR_SUCCESS;
    err = rsm_sql_take(sql,
                       "INSERT INTO counter (name, value) VALUES ('records', 1)"
                       " ON CONFLICT (name) DO UPDATE SET value = value + 1",
                       &statement);
    if (err == ERROR_SUCCESS)
        err = rsm_sql_execute(statement, NULL);
    changes->counted = err == ERROR_SUCCESS;
    return err;
}

rsm_error rsm_changes_records(struct rsm_store *store, int64_t *version_out)
{
    return rsm_sql_get_number(rsm_store_sql(store, RSM_STORE_READ),
                              "SELECT value FROM counter WHERE name = 'records'", version_out);
}

rsm_error rsm_changes_note(struct rsm_changes *changes, struct rsm_sql *sql,
                           enum rsm_change_kind kind, DWORD type, const GUID *id)
{
    rsm_error err = count_change(changes, sql, type);

    if (err != ERROR_SUCCESS || (kind == RSM_CHANGE_UPDATE && rsm_guid_equal(&changes->last, id)))
        return err;
    changes->last = *id;
    if (!changes->looked)
        err = look_who_listens(changes, sql);
    if (err == ERROR_SUCCESS && (changes->wanted >> type & 1) != 0)
        err = write_down(sql, kind, type, id);
    return err;
}

/* ---- listening ---- */

static rsm_error listen_to(struct rsm_store *store, const WCHAR *owner, int64_t type,
                           struct rsm_listener *listener_out)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_statement *statement;
    rsm_error err =
        rsm_sql_take(sql, "INSERT INTO listener (owner, type) VALUES (?1, ?2)", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_wide(statement, 1, owner, RSM_OWNER_LENGTH);
    rsm_sql_bind_number(statement, 2, type);
    err = rsm_sql_execute(statement, NULL);
    if (err != ERROR_SUCCESS)
        return err;
    listener_out->number = rsm_sql_last_row(sql);
    listener_out->type = type;
    return rsm_sql_get_number(sql, "SELECT seq FROM sqlite_sequence WHERE name = 'change'",
                              &listener_out->read);
}

rsm_error rsm_changes_listen(struct rsm_store *store, const WCHAR *owner, DWORD type,
                             struct rsm_listener *listener_out)
{
    return listen_to(store, owner, type, listener_out);
}

rsm_error rsm_changes_listen_to_all(struct rsm_store *store, const WCHAR *owner,
                                    struct rsm_listener *listener_out)
{
    return listen_to(store, owner, ALL_KINDS, listener_out);
}

static rsm_error forget_unheard(struct rsm_sql *sql)
{
    int64_t unheard = 0;
    /* deleting from an empty table would be written to the disk, too */
    rsm_error err = rsm_sql_get_number(
        sql, "SELECT EXISTS (SELECT 1 FROM change) AND NOT EXISTS (SELECT 1 FROM listener)",
        &unheard);

    if (err == ERROR_SUCCESS && unheard != 0)
        err = rsm_sql_run(sql, "DELETE FROM change");
    return err;
}

rsm_error rsm_changes_leave(struct rsm_store *store, const struct rsm_listener *listener)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql, "DELETE FROM listener WHERE number = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, listener->number);
    err = rsm_sql_execute(statement, NULL);
    return err == ERROR_SUCCESS ? forget_unheard(sql) : err;
}

/* The owner of a listener that comes after `owner`, which becomes it.  ERROR_NO_MORE_ITEMS. */
static rsm_error next_owner(struct rsm_sql *sql, WCHAR owner[RSM_OWNER_LENGTH])
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(
        sql, "SELECT owner FROM listener WHERE owner > ?1 ORDER BY owner LIMIT 1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_wide(statement, 1, owner, RSM_OWNER_LENGTH);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS && !row)
        err = ERROR_NO_MORE_ITEMS;
    if (err == ERROR_SUCCESS)
        rsm_sql_wide(statement, 0, owner, RSM_OWNER_LENGTH);
    rsm_sql_give(statement);
    return err;
}

static rsm_error leave_all_of(struct rsm_sql *sql, const WCHAR *owner)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql, "DELETE FROM listener WHERE owner = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_wide(statement, 1, owner, RSM_OWNER_LENGTH);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_changes_leave_dead(struct rsm_store *store,
                                 bool (*lives)(void *context, const WCHAR *owner), void *context)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    WCHAR owner[RSM_OWNER_LENGTH] = u"";
    rsm_error err;

    while ((err = next_owner(sql, owner)) == ERROR_SUCCESS) {
        if (!lives(context, owner))
            err = leave_all_of(sql, owner);
        if (err != ERROR_SUCCESS)
            break;
    }
    return err == ERROR_NO_MORE_ITEMS ? forget_unheard(sql) : err;
}

rsm_error rsm_changes_leave_all(struct rsm_store *store)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    rsm_error err = rsm_sql_run(sql, "DELETE FROM listener");

    return err == ERROR_SUCCESS ? forget_unheard(sql) : err;
}

/* ---- reading ---- */

/* ERROR_NO_DATA when changes that the listener should have been given were deleted. */
static rsm_error check_complete(struct rsm_sql *sql, const struct rsm_listener *listener)
{
    struct rsm_statement *statement;
    bool row;
    rsm_error err = rsm_sql_take(sql,
                                 "SELECT max(counter.value) FROM listener LEFT JOIN counter"
                                 " ON counter.name = 'change ' || listener.type"
                                 " OR listener.type = -1 AND counter.name GLOB 'change *'"
                                 " WHERE listener.number = ?1 GROUP BY listener.number",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, listener->number);
    err = rsm_sql_step(statement, &row);
    if (err == ERROR_SUCCESS && (!row || rsm_sql_number(statement, 0) > listener->read))
        err = ERROR_NO_DATA;
    rsm_sql_give(statement);
    return err;
}

static void take_row(struct rsm_statement *statement, struct rsm_listener *listener,
                     struct rsm_change *change_out)
{
    listener->read = rsm_sql_number(statement, 0);
    change_out->kind = (enum rsm_change_kind)rsm_sql_number(statement, 1);
    rsm_sql_guid(statement, 2, &change_out->id);
    change_out->type = (DWORD)rsm_sql_number(statement, 3);
}

rsm_error rsm_changes_read(struct rsm_store *store, struct rsm_listener *listener, size_t room,
                           struct rsm_change *changes_out, size_t *count_out)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_READ);
    struct rsm_statement *statement;
    bool row = true;
    rsm_error err = check_complete(sql, listener);

    *count_out = 0;
    if (err == ERROR_SUCCESS)
        err = rsm_sql_take(sql,
                           listener->type == ALL_KINDS
                               ? "SELECT number, kind, guid, type FROM change"
                                 " WHERE ?1 AND number > ?2 ORDER BY number LIMIT ?3"
                               : "SELECT number, kind, guid, type FROM change"
                                 " WHERE type = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
                           &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, listener->type);
    rsm_sql_bind_number(statement, 2, listener->read);
    rsm_sql_bind_number(statement, 3, (int64_t)room);
    while (err == ERROR_SUCCESS && row && *count_out < room) {
        err = rsm_sql_step(statement, &row);
        if (err == ERROR_SUCCESS && row)
            take_row(statement, listener, &changes_out[(*count_out)++]);
    }
    rsm_sql_give(statement);
    if (*count_out > 0)
        return ERROR_SUCCESS; /* what failed then fails the next time again */
    return err == ERROR_SUCCESS ? ERROR_NO_MORE_ITEMS : err;
}

rsm_error rsm_changes_next(struct rsm_store *store, struct rsm_listener *listener,
                           struct rsm_change *change_out)
{
    size_t count;

    return rsm_changes_read(store, listener, 1, change_out, &count);
}
