/*
 * Is the database file sound, as SQLite sees it: pages, trees, indexes, and rows that refer to others?  What the
 * records say of each other is core/invariants.h.
 */
#ifndef RSM_STORE_INTEGRITY_H
#define RSM_STORE_INTEGRITY_H

#include <stddef.h>

#include "store/sql.h"

/* One thing that is wrong, a sentence without its full stop (SQLite's own words, English). */
typedef void rsm_integrity_report(void *context, const char *sentence);

/* At most so many are reported of one look. */
enum { RSM_INTEGRITY_FAULTS_MAX = 100 };

/*
 * Read all of the database file at path (UTF-8), while others may use it, and report what is wrong.  Nothing is changed,
 * and the file is not put aside.  *faults_out = how often was reported.  Takes time that grows with the file.
 *
 * Damage is no failure.  ERROR_FILE_NOT_FOUND: there is none.  ERROR_ACCESS_DENIED: this account may not open it, or not
 * write it.  ERROR_NOT_ENOUGH_MEMORY; ERROR_DATABASE_FAILURE: it could not be read for another reason, which is logged.
 */
rsm_error rsm_integrity_check(const char *path, rsm_integrity_report *report, void *context,
                              size_t *faults_out);

#endif
