/*
 * What a story sees of the objects, in its own words: slots and drives by number, media by bar code or by
 * the slot they are in, pools by the name of their system pool.
 */
#ifndef RSM_TESTS_SUPPORT_LOOKS_H
#define RSM_TESTS_SUPPORT_LOOKS_H

#include "support/fixture.h"

/* ---- identifiers; good until 31 others have been asked for ---- */

GUID *library_id(struct fixture *f);
GUID *offline_library_id(struct fixture *f);
GUID *slot_id(struct fixture *f, unsigned number);
GUID *drive_id(struct fixture *f, unsigned number);
GUID *port_id(struct fixture *f, unsigned number);
GUID *door_id(struct fixture *f);
GUID *medium_in_slot(struct fixture *f, unsigned slot);

/* ---- records ---- */

void look_at_library(struct fixture *f, struct rsm_record *library_out);
void look_at_slot(struct fixture *f, unsigned number, struct rsm_record *slot_out);
void look_at_drive(struct fixture *f, unsigned number, struct rsm_record *drive_out);

/* Any object; fails the test if it is not there. */
void look_at(struct fixture *f, const GUID *id, DWORD type, struct rsm_record *record_out);
bool is_on_record(struct fixture *f, const GUID *id);
void change(struct fixture *f, struct rsm_record *record);

/* The medium with that bar code, or in that slot.  False when there is none. */
bool find_medium(struct fixture *f, const char *bar_code, struct rsm_record *medium_out);
bool find_medium_in_slot(struct fixture *f, unsigned slot, struct rsm_record *medium_out);
bool find_medium_at(struct fixture *f, const GUID *place, struct rsm_record *medium_out);
void look_at_medium(struct fixture *f, const char *bar_code, struct rsm_record *medium_out);
void look_at_medium_in_slot(struct fixture *f, unsigned slot, struct rsm_record *medium_out);
void look_at_side(struct fixture *f, const GUID *medium, struct rsm_record *side_out);

DWORD count_objects(struct fixture *f, DWORD type);

/* A pool of an application with the type of the library's media; the medium moves there, its side
 * becomes AVAILABLE, as if a program had taken it. */
GUID give_to_application(struct fixture *f, const GUID *medium, const WCHAR *pool_name);

/* The medium in that slot belongs to an application, in a pool of its own: its logical medium. */
GUID allocate_in_slot(struct fixture *f, unsigned slot);

/* ---- requests ---- */

DWORD count_requests(struct fixture *f, DWORD operation, DWORD state);
DWORD count_unfinished(struct fixture *f);

/* The n-th request of that operation, counted from 0 in the order of creation. */
void look_at_request(struct fixture *f, DWORD operation, unsigned n,
                     struct rsm_record *request_out);

/* Did the worker look at the library since the session was opened? */
bool has_looked_around(struct fixture *f);

/* ---- what must hold ---- */

#define assert_slot_state(f, slot, state) \
    rsm_assert_number((state), slot_state((f), (slot)), "state of the slot", __FILE__, __LINE__)
#define assert_drive_state(f, drive, state) \
    rsm_assert_number((state), drive_state((f), (drive)), "state of the drive", __FILE__, __LINE__)
#define assert_partition_state(f, bar_code, state)                                              \
    rsm_assert_number((state), partition_state((f), (bar_code)), "state of the side", __FILE__, \
                      __LINE__)
#define assert_partition_state_in_slot(f, slot, state)                                    \
    rsm_assert_number((state), partition_state_in_slot((f), (slot)), "state of the side", \
                      __FILE__, __LINE__)
#define assert_requests(f, operation, state, count)                                             \
    rsm_assert_number((count), count_requests((f), (operation), (state)), "number of requests", \
                      __FILE__, __LINE__)
#define assert_objects(f, type, count) \
    rsm_assert_number((count), count_objects((f), (type)), "number of objects", __FILE__, __LINE__)

void rsm_assert_number(DWORD expected, DWORD actual, const char *what, const char *file, int line);
DWORD slot_state(struct fixture *f, unsigned number);
DWORD drive_state(struct fixture *f, unsigned number);
DWORD partition_state(struct fixture *f, const char *bar_code);
DWORD partition_state_in_slot(struct fixture *f, unsigned slot);

/* "slot 1 > drive 1, drive 1 > slot 1" */
#define assert_moves(f, moves) rsm_assert_moves((f), (moves), __FILE__, __LINE__)
void rsm_assert_moves(struct fixture *f, const char *expected, const char *file, int line);

/* "Import", "Free", "Unrecognized", or the name of an application's pool. */
#define assert_pool(f, bar_code, pool) \
    rsm_assert_pool((f), (bar_code), 0, (pool), __FILE__, __LINE__)
#define assert_pool_in_slot(f, slot, pool) \
    rsm_assert_pool((f), NULL, (slot), (pool), __FILE__, __LINE__)
void rsm_assert_pool(struct fixture *f, const char *bar_code, unsigned slot, const char *pool,
                     const char *file, int line);

#define assert_in_slot(f, bar_code, slot) \
    rsm_assert_in_slot((f), (bar_code), (slot), __FILE__, __LINE__)
void rsm_assert_in_slot(struct fixture *f, const char *bar_code, unsigned slot, const char *file,
                        int line);

/* The name of the drive's tape device, u"" = it is not known. */
#define assert_device(f, drive, name) rsm_assert_device((f), (drive), (name), __FILE__, __LINE__)
void rsm_assert_device(struct fixture *f, unsigned drive, const WCHAR *name, const char *file,
                       int line);

#define assert_offline(f, bar_code) rsm_assert_offline((f), (bar_code), __FILE__, __LINE__)
void rsm_assert_offline(struct fixture *f, const char *bar_code, const char *file, int line);

#define assert_no_medium(f, bar_code) rsm_assert_no_medium((f), (bar_code), __FILE__, __LINE__)
void rsm_assert_no_medium(struct fixture *f, const char *bar_code, const char *file, int line);

/*
 * Each cartridge of the simulated library is where its record says, under its bar code and its label, and
 * no record is without its cartridge; slots, drives and ports say whether they are full.
 */
void assert_records_match_library(struct fixture *f);

#endif
