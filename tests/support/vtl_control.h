/*
 * The operator of the virtual tape library that runs beside a test: puts cartridges in and takes
 * them out, makes the library crash, hang or drop its connections. The test has to run under
 * tests/support/with-vtl.sh.
 */
#ifndef RSM_TEST_VTL_CONTROL_H
#define RSM_TEST_VTL_CONTROL_H

/* The library's iSCSI address, without a LUN. Fails the test when no library runs beside it. */
const char *rsm_vtl_address(void);

/*
 * Do one command of tests/support/vtl.sh, such as "insert NEW001L6 16", "crash-restart", "drop",
 * "freeze" or "tape A00001L6 vol1:VOL001 fm"; words are separated by blanks and cannot hold one.
 * Returns the command's exit status, 0 for success, when it is done. Fails the test when that takes
 * more than 60 seconds. From one thread at a time.
 */
int rsm_vtl(const char *command_line);

#endif
