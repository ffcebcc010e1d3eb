/*
 * The change counter.  SQLite's data_version of the watching connection differs after every commit
 * of any other connection, ours included; it is looked at only while somebody waits or asks.  So a
 * commit of ours may count twice, but nobody who asks for the version is given one in between.
 */
#include "store/watch.h"

#include "platform/clock.h"

#define LOOK_EVERY_MS 50
#define REST_MS       1000 /* after a failure, since each is a line in the log */

/* True if somebody committed since the last look.  What a look misses because it fails or because
 * another process is repairing the file is found by a later one. */
static bool look(struct rsm_watch *watch)
{
    int64_t now = watch->seen;
    bool differs;

    watch->looked = rsm_clock_ms();
    if (watch->sql == NULL)
        return false;
    if (rsm_sql_get_number(watch->sql, "PRAGMA data_version", &now) != ERROR_SUCCESS) {
        if (rsm_sql_trouble(watch->sql) != RSM_TROUBLE_BUSY)
            watch->looked += REST_MS;
        return false;
    }
    differs = now != watch->seen;
    watch->seen = now;
    return differs;
}

static void advance(struct rsm_watch *watch)
{
    watch->version++;
    rsm_cond_broadcast(&watch->changed);
}

rsm_error rsm_watch_init(struct rsm_watch *watch, const char *path)
{
    rsm_mutex_init(&watch->mutex);
    rsm_cond_init(&watch->changed);
    watch->sql = NULL;
    watch->seen = 0;
    watch->version = 1;
    if (path != NULL) {
        rsm_error err = rsm_sql_open(path, false, &watch->sql);

        if (err != ERROR_SUCCESS) {
            rsm_watch_destroy(watch);
            return err;
        }
        rsm_sql_opened(watch->sql);
    }
    look(watch);
    return ERROR_SUCCESS;
}

void rsm_watch_destroy(struct rsm_watch *watch)
{
    rsm_sql_close(watch->sql);
    rsm_cond_destroy(&watch->changed);
    rsm_mutex_destroy(&watch->mutex);
}

void rsm_watch_advance(struct rsm_watch *watch)
{
    rsm_mutex_lock(&watch->mutex);
    advance(watch);
    rsm_mutex_unlock(&watch->mutex);
}

uint64_t rsm_watch_version(struct rsm_watch *watch)
{
    uint64_t version;

    rsm_mutex_lock(&watch->mutex);
    if (look(watch))
        advance(watch);
    version = watch->version;
    rsm_mutex_unlock(&watch->mutex);
    return version;
}

/* Milliseconds of a wait that ends at `end` until the next look. */
static uint32_t until_next_look(const struct rsm_watch *watch, uint64_t now, uint64_t end)
{
    uint64_t next = watch->looked + LOOK_EVERY_MS;

    if (watch->sql == NULL || next > end)
        next = end;
    if (next == UINT64_MAX)
        return RSM_FOREVER;
    return next > now ? (uint32_t)(next - now) : 0;
}

bool rsm_watch_wait(struct rsm_watch *watch, uint64_t seen, uint32_t timeout_ms)
{
    uint64_t now = rsm_clock_ms();
    uint64_t end = timeout_ms == RSM_FOREVER ? UINT64_MAX : now + timeout_ms;
    bool due = true, differs;

    rsm_mutex_lock(&watch->mutex);
    for (;;) {
        if (due && watch->version == seen && look(watch))
            advance(watch);
        differs = watch->version != seen;
        if (differs || now >= end)
            break;
        rsm_cond_wait(&watch->changed, &watch->mutex, until_next_look(watch, now, end));
        now = rsm_clock_ms();
        due = now >= watch->looked + LOOK_EVERY_MS; /* of several that wait, the first looks */
    }
    rsm_mutex_unlock(&watch->mutex);
    return differs;
}
