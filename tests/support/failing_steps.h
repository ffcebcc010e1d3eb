/*
 * Steps of SQL that can be told to fail, wherever in the store they are: SQLite says that it could not read or
 * write, and has not done it.  In programs that are linked for it (their name ends in _steps,
 * cmake/ntms_tests.cmake).
 */
#ifndef RSM_TESTS_SUPPORT_FAILING_STEPS_H
#define RSM_TESTS_SUPPORT_FAILING_STEPS_H

#include <stdbool.h>

/* Of statements that change something, with the beginning and the end of transactions; or of those that ask. */
enum steps { STEPS_THAT_WRITE, STEPS_THAT_READ };

/* The number-th step of that kind from now on fails (from 1). */
void failing_steps_at(enum steps which, unsigned number);

/* From now on none does. */
void failing_steps_mend(void);

/* Has one since it was set? */
bool failing_steps_has_struck(void);

#endif
