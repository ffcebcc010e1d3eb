/*
 * A disk under the database that can be told to fail, to be full, or to be the last thing the process
 * does: a VFS of SQLite before the system's own.  Only databases that are files touch it.  It does not
 * wait until what is written is safe from a power failure.
 */
#ifndef RSM_TESTS_SUPPORT_FAULTY_DISK_H
#define RSM_TESTS_SUPPORT_FAULTY_DISK_H

#include <stdbool.h>

enum disk_fault {
    DISK_FAILS,      /* an I/O error: ERROR_DATABASE_FAILURE */
    DISK_UNREADABLE, /* the same, but at a read */
    DISK_FULL,       /* ERROR_DATABASE_FULL */
    DISK_KILLS /* the process ends at once, with DISK_KILL_STATUS; what was written is there */
};

enum { DISK_KILL_STATUS = 77 };

/* From now on databases are opened on this disk.  Once in a program, before the first is opened. */
void faulty_disk_begin(void);

/* What the number-th write (or read) from now on does (from 1), and every later one.  */
void faulty_disk_at(enum disk_fault fault, unsigned number);

/* From now on nothing strikes any more. */
void faulty_disk_mend(void);

/* Has the fault struck since it was set? */
bool faulty_disk_has_struck(void);

/* How often SQLite had to wait for the disk until now, had it been a disk that one waits for. */
unsigned faulty_disk_syncs(void);

#endif
