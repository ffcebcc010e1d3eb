/*
 * The transaction in which an inventory records that in each of 10,000 slots another cartridge stands than on
 * record, against writing as many bytes as it writes into the database's log to a file beside it, and against
 * the same change of the same rows by SQLite alone.
 */
#include "bench/bench.h"
#include "core/media.h"
#include "ntmsapi.h"
#include "store/places.h"
#include "store/records.h"
#include "support/simulated_library.h"
#include "work/library.h"
#include "work/reconcile.h"
#include "work/system.h"

#include <sqlite3.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOTS = 10000, ROUNDS = 21 };

struct bench {
    struct bench_session rsm;
    const char *folder;
    sqlite3 *sqlite; /* a connection beside that of the store */
    struct rsm_library library;
    struct rsm_scan scan;
};

static void run_bare(struct bench *b, const char *text)
{
    if (sqlite3_exec(b->sqlite, text, NULL, NULL, NULL) != SQLITE_OK)
        bench_need(ERROR_DATABASE_FAILURE, sqlite3_errmsg(b->sqlite));
}

/* ---- the library ---- */

static void open_session(struct bench *b)
{
    static const struct rsm_transport *transports[2] = {&rsm_sim_transport};
    static struct rsm_options options;

    options.folder = b->folder;
    options.devices = "sim:lib";
    options.transports = transports;
    options.step_by_step = true;
    rsm_system_set_options(&options);
    bench_open(&b->rsm);
    (void)rsm_system_run_all();
}

/* What a changer would say of slots that are all full, by what is on record; and no tape has to be read. */
static void draw_scan(struct bench *b)
{
    const struct rsm_condition here[] = {{.column = "current_library", .guid = &b->rsm.library}};
    struct rsm_store *store = b->rsm.session->rsm->store;
    struct rsm_sight *sights = calloc(SLOTS, sizeof *sights);
    struct rsm_holding *holdings = NULL;
    struct rsm_seat *seats = NULL;
    size_t slots = 0;
    size_t media = 0;

    bench_need(rsm_store_begin(store, RSM_STORE_WRITE), "write");
    bench_need(rsm_places_list(store, NTMS_STORAGESLOT, &b->rsm.library, &seats, &slots), "slots");
    bench_need(rsm_places_holdings(store, &b->rsm.library, &holdings, &media), "media");
    bench_need(rsm_store_end(store, rsm_records_set_number_of_all(store, NTMS_PHYSICAL_MEDIA, here,
                                                                  1, "fresh", RSM_FRESH_NO)),
               "write");
    if (sights == NULL || slots != SLOTS || media != SLOTS)
        bench_need(ERROR_GEN_FAILURE, "a full library");
    for (size_t i = 0; i < SLOTS; i++) {
        sights[i].element = (uint16_t)seats[i].element;
        sights[i].full = true;
        memcpy(sights[i].tag, holdings[i].bar_code, sizeof sights[i].tag - 1);
    }
    free(seats);
    free(holdings);
    b->scan.has_bar_codes = true;
    b->scan.sights[RSM_PLACE_SLOT] = sights;
    b->scan.counts[RSM_PLACE_SLOT] = SLOTS;
}

/* Somebody carried the first cartridges to the next slot, and the last of these to the first. */
static void carry(struct bench *b, size_t count)
{
    struct rsm_sight *sights = b->scan.sights[RSM_PLACE_SLOT];
    char last[sizeof sights[0].tag];

    memcpy(last, sights[count - 1].tag, sizeof last);
    for (size_t i = count - 1; i > 0; i--)
        memcpy(sights[i].tag, sights[i - 1].tag, sizeof last);
    memcpy(sights[0].tag, last, sizeof last);
}

/* ---- ours ---- */

static rsm_error conclude(struct rsm_library *library, const GUID *request,
                          struct rsm_settlement *outcome)
{
    (void)library;
    (void)request;
    return outcome->all_found ? ERROR_SUCCESS : ERROR_GEN_FAILURE;
}

/* Somebody carried the first cartridges, and an inventory records it. */
static double settle(struct bench *b, size_t carried)
{
    static const GUID nobody;
    double started;
    size_t queued;

    carry(b, carried);
    started = bench_now();
    bench_need(rsm_reconcile(&b->library, &b->scan, RSM_RECONCILE_FAST, &nobody, conclude, &queued),
               "settle");
    return bench_now() - started;
}

static double median_of_settling(struct bench *b, size_t carried)
{
    double all[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++)
        all[i] = settle(b, carried);
    return bench_median(all, ROUNDS);
}

/* What one of them writes to the log, which is emptied before. */
static size_t bytes_of_settling(struct bench *b)
{
    char path[1024];
    struct stat status;

    run_bare(b, "PRAGMA wal_checkpoint(TRUNCATE)");
    (void)settle(b, SLOTS);
    snprintf(path, sizeof path, "%s/ntms.db-wal", b->folder);
    bench_need(stat(path, &status) == 0 ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND, path);
    return (size_t)status.st_size;
}

/* ---- bare ---- */

static double write_bare(const struct bench *b, size_t size)
{
    char path[1024];
    char *bytes = malloc(size);
    double started;
    int file;

    snprintf(path, sizeof path, "%s/bare", b->folder);
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (bytes == NULL || file < 0)
        bench_need(ERROR_OPEN_FAILED, path);
    memset(bytes, 0x5A, size);
    started = bench_now();
    if (write(file, bytes, size) != (ssize_t)size || fdatasync(file) != 0)
        bench_need(ERROR_WRITE_FAULT, path);
    started = bench_now() - started;
    close(file);
    free(bytes);
    return started;
}

static double median_of_writing(const struct bench *b, size_t size)
{
    double all[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++)
        all[i] = write_bare(b, size);
    return bench_median(all, ROUNDS);
}

static sqlite3_stmt *prepare(struct bench *b, const char *text)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(b->sqlite, text, -1, &statement, NULL) != SQLITE_OK)
        bench_need(ERROR_DATABASE_FAILURE, sqlite3_errmsg(b->sqlite));
    return statement;
}

/* The media in order, and where they are. */
static void list_rows(struct bench *b, sqlite3_int64 *rows, GUID *places)
{
    sqlite3_stmt *statement = prepare(b, "SELECT id, location FROM physical_media ORDER BY id");

    for (size_t i = 0; i < SLOTS; i++) {
        if (sqlite3_step(statement) != SQLITE_ROW)
            bench_need(ERROR_DATABASE_FAILURE, "media");
        rows[i] = sqlite3_column_int64(statement, 0);
        memcpy(&places[i], sqlite3_column_blob(statement, 1), sizeof places[i]);
    }
    (void)sqlite3_finalize(statement);
}

/* Every medium comes to the place of the next one. */
static double update_bare(struct bench *b)
{
    static sqlite3_int64 rows[SLOTS];
    static GUID places[SLOTS];
    sqlite3_stmt *statement = prepare(
        b, "UPDATE physical_media SET location = ?1, home_slot = ?1, modified = ?2 WHERE id = ?3");
    double started;

    list_rows(b, rows, places);
    started = bench_now();
    run_bare(b, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < SLOTS; i++) {
        sqlite3_bind_blob(statement, 1, &places[(i + 1) % SLOTS], sizeof places[i], SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)started);
        sqlite3_bind_int64(statement, 3, rows[i]);
        if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK)
            bench_need(ERROR_DATABASE_FAILURE, sqlite3_errmsg(b->sqlite));
    }
    run_bare(b, "COMMIT");
    started = bench_now() - started;
    (void)sqlite3_finalize(statement);
    return started;
}

static double median_of_updating(struct bench *b)
{
    double all[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++)
        all[i] = update_bare(b);
    return bench_median(all, ROUNDS);
}

/* ---- the lines ---- */

static void measure(struct bench *b)
{
    size_t bytes = bytes_of_settling(b);
    double few = median_of_settling(b, 2);
    double all = median_of_settling(b, SLOTS);

    bench_aim("commit of 10000 slots with other cartridges", all / 1000, "ms",
              median_of_writing(b, bytes) / 1000, "ms, written and on the disk", 2);
    bench_row("   the same", all / 1000, "ms", median_of_updating(b) / 1000, "ms, by SQLite alone");
    bench_row("   of 2 slots, the others compared", few / 1000, "ms", 0, "");
    printf("   (%.2f MB to the log of the database)\n", (double)bytes / 1e6);
}

int main(int count, char **arguments)
{
    struct bench b = {.sqlite = NULL};
    char path[1024];

    if (count != 2)
        bench_need(ERROR_INVALID_PARAMETER, "one argument: an empty folder");
    b.folder = arguments[1];
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(&b);
    draw_scan(&b);
    snprintf(path, sizeof path, "%s/ntms.db", b.folder);
    if (sqlite3_open(path, &b.sqlite) != SQLITE_OK)
        bench_need(ERROR_DATABASE_FAILURE, path);
    rsm_library_begin(&b.library, b.rsm.session->rsm, NULL);
    b.library.id = b.rsm.library;
    measure(&b);
    (void)sqlite3_close(b.sqlite);
    rsm_library_end(&b.library);
    rsm_scan_free(&b.scan);
    bench_close(&b.rsm);
    rsm_sim_clear();
    return 0;
}
