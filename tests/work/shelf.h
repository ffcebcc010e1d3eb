/*
 * A tape and the pools it may go to, for tests of the verbs that move media.
 */
#ifndef RSM_TESTS_WORK_SHELF_H
#define RSM_TESTS_WORK_SHELF_H

#include "support/small_world.h"

struct shelf {
    struct small_world *world;
    GUID free_pool; /* those of tapes */
    GUID import;
    GUID unrecognized;
    GUID application;
    GUID other;
    GUID tape; /* in slot 1 */
};

/* An identifier of no object. */
extern const GUID nowhere;

/* The tape is in the pool of that type (NTMS_POOLTYPE_*), its side in that state. */
void fill_shelf(struct shelf *shelf, struct small_world *world, DWORD pool_type, DWORD state);

/* A pool of disks besides, and a disk in slot 2 in it.  The pool. */
GUID add_disk(struct shelf *shelf, GUID *disk_out);

/* MoveToNtmsMediaPool and ChangeNtmsMediaType of the tape. */
typedef rsm_error shelf_verb(struct shelf *shelf, const GUID *pool);
rsm_error move(struct shelf *shelf, const GUID *pool);
rsm_error change_type(struct shelf *shelf, const GUID *pool);

/* By a caller who lacks that right on that securable, and no other. */
rsm_error try_without(struct shelf *shelf, shelf_verb *act, const GUID *to, DWORD right,
                      const GUID *securable);

void set_number(struct shelf *shelf, DWORD type, const GUID *id, const char *column, DWORD value);
void go_offline(struct shelf *shelf);

/* The pool of the tape and the state of its side; and the invariants hold. */
void assert_tape_is(struct shelf *shelf, const GUID *pool, DWORD state);

/* Free labels that are queued for it. */
DWORD count_label_requests(struct shelf *shelf);

#endif
