/*
 * The database: opening it, transactions and their lock.  The change counter is watch.c, what is kept of
 * changes for listeners changes.c, damaged files damage.c.
 */
#include "store/store.h"

#include "platform/clock.h"
#include "platform/log.h"
#include "platform/thread.h"
#include "store/changes.h"
#include "store/damage.h"
#include "store/gate.h"
#include "store/schema.h"
#include "store/transaction.h"
#include "store/watch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_WAIT_MS  10000
#define BEGIN_WAIT_MS 30000
#define RETRY_MS      20

struct rsm_store {
    char *path; /* NULL = in memory */
    struct rsm_gate gate;
    struct rsm_watch watch;

    /* guarded by the gate */
    struct rsm_sql *sql;
    bool light; /* the connection waits for no disk: rsm_store_begin_lightly() */
    enum rsm_store_mode mode;
    struct rsm_changes changes; /* of this transaction */
    int64_t changes_before;     /* rsm_sql_total_changes() as it began */
    struct rsm_listings listings;
};

/* ---- open and close ---- */

static rsm_error configure(struct rsm_sql *sql, bool in_memory)
{
    static const char *const settings[] = {
        "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA cell_size_check = ON",
        "PRAGMA cache_size = -10000", /* KB at most: GUIDs are all over a large database */
    };
    char mode[16];
    rsm_error err = rsm_sql_get_text(sql, "PRAGMA journal_mode = WAL", mode, sizeof mode);

    if (err == ERROR_SUCCESS && strcmp(mode, in_memory ? "memory" : "wal") != 0) {
        rsm_log(RSM_LOG_ERROR, "store",
                "the folder of the database cannot be shared by processes (journal mode %s); it "
                "must be on a local disk",
                mode);
        err = ERROR_DATABASE_FAILURE;
    }
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (err == ERROR_SUCCESS)
            err = rsm_sql_try(sql, settings[i]);
    }
    return err;
}

/* One attempt at making a connection usable.  Nothing is written before the file is known to be
 * ours or empty. */
static rsm_error set_up(struct rsm_sql *sql, const char *path, bool *fresh_out, bool *damaged_out)
{
    bool empty = false;
    rsm_error err = rsm_damage_examine(sql, path, &empty, damaged_out);

    if (err == ERROR_SUCCESS)
        err = configure(sql, path == NULL);
    if (err == ERROR_SUCCESS && empty)
        err = rsm_schema_make(sql, fresh_out);
    if (err == ERROR_SUCCESS)
        err = rsm_schema_migrate(sql);
    return err;
}

/* Changing to WAL fails at once when another process is just making the database, however long a
 * statement may wait; so the whole is repeated. */
static rsm_error set_up_patiently(struct rsm_sql *sql, const char *path, bool *fresh_out,
                                  bool *damaged_out)
{
    uint64_t end = rsm_clock_ms() + OPEN_WAIT_MS;
    rsm_error err;

    rsm_sql_wait_for_others(sql, OPEN_WAIT_MS / 10);
    for (;;) {
        err = set_up(sql, path, fresh_out, damaged_out);
        if (err == ERROR_SUCCESS || rsm_sql_trouble(sql) != RSM_TROUBLE_BUSY)
            return err;
        if (rsm_clock_ms() >= end)
            break;
        rsm_clock_sleep_ms(RETRY_MS);
    }
    rsm_log(RSM_LOG_ERROR, "store", "another program has kept %s locked for %d s", path,
            OPEN_WAIT_MS / 1000);
    return err;
}

/* Prepared while there is memory: a transaction is rolled back when there may be none. */
static rsm_error keep_rollback(struct rsm_sql *sql)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql, "ROLLBACK", &statement);

    rsm_sql_give(statement);
    return err;
}

static void roll_back(struct rsm_sql *sql)
{
    struct rsm_statement *statement;

    if (rsm_sql_in_transaction(sql) && rsm_sql_take(sql, "ROLLBACK", &statement) == ERROR_SUCCESS)
        (void)rsm_sql_execute(statement, NULL);
}

static rsm_error open_connection(const char *path, bool in_memory, struct rsm_sql **sql_out,
                                 bool *fresh_out)
{
    bool damaged = false;
    struct rsm_sql *sql;
    rsm_error err = rsm_sql_open(path, true, &sql);

    if (err != ERROR_SUCCESS)
        return err;
    err = set_up_patiently(sql, in_memory ? NULL : path, fresh_out, &damaged);
    if (err != ERROR_SUCCESS) {
        rsm_sql_close(sql);
        if (damaged && !in_memory)
            rsm_damage_keep_aside(path);
        return err;
    }
    rsm_sql_opened(sql);
    rsm_sql_wait_for_others(sql, BEGIN_WAIT_MS);
    err = keep_rollback(sql);
    if (err != ERROR_SUCCESS) {
        rsm_sql_close(sql);
        return err;
    }
    *sql_out = sql;
    return ERROR_SUCCESS;
}

static char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

rsm_error rsm_store_open(const char *path, struct rsm_store **store_out, bool *fresh_out)
{
    bool in_memory = strcmp(path, ":memory:") == 0;
    struct rsm_store *store = calloc(1, sizeof *store);
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    *fresh_out = false;
    if (store == NULL)
        return err;
    if (!in_memory && (store->path = copy_of(path)) == NULL)
        goto out;
    err = open_connection(path, in_memory, &store->sql, fresh_out);
    if (err == ERROR_SUCCESS)
        err = rsm_watch_init(&store->watch, store->path);
    if (err != ERROR_SUCCESS)
        goto out;
    rsm_gate_init(&store->gate);
    *store_out = store;
    return ERROR_SUCCESS;

out:
    rsm_sql_close(store->sql);
    free(store->path);
    free(store);
    return err;
}

void rsm_store_close(struct rsm_store *store)
{
    if (store == NULL)
        return;
    rsm_watch_destroy(&store->watch);
    rsm_sql_close(store->sql); /* last, so that SQLite tidies up */
    rsm_gate_destroy(&store->gate);
    rsm_listings_free(&store->listings);
    free(store->path);
    free(store);
}

/* ---- transactions ---- */

static rsm_error commit(struct rsm_sql *sql)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(sql, "COMMIT", &statement);

    return err == ERROR_SUCCESS ? rsm_sql_execute(statement, NULL) : err;
}

/* As configure() left it, or lightly.  Until it is, nothing is written. */
static rsm_error weigh(struct rsm_store *store, bool lightly)
{
    rsm_error err = ERROR_SUCCESS;

    if (store->light != lightly)
        err = rsm_sql_try(store->sql,
                          lightly ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
    if (err == ERROR_SUCCESS)
        store->light = lightly;
    return err;
}

static rsm_error begin(struct rsm_store *store, enum rsm_store_mode mode, bool lightly)
{
    rsm_error err;

    if (!rsm_gate_take(&store->gate)) {
        rsm_log(RSM_LOG_ERROR, "store", "a transaction was begun inside another");
        return ERROR_POSSIBLE_DEADLOCK;
    }
    roll_back(store->sql); /* where it could not be done at the time */
    rsm_sql_forget_failure(store->sql);
    if (mode == RSM_STORE_WRITE)
        rsm_gate_let_others_in(&store->gate);
    err = mode == RSM_STORE_WRITE ? weigh(store, lightly) : ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_sql_repeat(store->sql, mode == RSM_STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
    if (err != ERROR_SUCCESS) {
        if (rsm_sql_trouble(store->sql) == RSM_TROUBLE_BUSY)
            rsm_log(RSM_LOG_ERROR, "store", "another program has kept the database locked for %d s",
                    BEGIN_WAIT_MS / 1000);
        rsm_gate_give(&store->gate);
        return err;
    }
    if (mode == RSM_STORE_WRITE && rsm_sql_take_waited(store->sql))
        rsm_gate_meet_others(&store->gate);
    rsm_sql_expect_transaction(store->sql, true);
    store->mode = mode;
    store->changes = (struct rsm_changes){.looked = false};
    store->changes_before = rsm_sql_total_changes(store->sql);
    return ERROR_SUCCESS;
}

rsm_error rsm_store_begin(struct rsm_store *store, enum rsm_store_mode mode)
{
    return begin(store, mode, false);
}

rsm_error rsm_store_begin_lightly(struct rsm_store *store)
{
    return begin(store, RSM_STORE_WRITE, true);
}

rsm_error rsm_store_end(struct rsm_store *store, rsm_error err)
{
    assert(rsm_gate_is_mine(&store->gate));
    rsm_sql_expect_transaction(store->sql, false);
    if (err == ERROR_SUCCESS) /* one that the caller did not pass on must not be committed over */
        err = rsm_sql_failure(store->sql);
    if (err == ERROR_SUCCESS)
        err = commit(store->sql);
    if (err != ERROR_SUCCESS)
        rsm_shared_forget(store->sql);
    roll_back(store->sql);
    if (err != ERROR_SUCCESS && store->path != NULL &&
        rsm_sql_failure(store->sql) != ERROR_SUCCESS &&
        rsm_sql_trouble(store->sql) == RSM_TROUBLE_DAMAGED)
        rsm_damage_suspect(store->path);

    if (err == ERROR_SUCCESS && rsm_sql_total_changes(store->sql) != store->changes_before)
        rsm_watch_advance(&store->watch);
    if (store->mode == RSM_STORE_WRITE)
        rsm_gate_wrote(&store->gate);
    rsm_gate_give(&store->gate);
    return err;
}

struct rsm_sql *rsm_store_sql(struct rsm_store *store, enum rsm_store_mode mode)
{
    assert(rsm_gate_is_mine(&store->gate));
    assert(mode == RSM_STORE_READ || store->mode == RSM_STORE_WRITE);
    (void)mode;
    return store->sql;
}

rsm_error rsm_store_note(struct rsm_store *store, enum rsm_change_kind kind, DWORD type,
                         const GUID *id)
{
    return rsm_changes_note(&store->changes, rsm_store_sql(store, RSM_STORE_WRITE), kind, type, id);
}

struct rsm_listings *rsm_store_listings(struct rsm_store *store)
{
    assert(rsm_gate_is_mine(&store->gate));
    return store->mode == RSM_STORE_READ ? &store->listings : NULL;
}

/* ---- the change counter ---- */

uint64_t rsm_store_version(struct rsm_store *store)
{
    return rsm_watch_version(&store->watch);
}

bool rsm_store_wait(struct rsm_store *store, uint64_t seen, uint32_t timeout_ms)
{
    return rsm_watch_wait(&store->watch, seen, timeout_ms);
}

void rsm_store_wake(struct rsm_store *store)
{
    rsm_watch_advance(&store->watch);
}
