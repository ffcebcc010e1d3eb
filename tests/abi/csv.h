/*
 * Reads the tables of tests/data/abi, a line at a time.  What cannot be read fails the test.
 */
#ifndef ABI_CSV_H
#define ABI_CSV_H

#include <stdbool.h>

struct csv;

/* Opens tests/data/abi/<name>.  The reader is the caller's until csv_close(). */
struct csv *csv_open(const char *name);

/* Goes to the next line; false when there is none.  Blank lines do not count. */
bool csv_next(struct csv *csv);

/* The present line's text or number in the named column.  The text lives until csv_next(). */
const char *csv_text(const struct csv *csv, const char *column);
long csv_number(const struct csv *csv, const char *column);

/* Accepts NULL. */
void csv_close(struct csv *csv);

#endif
