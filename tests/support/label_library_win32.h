/*
 * The media label library of tests/mll in the registry, for as long as a test needs it.
 */
#ifndef RSM_TESTS_SUPPORT_LABEL_LIBRARY_WIN32_H
#define RSM_TESTS_SUPPORT_LABEL_LIBRARY_WIN32_H

#include "ntms_wintypes.h"

enum { LABEL_LIBRARY_SIZE = 512 }; /* of a label that it claims */

/* The full path of a file beside the test's program. */
const WCHAR *beside_program(const WCHAR *file);

/* Register a path under a name that no other process uses; number tells several apart. */
void register_library(unsigned number, DWORD type, const WCHAR *path);
void unregister_libraries(void);

/* A label of the test library. */
void make_test_label(BYTE label_out[LABEL_LIBRARY_SIZE], const char *name);

#endif
