/*
 * The journal of intents.
 */
#include "store/journal.h"

#include "store/transaction.h"

#include <string.h>

rsm_error rsm_journal_add(struct rsm_store *store, struct rsm_intent *intent)
{
    struct rsm_sql *sql = rsm_store_sql(store, RSM_STORE_WRITE);
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(
        sql,
        "INSERT INTO intent (library, medium, from_element, to_element, tag, kind, label)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, &intent->library);
    rsm_sql_bind_guid(statement, 2, &intent->medium);
    rsm_sql_bind_number(statement, 3, intent->from);
    rsm_sql_bind_number(statement, 4, intent->to);
    rsm_sql_bind_utf8(statement, 5, intent->tag);
    rsm_sql_bind_number(statement, 6, intent->kind);
    rsm_sql_bind_guid(statement, 7, &intent->label);
    err = rsm_sql_execute(statement, NULL);
    if (err == ERROR_SUCCESS)
        intent->number = rsm_sql_last_row(sql);
    return err;
}

rsm_error rsm_journal_erase(struct rsm_store *store, int64_t number)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "DELETE FROM intent WHERE number = ?1", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, number);
    return rsm_sql_execute(statement, NULL);
}

rsm_error rsm_journal_erase_kind(struct rsm_store *store, enum rsm_intent_kind kind,
                                 const GUID *library)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "DELETE FROM intent"
                                 " WHERE kind IS ?1 AND (?2 IS NULL OR library IS ?2)",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, kind);
    rsm_sql_bind_guid(statement, 2, library);
    return rsm_sql_execute(statement, NULL);
}

static void read_intent(struct rsm_statement *statement, struct rsm_intent *intent)
{
    intent->number = rsm_sql_number(statement, 0);
    rsm_sql_guid(statement, 1, &intent->library);
    rsm_sql_guid(statement, 2, &intent->medium);
    intent->from = (DWORD)rsm_sql_number(statement, 3);
    intent->to = (DWORD)rsm_sql_number(statement, 4);
    rsm_sql_utf8(statement, 5, intent->tag, sizeof intent->tag);
    intent->kind = (enum rsm_intent_kind)rsm_sql_number(statement, 6);
    rsm_sql_guid(statement, 7, &intent->label);
}

#define ALL_COLUMNS "number, library, medium, from_element, to_element, tag, kind, label"

static rsm_error visit_all(struct rsm_statement *statement, rsm_intent_visit *visit, void *context)
{
    struct rsm_intent intent;
    bool row, go_on = true;
    rsm_error err = ERROR_SUCCESS;

    while (go_on && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        read_intent(statement, &intent);
        go_on = visit(context, &intent);
    }
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_journal_each(struct rsm_store *store, const GUID *library, rsm_intent_visit *visit,
                           void *context)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(
        rsm_store_sql(store, RSM_STORE_READ),
        "SELECT " ALL_COLUMNS " FROM intent WHERE library IS ?1 ORDER BY number", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, library);
    return visit_all(statement, visit, context);
}

struct write_search {
    const GUID *medium;
    struct rsm_intent *intent_out;
    bool found;
};

static bool compare_medium(void *context, const struct rsm_intent *intent)
{
    struct write_search *search = context;

    search->found = memcmp(&intent->medium, search->medium, sizeof(GUID)) == 0;
    if (search->found)
        *search->intent_out = *intent;
    return !search->found;
}

rsm_error rsm_journal_find_write(struct rsm_store *store, const GUID *medium,
                                 struct rsm_intent *intent_out)
{
    struct write_search search = {.medium = medium, .intent_out = intent_out};
    rsm_error err = rsm_journal_each_write(store, compare_medium, &search);

    return err == ERROR_SUCCESS && !search.found ? (rsm_error)ERROR_OBJECT_NOT_FOUND : err;
}

rsm_error rsm_journal_each_write(struct rsm_store *store, rsm_intent_visit *visit, void *context)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(
        rsm_store_sql(store, RSM_STORE_READ),
        "SELECT " ALL_COLUMNS " FROM intent WHERE kind IS ?1 ORDER BY number", &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, RSM_INTENT_WRITE);
    return visit_all(statement, visit, context);
}
