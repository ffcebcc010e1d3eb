/*
 * Which right each function wants of which kind of securable (spec: functions-1, section 0.1, the column
 * of Windows Server 2003), as a table that tests walk: one row is one line of rights_rows.c.
 */
#ifndef RSM_TESTS_API_RIGHTS_ROWS_H
#define RSM_TESTS_API_RIGHTS_ROWS_H

#include "support/fixture.h"

struct right_row {
    const char *name; /* of the function; behind '_', if any, what it is called on */
    DWORD securable;  /* NTMS_COMPUTER, NTMS_LIBRARY, NTMS_MEDIA_POOL */
    DWORD right;      /* of all that the call wants, the one that this row is about */
    const char *right_name;
    DWORD (*call)(struct fixture *f);
};

/*
 * Run a test for each row; its *state is the row.  A world is there meanwhile, with a library that has
 * settled and an open session: rights_fixture().
 */
int run_right_rows(void (*test)(void **state));
struct fixture *rights_fixture(void);

/* Before the world is made: whom to ask about rights, instead of the system. */
void set_rights_hook(rsm_access_hook *hook);

/* Whether some row of the same call wants that right. */
bool is_wanted(const struct right_row *row, DWORD securable, DWORD right);

#endif
