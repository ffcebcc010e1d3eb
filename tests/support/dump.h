/*
 * What a database holds, as text: to be compared.
 */
#ifndef RSM_TESTS_SUPPORT_DUMP_H
#define RSM_TESTS_SUPPORT_DUMP_H

#include "store/store.h"

/* All rows of all tables, each a line "table: value|value ...".  free().  Wants no transaction. */
char *dump_database(struct rsm_store *store);

/* The same, but for what differs when another process does the same again: times and tokens of processes
 * are left out, identifiers are numbered in the order in which they appear.  free(). */
char *dump_alike(struct rsm_store *store);

/* Says which lines differ. */
void print_dump_differences(const char *expected, const char *actual);

#endif
