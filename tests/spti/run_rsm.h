/*
 * The rsm command as an administrator types it: a process of its own, with the variables of the test.
 */
#ifndef RSM_TEST_SPTI_RUN_RSM_H
#define RSM_TEST_SPTI_RUN_RSM_H

/* With these words; address may be NULL.  Waits; its exit status. */
int run_rsm(const char *subcommand, const char *address);

#endif
