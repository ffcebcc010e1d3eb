/*
 * The subjects of calls in a database on the disk that is prepared once and put back as often as a test
 * needs it.
 */
#ifndef RSM_TESTS_API_KEPT_WORLD_H
#define RSM_TESTS_API_KEPT_WORLD_H

#include "api/calls.h"

/* cmocka's, for a group of tests; faulty_disk_begin() was called. */
int kept_world_setup(void **state);
int kept_world_teardown(void **state);

/* A new session on the database as it was prepared; one that is open is closed before. */
struct subjects *renew_world(void);
struct subjects *subjects_now(void);

/* Let the session read from the disk again what it has read before. */
void forget_pages(void);

/* Close the session, if one is open; what the database is now stays there. */
void leave_world(void);

/* A new session on that; or only the database, which the caller closes. */
struct subjects *enter_world(void);
struct rsm_store *open_left_database(void);

#endif
