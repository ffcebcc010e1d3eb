/*
 * The rows of the table of calls that are about a right, walked.
 */
#ifndef RSM_TESTS_API_RIGHTS_ROWS_H
#define RSM_TESTS_API_RIGHTS_ROWS_H

#include "api/calls.h"

/*
 * Run a test for each row; its *state is the row.  Its subjects are there meanwhile, in an open session:
 * rights_subjects().
 */
int run_right_rows(void (*test)(void **state));
struct subjects *rights_subjects(void);

/* Before the subjects are made: whom to ask about rights, instead of the system. */
void set_rights_hook(rsm_access_hook *hook);

/* Whether some row of the same call wants that right. */
bool is_wanted(const struct call *row, DWORD securable, DWORD right);

#endif
