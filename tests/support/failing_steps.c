/*
 * Steps that fail.  Follows SQLite's documentation of sqlite3_step(), and the linker's of --wrap.
 */
#include "support/failing_steps.h"

#include <sqlite3.h>

static unsigned fail_at; /* 0 = never */
static enum steps fail_which;
static unsigned steps; /* of those that fail_which says */
static bool struck;

int __real_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement);

/* BEGIN, COMMIT and ROLLBACK are among those that SQLite calls reading, and have no column. */
static enum steps kind_of(sqlite3_stmt *statement)
{
    return sqlite3_stmt_readonly(statement) && sqlite3_column_count(statement) > 0
               ? STEPS_THAT_READ
               : STEPS_THAT_WRITE;
}

int __wrap_sqlite3_step(sqlite3_stmt *statement)
{
    if (fail_at == 0 || struck || kind_of(statement) != fail_which || ++steps != fail_at)
        return __real_sqlite3_step(statement);
    struck = true;
    return SQLITE_IOERR;
}

void failing_steps_at(enum steps which, unsigned number)
{
    fail_which = which;
    fail_at = number;
    steps = 0;
    struck = false;
}

void failing_steps_mend(void)
{
    fail_at = 0;
}

bool failing_steps_has_struck(void)
{
    return struck;
}
