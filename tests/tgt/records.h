/*
 * What is on record, held against the virtual tape library and against itself.
 */
#ifndef RSM_TEST_TGT_RECORDS_H
#define RSM_TEST_TGT_RECORDS_H

#include <stdint.h>

#include "tgt/site.h"

/*
 * Every slot, drive and port is recorded as full or empty as another computer sees it; every data
 * cartridge in a slot or drive has one medium with its bar code, there; and there is no other medium
 * in the library.  The invariants of tests/support/invariants.h hold.  Wants an open session, and
 * nothing under way.
 */
void assert_records_match_vtl(struct site *s);

/* SQLite finds nothing wrong with the file. */
void assert_database_whole(void);

/* The first value that a query gives, asked beside whoever uses the database. */
int64_t ask_database(const char *query);

#endif
