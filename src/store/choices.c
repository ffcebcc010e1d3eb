/*
 * Choices about single devices: one row each, by identity.
 */
#include "store/choices.h"

#include "store/transaction.h"

#include <string.h>

rsm_error rsm_choices_set(struct rsm_store *store, const struct rsm_choice *choice)
{
    struct rsm_statement *statement;
    rsm_error err;

    if (choice->identity[0] == '\0')
        return ERROR_INVALID_PARAMETER;
    err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                       "INSERT INTO choice (identity, type, name, verdict, changer, complete)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                       " ON CONFLICT (identity) DO UPDATE SET type = ?2, name = ?3, verdict = ?4,"
                       " changer = ?5, complete = ?6",
                       &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, choice->identity);
    rsm_sql_bind_number(statement, 2, choice->type);
    rsm_sql_bind_utf8(statement, 3, choice->name);
    rsm_sql_bind_number(statement, 4, choice->verdict);
    rsm_sql_bind_utf8(statement, 5, choice->changer);
    rsm_sql_bind_number(statement, 6, choice->complete);
    return rsm_sql_execute(statement, NULL);
}

static rsm_error drop(struct rsm_store *store, const char *text, const char *identity,
                      size_t *rows_out)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE), text, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_utf8(statement, 1, identity);
    return rsm_sql_execute(statement, rows_out);
}

rsm_error rsm_choices_drop(struct rsm_store *store, const char *identity)
{
    size_t rows;
    rsm_error err = drop(store, "DELETE FROM choice WHERE identity = ?1", identity, &rows);

    return err == ERROR_SUCCESS && rows == 0 ? ERROR_NOT_FOUND : err;
}

rsm_error rsm_choices_drop_drives(struct rsm_store *store, const char *changer)
{
    return drop(store, "DELETE FROM choice WHERE changer = ?1 AND changer <> ''", changer, NULL);
}

static void read_row(struct rsm_statement *statement, struct rsm_choice *choice)
{
    memset(choice, 0, sizeof *choice);
    rsm_sql_utf8(statement, 0, choice->identity, sizeof choice->identity);
    choice->type = (uint8_t)rsm_sql_number(statement, 1);
    rsm_sql_utf8(statement, 2, choice->name, sizeof choice->name);
    choice->verdict =
        rsm_sql_number(statement, 3) == RSM_VERDICT_TAKE ? RSM_VERDICT_TAKE : RSM_VERDICT_LEAVE;
    rsm_sql_utf8(statement, 4, choice->changer, sizeof choice->changer);
    choice->complete = rsm_sql_number(statement, 5) != 0;
}

rsm_error rsm_choices_each(struct rsm_store *store, rsm_choice_visit *visit, void *context)
{
    struct rsm_statement *statement;
    struct rsm_choice choice;
    bool row, go_on = true;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT identity, type, name, verdict, changer, complete"
                                 " FROM choice ORDER BY number",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    while (go_on && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        read_row(statement, &choice);
        go_on = visit(context, &choice);
    }
    rsm_sql_give(statement);
    return err;
}
