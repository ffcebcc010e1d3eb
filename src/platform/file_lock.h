/*
 * A lock that processes share and that dies with its holder: the operating system's lock on a
 * small file. It tells which process works for a library, and which processes are alive.
 */
#ifndef RSM_PLATFORM_FILE_LOCK_H
#define RSM_PLATFORM_FILE_LOCK_H

#include "platform/error.h"

struct rsm_file_lock;

/*
 * Tries to take the lock and never waits. The file is made when missing, its folder is not.
 * Exclusive between any two calls, in one process as between several. On success the caller owns
 * *lock_out and gives it to rsm_file_lock_release; if the process ends instead, the system frees
 * the lock. Programs started meanwhile do not inherit it.
 *
 * ERROR_LOCK_VIOLATION: somebody else holds it. ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED and
 * others: the file cannot be opened. *lock_out is NULL after any failure.
 */
rsm_error rsm_file_lock_try(const char *path, struct rsm_file_lock **lock_out);

/* Lets go and frees. Accepts NULL. The file stays: removing it would race with the next holder. */
void rsm_file_lock_release(struct rsm_file_lock *lock);

#endif
