/*
 * What the end-to-end tests begin with: the virtual tape library in its first state, an empty data
 * folder, a log file, and then the public interface as a program uses it.
 */
#ifndef RSM_TEST_TGT_SITE_H
#define RSM_TEST_TGT_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "ntmsapi.h"
#include "platform/paths.h"

struct site {
    struct rsm_session *held; /* between site_hold() and site_release() */
    char log[RSM_PATHS_ROOM];
    long log_begin; /* what stands before is forgotten */
    HANDLE session; /* NULL = none is open */
    GUID library;   /* the one with a changer, once a session was opened */
};

/* cmocka's; *state is the fixture.  No session is open yet. */
int site_begin(void **state);

/* The same for devices of somebody else: an empty folder, and these addresses in NTMS_DEVICES; ended by site_end. */
struct site *site_make(const char *devices);
int site_end(void **state);

/* Open a session and find the library, whose devices are reached as this run is to reach them; close it. */
void site_open(struct site *s);
void site_find_library(struct site *s); /* once more */
void site_close(struct site *s);

/* Which addresses NTMS_DEVICES names from the next start on; NULL = the virtual library alone, as this run
 * reaches it (tgt/devices.h). */
void site_devices(const char *devices);

/* Queue an inventory and wait until nothing is left to be done. */
void site_inventory(struct site *s, DWORD method);
void site_wait_idle(struct site *s);

/* Poll until that holds; fails the test after a minute and says what was waited for. */
void site_wait(bool (*holds)(void *context), void *context, const char *what);

/* The same until a library request has that state (NTMS_LM_...). */
void site_wait_request(struct site *s, const GUID *request, DWORD state);

/*
 * From site_hold() to site_release() nothing can be recorded, so the worker stops at its next step.  No
 * object may be asked for meanwhile.
 */
void site_hold(struct site *s);
void site_release(struct site *s);

/* The state of the inventory that was queued last. */
DWORD site_inventory_state(struct site *s);

/* Is an inventory, or an identification, under way or queued? */
bool site_is_busy(struct site *s);

/* ---- objects, through the public interface ---- */

NTMS_OBJECTINFORMATIONW site_object(struct site *s, const GUID *id, DWORD type);

/* The objects of a kind in a container (NULL = everywhere), in memory that the caller frees. */
GUID *site_list(struct site *s, const GUID *container, DWORD type, size_t *count_out);
size_t site_count(struct site *s, const GUID *container, DWORD type);

NTMS_OBJECTINFORMATIONW site_library(struct site *s);

/* Slot, drive or port of the library, by its number from 1. */
NTMS_OBJECTINFORMATIONW site_numbered(struct site *s, DWORD type, DWORD number);

/* The one medium with that bar code; and its side. */
NTMS_OBJECTINFORMATIONW site_medium(struct site *s, const WCHAR *bar_code);
NTMS_OBJECTINFORMATIONW site_side(struct site *s, const WCHAR *bar_code);
bool site_has_medium(struct site *s, const WCHAR *bar_code);

/* That record is the one medium with the bar code. */
void assert_is_medium(struct site *s, const GUID *id, const WCHAR *bar_code);

/* "Import" and so on: the name of the system pool above the medium's pool. */
void assert_medium_pool(struct site *s, const WCHAR *bar_code, const WCHAR *pool);

/* The medium is in that slot or drive. */
void assert_medium_is_in(struct site *s, const WCHAR *bar_code, DWORD type, DWORD number);

/* How many cartridges the drives have loaded since they are on record. */
DWORD site_mounts(struct site *s);

/* ---- the log ---- */

/* From now on only what is logged later counts. */
void site_forget_log(struct site *s);

/* A line with both texts ("" = any) is in the log, or is not. */
void assert_logged(struct site *s, const char *one, const char *other);
bool site_is_logged(struct site *s, const char *one, const char *other);

/* There is a log, and no line of it has that text. */
void assert_not_logged(struct site *s, const char *text);

#endif
