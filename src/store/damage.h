/*
 * A database file that cannot be read: found out, and kept aside under another name.
 */
#ifndef RSM_STORE_DAMAGE_H
#define RSM_STORE_DAMAGE_H

#include "store/sql.h"

/*
 * Look at a file that was just opened: rsm_schema_probe(), and all of it if it is suspect.
 * *damaged_out tells, with an error, that it is damaged or no database.  path NULL: in memory.
 */
rsm_error rsm_damage_examine(struct rsm_sql *sql, const char *path, bool *empty_out,
                             bool *damaged_out);

/*
 * Rename the file with its companions to "<path>.damaged-<n>", unless another process is doing so or
 * it is found whole after all.  No connection of ours may be open.  Logs what came of it.
 */
void rsm_damage_keep_aside(const char *path);

/* Nonsense was read from the file in use: have the next open examine all of it. */
void rsm_damage_suspect(const char *path);

#endif
