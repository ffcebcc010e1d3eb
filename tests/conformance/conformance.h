/*
 * What the conformance tests share.  They see the public header alone and call the built library,
 * so that the same source can be tried on another one.  No device is configured, and the database
 * is a new one for each test program.
 */
#ifndef NTMS_TESTS_CONFORMANCE_H
#define NTMS_TESTS_CONFORMANCE_H

#include "ntmsapi.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* To be called by main() before anything else. */
void conformance_begin(void);

/* A session without a name, or the test fails. */
HANDLE open_session(void);

/* cmocka's: a test whose *state is the address of an open session. */
int with_session(void **state);
int without_session(void **state);
#define IN_SESSION(test) cmocka_unit_test_setup_teardown(test, with_session, without_session)

/* The session of such a test. */
HANDLE session_of(void **state);

#define assert_code(expected, expression) \
    conformance_assert_code((expected), (expression), #expression, __FILE__, __LINE__)
#define assert_success(expression) assert_code(ERROR_SUCCESS, expression)
void conformance_assert_code(DWORD expected, DWORD actual, const char *expression, const char *file,
                             int line);

#define assert_guid(expected, actual) assert_memory_equal(&(expected), &(actual), sizeof(NTMS_GUID))

/* A list of a kind; at most room are there.  The number. */
DWORD list_objects(HANDLE session, NTMS_GUID *container, DWORD type, NTMS_GUID *ids, DWORD room);

/* The library whose flags are FIXEDOFFLINE alone, as programs look for it. */
NTMS_GUID offline_library(HANDLE session);

/* The media type of that STORAGE_MEDIA_TYPE code: tapes with one side, disks with two. */
enum { TAPE_CODE = 0x56, DISK_CODE = 0x3B };
NTMS_GUID media_type_of(HANDLE session, DWORD code);

/* The application pool of that path for media of a type; made if it is missing. */
NTMS_GUID pool_for(HANDLE session, const WCHAR *path, DWORD code);

/* An identifier of no object. */
NTMS_GUID unknown_id(void);

#endif
