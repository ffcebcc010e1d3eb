/*
 * Dumps.
 */
#include "support/dump.h"

#include "platform/text.h"
#include "store/transaction.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TABLES_MAX = 64,
    NAME_ROOM = 64,
    LINE_ROOM = 256 * 1024,
    HEX_LENGTH = 32,  /* of an identifier, and of a token */
    TIME_DIGITS = 13, /* of ms since 1970 */
    IDENTIFIERS_MAX = 512
};

struct text {
    char *bytes;
    size_t length, room;
};

static void add(struct text *text, const char *bytes, size_t length)
{
    if (text->length + length >= text->room) {
        text->room = 2 * (text->room + length) + 1;
        text->bytes = realloc(text->bytes, text->room);
        assert_non_null(text->bytes);
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

/* ---- rows ---- */

/* Each row that the query gives is one call. */
static void for_each_text(struct rsm_sql *sql, const char *query,
                          void (*use)(void *context, const char *text), void *context)
{
    char *line = malloc(LINE_ROOM);
    struct rsm_statement *statement;
    bool row = false;

    assert_non_null(line);
    assert_success(rsm_sql_take(sql, query, &statement));
    for (;;) {
        assert_success(rsm_sql_step(statement, &row));
        if (!row)
            break;
        rsm_sql_utf8(statement, 0, line, LINE_ROOM);
        use(context, line);
    }
    rsm_sql_give(statement);
    free(line);
}

struct list {
    char names[TABLES_MAX][NAME_ROOM];
    size_t count;
};

static void keep_name(void *context, const char *name)
{
    struct list *list = context;

    assert_true(list->count < TABLES_MAX);
    snprintf(list->names[list->count++], NAME_ROOM, "%s", name);
}

struct output {
    struct text text;
    const char *table;
};

static void add_line(void *context, const char *line)
{
    struct output *output = context;

    add(&output->text, output->table, strlen(output->table));
    add(&output->text, ": ", 2);
    add(&output->text, line, strlen(line));
    add(&output->text, "\n", 1);
}

static void add_table(struct rsm_sql *sql, struct output *output, const char *table)
{
    struct list columns = {.count = 0};
    struct rsm_sql_text query;

    rsm_sql_text_begin(&query);
    rsm_sql_text_add(&query, "SELECT name FROM pragma_table_info('%s')", table);
    for_each_text(sql, query.text, keep_name, &columns);
    rsm_sql_text_begin(&query);
    rsm_sql_text_add(&query, "SELECT ''");
    for (size_t i = 0; i < columns.count; i++)
        rsm_sql_text_add(&query, "||quote(\"%s\")||'|'", columns.names[i]);
    rsm_sql_text_add(&query, " FROM \"%s\" ORDER BY \"%s\", \"%s\"", table, columns.names[0],
                     columns.names[columns.count > 1 ? 1 : 0]);
    output->table = table;
    for_each_text(sql, query.text, add_line, output);
}

char *dump_database(struct rsm_store *store)
{
    struct list tables = {.count = 0};
    struct output output = {.table = NULL};
    struct rsm_sql *sql;

    assert_success(rsm_store_begin(store, RSM_STORE_READ));
    sql = rsm_store_sql(store, RSM_STORE_READ);
    for_each_text(sql,
                  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                  "'sqlite_stat%' ORDER BY rowid",
                  keep_name, &tables);
    for (size_t i = 0; i < tables.count; i++)
        add_table(sql, &output, tables.names[i]);
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
    return output.text.bytes;
}

/* ---- alike ---- */

struct identifiers {
    char seen[IDENTIFIERS_MAX][HEX_LENGTH];
    size_t count;
};

static size_t number_of(struct identifiers *identifiers, const char *hex)
{
    for (size_t i = 0; i < identifiers->count; i++) {
        if (memcmp(identifiers->seen[i], hex, HEX_LENGTH) == 0)
            return i;
    }
    assert_true(identifiers->count < IDENTIFIERS_MAX);
    memcpy(identifiers->seen[identifiers->count], hex, HEX_LENGTH);
    return identifiers->count++;
}

/* One value as quote() wrote it. */
static void add_alike(struct text *text, struct identifiers *identifiers, const char *value,
                      size_t length)
{
    size_t hex = strspn(value + 1, "0123456789abcdefABCDEF'");
    char number[NAME_ROOM];

    if (length == HEX_LENGTH + 3 && strncmp(value, "X'", 2) == 0)
        snprintf(number, sizeof number, "id %zu", number_of(identifiers, value + 2));
    else if (length == HEX_LENGTH + 2 && value[0] == '\'' && hex == HEX_LENGTH + 1)
        snprintf(number, sizeof number, "token");
    else if (length >= TIME_DIGITS && strspn(value, "0123456789") == length)
        snprintf(number, sizeof number, "time");
    else {
        add(text, value, length);
        return;
    }
    add(text, number, strlen(number));
}

char *dump_alike(struct rsm_store *store)
{
    struct identifiers *identifiers = calloc(1, sizeof *identifiers);
    char *dump = dump_database(store);
    struct text text = {.bytes = NULL};

    assert_non_null(identifiers);
    for (const char *value = dump; *value != '\0';) {
        size_t length = strcspn(value, "| \n");

        add_alike(&text, identifiers, value, length);
        value += length;
        if (*value != '\0')
            add(&text, value++, 1);
    }
    free(dump);
    free(identifiers);
    return text.bytes;
}

/* ---- differences ---- */

static bool has_line(const char *dump, const char *line, size_t length)
{
    for (; *dump != '\0'; dump += strcspn(dump, "\n") + 1) {
        if (strcspn(dump, "\n") == length && memcmp(dump, line, length) == 0)
            return true;
    }
    return false;
}

static void print_missing(const char *what, const char *dump, const char *other)
{
    for (; *dump != '\0'; dump += strcspn(dump, "\n") + 1) {
        size_t length = strcspn(dump, "\n");

        if (!has_line(other, dump, length))
            print_error("%s %.*s\n", what, (int)length, dump);
    }
}

void print_dump_differences(const char *expected, const char *actual)
{
    print_missing("expected", expected, actual);
    print_missing("found   ", actual, expected);
}
