/*
 * Steps of SQL.  Follows SQLite's documentation of sqlite3_auto_extension() and sqlite3_trace_v2().
 */
#include "support/sql_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

static unsigned kill_at; /* 0 = never */
static unsigned statements;

static int count_statement(unsigned event, void *context, void *statement, void *text)
{
    (void)event;
    (void)context;
    (void)statement;
    (void)text;
    if (kill_at != 0 && ++statements == kill_at)
        _Exit(SQL_STEP_KILL_STATUS);
    return 0;
}

static int watch(sqlite3 *connection, char **message, const struct sqlite3_api_routines *routines)
{
    (void)message;
    (void)routines;
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, count_statement, NULL);
}

void sql_steps_begin(void)
{
    assert_int_equal(sqlite3_auto_extension((void (*)(void))watch), SQLITE_OK);
}

void sql_steps_kill_at(unsigned number)
{
    kill_at = number;
    statements = 0;
}

void sql_steps_go_on(void)
{
    kill_at = 0;
}
