/*
 * Ends the process at the beginning of an SQL statement, wherever in the store it is.
 */
#ifndef RSM_TESTS_SUPPORT_SQL_STEPS_H
#define RSM_TESTS_SUPPORT_SQL_STEPS_H

enum { SQL_STEP_KILL_STATUS = 78 };

/* From now on the statements of databases that are opened are counted.  Once in a program, before the
 * first is opened. */
void sql_steps_begin(void);

/* The process ends at the beginning of the number-th statement from now on (from 1), with
 * SQL_STEP_KILL_STATUS. */
void sql_steps_kill_at(unsigned number);

/* From now on nothing ends it. */
void sql_steps_go_on(void);

#endif
