/*
 * SQLite as fast as it can be, for fuzzers that open a database thousands of times: it takes its memory past the
 * sanitizer, which watches ours, and no locks, since a fuzzer has one thread.
 */
#ifndef TESTS_FUZZ_QUICK_SQLITE_H
#define TESTS_FUZZ_QUICK_SQLITE_H

/* Before the first database is opened; again it does nothing. */
void quicken_sqlite(void);

#endif
