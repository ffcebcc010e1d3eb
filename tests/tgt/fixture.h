/*
 * What the end-to-end tests begin with: the virtual tape library in its first state, an empty data
 * folder, a log file, and then the public interface as a program uses it.
 */
#ifndef RSM_TEST_TGT_FIXTURE_H
#define RSM_TEST_TGT_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "ntmsapi.h"
#include "platform/paths.h"

struct fixture {
    char log[RSM_PATHS_ROOM];
    HANDLE session; /* NULL = none is open */
    GUID library;   /* the one with a changer, once a session was opened */
};

/* cmocka's; *state is the fixture.  No session is open yet. */
int begin_test(void **state);
int end_test(void **state);

/* Open a session and find the library; close it. */
void open_session(struct fixture *f);
void close_session(struct fixture *f);

/* Which addresses NTMS_DEVICES names from the next start on; NULL = the virtual library alone. */
void use_devices(const char *devices);

/* Queue an inventory and wait until nothing is left to be done. */
void take_inventory(struct fixture *f, DWORD method);
void wait_until_idle(struct fixture *f);

/* Poll until that holds; fails the test after a minute and says what was waited for. */
void wait_until(bool (*holds)(void *context), void *context, const char *what);

/* Is an inventory, or an identification, under way or queued? */
bool has_unfinished_requests(struct fixture *f);

/* ---- objects, through the public interface ---- */

NTMS_OBJECTINFORMATIONW get_object(struct fixture *f, const GUID *id, DWORD type);

/* The objects of a kind in a container (NULL = everywhere), in memory that the caller frees. */
GUID *list_objects(struct fixture *f, const GUID *container, DWORD type, size_t *count_out);
size_t count_objects(struct fixture *f, const GUID *container, DWORD type);

NTMS_OBJECTINFORMATIONW get_library(struct fixture *f);

/* Slot, drive or port of the library, by its number from 1. */
NTMS_OBJECTINFORMATIONW get_numbered(struct fixture *f, DWORD type, DWORD number);

/* The one medium with that bar code; and its side. */
NTMS_OBJECTINFORMATIONW get_medium(struct fixture *f, const WCHAR *bar_code);
NTMS_OBJECTINFORMATIONW get_side(struct fixture *f, const WCHAR *bar_code);
bool has_medium(struct fixture *f, const WCHAR *bar_code);

/* That record is the one medium with the bar code. */
void assert_is_medium(struct fixture *f, const GUID *id, const WCHAR *bar_code);

/* "Import" and so on: the name of the system pool above the medium's pool. */
void assert_pool(struct fixture *f, const WCHAR *bar_code, const WCHAR *pool);

/* The medium is in that slot or drive. */
void assert_medium_is_in(struct fixture *f, const WCHAR *bar_code, DWORD type, DWORD number);

/* How many cartridges the drives have loaded since they are on record. */
DWORD count_mounts(struct fixture *f);

/* ---- the log ---- */

/* A line with both texts ("" = any) is in the log, or is not. */
void assert_logged(struct fixture *f, const char *one, const char *other);
bool is_logged(struct fixture *f, const char *one, const char *other);

#endif
