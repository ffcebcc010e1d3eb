/*
 * A caller who is no administrator: the user of the test program without that group.
 */
#ifndef RSM_TESTS_SUPPORT_RESTRICTED_WIN32_H
#define RSM_TESTS_SUPPORT_RESTRICTED_WIN32_H

#include <stdbool.h>

/* Whether the test program's user is an administrator: else there is nothing to take away. */
bool is_run_by_administrator(void);

/* This thread calls without the group BUILTIN\Administrators, until the other. */
void give_up_administrators(void);
void be_oneself_again(void);

/* Run a program with one argument without that group, and wait; its exit status. */
int run_without_administrators(const char *program, const char *argument);

#endif
