/*
 * A disk under the database that can be told to fail, to be full, or to be the last thing the process
 * does: a VFS of SQLite before the system's own.  Only databases that are files touch it.
 */
#ifndef RSM_TESTS_SUPPORT_FAULTY_DISK_H
#define RSM_TESTS_SUPPORT_FAULTY_DISK_H

#include <stdbool.h>

enum disk_fault {
    DISK_GOOD,
    DISK_FAILS, /* an I/O error: ERROR_DATABASE_FAILURE */
    DISK_FULL,  /* ERROR_DATABASE_FULL */
    DISK_KILLS  /* the process ends at once, with DISK_KILL_STATUS; what was written is there */
};

enum { DISK_KILL_STATUS = 77 };

/* From now on databases are opened on this disk.  Once in a program, before the first is opened. */
void faulty_disk_begin(void);

/* What the number-th write from now on does (from 1), and every later one.  Number 0: none. */
void faulty_disk_at(enum disk_fault fault, unsigned number);

/* Writes since the last faulty_disk_at(). */
unsigned faulty_disk_writes(void);

/* Has the fault struck since then? */
bool faulty_disk_has_struck(void);

#endif
