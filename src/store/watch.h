/*
 * The change counter: one number that grows with each commit of this process and of others.  It
 * has a connection of its own, so that it never waits for a transaction of ours.
 */
#ifndef RSM_STORE_WATCH_H
#define RSM_STORE_WATCH_H

#include "platform/thread.h"
#include "store/sql.h"

struct rsm_watch {
    struct rsm_mutex mutex;  /* guards all here; a leaf, taken under the store lock */
    struct rsm_cond changed; /* version has grown */
    struct rsm_sql *sql;     /* NULL for a database of this process alone */
    int64_t seen;            /* PRAGMA data_version when it was last looked at */
    uint64_t looked;         /* rsm_clock_ms() of that */
    uint64_t version;
};

/* Watch the file at path, or (NULL) only this process. */
rsm_error rsm_watch_init(struct rsm_watch *watch, const char *path);
void rsm_watch_destroy(struct rsm_watch *watch);

uint64_t rsm_watch_version(struct rsm_watch *watch);
bool rsm_watch_wait(struct rsm_watch *watch, uint64_t seen, uint32_t timeout_ms);

/* This process has committed a change, or wants all waits to end. */
void rsm_watch_advance(struct rsm_watch *watch);

#endif
