/*
 * EnumerateNtmsObject and GetNtmsObjectInformation with 10,000 objects of a kind, against a bare SELECT
 * of the same rows with SQLite, and against copying the structure.
 */
#include "bench/bench.h"
#include "core/catalogue.h"
#include "core/media.h"
#include "core/session.h"
#include "model/guid.h"
#include "ntmsapi.h"
#include "store/records.h"
#include "support/simulated_library.h"
#include "work/system.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS = 10000, ROUNDS = 7 };

struct bench {
    HANDLE handle;
    struct rsm_session *session;
    GUID library;
    sqlite3 *sqlite;
    GUID *ids;
};

/* ---- 10,000 slots and 10,000 media ---- */

static void make_media(struct bench *b)
{
    struct rsm *rsm = b->session->rsm;
    struct rsm_record slot;
    GUID *slots = NULL;
    GUID type;
    size_t count = 0;

    bench_need(rsm_store_begin(rsm->store, RSM_STORE_WRITE), "write");
    bench_need(rsm_records_ids(rsm->store, NTMS_STORAGESLOT, NULL, 0, &slots, &count), "slots");
    bench_need(rsm_records_load(rsm->store, &slots[0], NTMS_STORAGESLOT, &slot), "slot");
    b->library = slot.info.Info.StorageSlot.Library;
    bench_need(rsm_catalogue_media_type(rsm, 0, &type), "media type");
    bench_need(rsm_catalogue_use_media_type(rsm, &b->library, &type), "media type");
    for (size_t i = 0; i < count; i++) {
        struct rsm_media_place place = {.library = b->library,
                                        .location = slots[i],
                                        .location_type = NTMS_STORAGESLOT,
                                        .home = slots[i]};
        WCHAR bar_code[NTMS_BARCODE_LENGTH] = {'B', 0};
        struct rsm_record medium;

        for (size_t k = 0, n = i; k < 5; k++, n /= 10)
            bar_code[5 - k] = (WCHAR)('0' + n % 10);
        bench_need(rsm_media_create(rsm, &place, &type, bar_code, &medium), "medium");
    }
    free(slots);
    bench_need(rsm_store_end(rsm->store, ERROR_SUCCESS), "commit");
}

static void set_up(struct bench *b, const char *folder)
{
    static const struct rsm_transport *transports[2] = {&rsm_sim_transport};
    static struct rsm_options options;
    char path[RSM_PATHS_ROOM];

    rsm_sim_make("lib", OBJECTS, 1, 1);
    options.folder = folder;
    options.devices = "sim:lib";
    options.transports = transports;
    options.step_by_step = true;
    rsm_system_set_options(&options);
    b->handle = OpenNtmsSessionW(NULL, u"Bench", 0);
    bench_need(b->handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS,
               "open a session");
    bench_need(rsm_session_get(b->handle, &b->session), "session");
    make_media(b);
    snprintf(path, sizeof path, "%s/ntms.db", folder);
    if (sqlite3_open_v2(path, &b->sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        bench_need(ERROR_DATABASE_FAILURE, sqlite3_errmsg(b->sqlite));
    b->ids = calloc(OBJECTS + 1, sizeof *b->ids);
}

/* ---- bare ---- */

static sqlite3_stmt *prepare(struct bench *b, const char *text)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(b->sqlite, text, -1, &statement, NULL) != SQLITE_OK)
        bench_need(ERROR_DATABASE_FAILURE, sqlite3_errmsg(b->sqlite));
    return statement;
}

/* All columns of one row are fetched; how many bytes they have keeps the compiler from leaving it. */
static int fetch(sqlite3_stmt *statement)
{
    int bytes = 0;

    for (int i = 0; i < sqlite3_column_count(statement); i++)
        bytes += sqlite3_column_bytes(statement, i);
    return bytes;
}

static double list_bare(struct bench *b, const char *text)
{
    sqlite3_stmt *statement = prepare(b, text);
    double started = bench_now();
    volatile int bytes = 0;

    while (sqlite3_step(statement) == SQLITE_ROW)
        bytes += fetch(statement);
    (void)sqlite3_finalize(statement);
    return bench_now() - started;
}

static double get_bare(struct bench *b, const char *text, size_t count)
{
    sqlite3_stmt *statement = prepare(b, text);
    double started = bench_now();
    volatile int bytes = 0;

    for (size_t i = 0; i < count; i++) {
        sqlite3_bind_blob(statement, 1, &b->ids[i], sizeof b->ids[i], SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_ROW)
            bench_need(ERROR_OBJECT_NOT_FOUND, "bare row");
        bytes += fetch(statement);
        sqlite3_reset(statement);
    }
    started = bench_now() - started;
    (void)sqlite3_finalize(statement);
    return started;
}

/* Through a pointer that the compiler cannot see through, else it would leave the copying out. */
static double copy_bare(size_t count)
{
    static void *(*volatile copy)(void *to, const void *from, size_t size) = memcpy;
    static NTMS_OBJECTINFORMATIONW from, to;
    double started = bench_now();

    for (size_t i = 0; i < count; i++) {
        from.dwType = (DWORD)i;
        (void)copy(&to, &from, sizeof to);
    }
    return bench_now() - started;
}

/* ---- through the interface ---- */

static double list_all(struct bench *b, DWORD type, const GUID *container, size_t *count_out)
{
    DWORD count = OBJECTS + 1;
    GUID where = container != NULL ? *container : rsm_guid_null;
    double started = bench_now();

    bench_need(
        EnumerateNtmsObject(b->handle, container != NULL ? &where : NULL, b->ids, &count, type, 0),
        "list");
    *count_out = count;
    return bench_now() - started;
}

static double get_all(struct bench *b, DWORD type, size_t count)
{
    double started = bench_now();

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object;

        object.dwSize = sizeof object;
        object.dwType = type;
        bench_need(GetNtmsObjectInformationW(b->handle, &b->ids[i], &object), "get");
    }
    return bench_now() - started;
}

static void measure(struct bench *b, const char *name, const char *table, DWORD type)
{
    double ours[ROUNDS];
    double bare[ROUNDS];
    char text[256];
    char what[100];
    size_t count = 0;

    snprintf(text, sizeof text, "SELECT guid FROM %s CROSS JOIN object USING (id) ORDER BY id",
             table);
    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = list_all(b, type, &b->library, &count);
        bare[i] = list_bare(b, text);
    }
    snprintf(what, sizeof what, "c  list %zu %s of the library, each", count, name);
    bench_row(what, bench_median(ours, ROUNDS) / (double)count, "us",
              bench_median(bare, ROUNDS) / (double)count, "us, SELECT guid");

    snprintf(text, sizeof text, "SELECT * FROM object CROSS JOIN %s USING (id) WHERE guid = ?",
             table);
    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = get_all(b, type, count);
        bare[i] = get_bare(b, text, count);
    }
    snprintf(what, sizeof what, "   get the information of one of them");
    bench_row(what, bench_median(ours, ROUNDS) / (double)count, "us",
              bench_median(bare, ROUNDS) / (double)count, "us, SELECT of the row");
    for (size_t i = 0; i < ROUNDS; i++)
        bare[i] = copy_bare(count);
    bench_row("   the same", bench_median(ours, ROUNDS) / (double)count, "us",
              bench_median(bare, ROUNDS) / (double)count, "us, memcpy of it");
}

int main(int count, char **arguments)
{
    struct bench b = {.ids = NULL};

    if (count != 2)
        bench_need(ERROR_INVALID_PARAMETER, "one argument: an empty folder");
    set_up(&b, arguments[1]);
    measure(&b, "slots", "storage_slot", NTMS_STORAGESLOT);
    measure(&b, "media", "physical_media", NTMS_PHYSICAL_MEDIA);
    (void)sqlite3_close(b.sqlite);
    rsm_session_release(b.session);
    bench_need(CloseNtmsSession(b.handle), "close the session");
    free(b.ids);
    rsm_sim_clear();
    return 0;
}
