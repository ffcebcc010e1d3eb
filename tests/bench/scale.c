/*
 * What grows with the number of media in the database, and what must not: the same calls with 1,000 and
 * with 100,000 media.  Half of them are in a library, half are offline; of either half six in ten belong
 * to applications, two to Free, two to Import.  The offline ones are the oldest, so that an allocation
 * which looked at one medium after the other would meet all of them first.
 */
#include "bench/bench.h"
#include "core/allocation.h"
#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/session.h"
#include "ntmsapi.h"
#include "platform/paths.h"
#include "store/records.h"
#include "support/simulated_library.h"
#include "work/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 1000, MANY = 100000, ROUNDS = 51, LIST_ROUNDS = 21, SESSION_ROUNDS = 21 };

/* Medians, in microseconds. */
struct figures {
    double copy; /* of the list of all media */
    double list;
    double list_first;
    double list_deleted;
    double list_pool;
    double allocate;
    double search;
    double move;
    double medium;
    double side;
    double pool;
    double library;
    double session;
    double session_alone; /* no device answers */
    double session_more;  /* opened and closed while another one is open */
};

struct scale {
    char folder[1024];
    unsigned media;
    HANDLE handle;
    struct rsm_session *session;
    struct rsm *rsm;
    GUID library;
    GUID type;
    GUID pools[2]; /* of applications: one with media, one empty */
    GUID medium;   /* in the first of them, in the library */
    GUID side;
    GUID *ids;
    GUID *copy;
};

/* ---- sessions ---- */

static void open_session(struct scale *s, const char *devices)
{
    static const struct rsm_transport *transports[2] = {&rsm_sim_transport};
    static struct rsm_options options;

    options.folder = s->folder;
    options.devices = devices;
    options.transports = transports;
    options.step_by_step = true;
    rsm_system_set_options(&options);
    s->handle = OpenNtmsSessionW(NULL, u"Bench", 0);
    bench_need(s->handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS,
               "open a session");
}

static void close_session(struct scale *s)
{
    bench_need(CloseNtmsSession(s->handle), "close the session");
}

/* ---- filling ---- */

static void add_pool(struct scale *s, const WCHAR *name, GUID *id_out)
{
    struct rsm_record pool;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    memcpy(pool.info.szName, name, 6 * sizeof *name);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    pool.info.Info.MediaPool.MediaType = s->type;
    bench_need(rsm_records_insert(s->rsm->store, &pool), "pool");
    *id_out = pool.info.ObjectGuid;
}

static void add_medium(struct scale *s, size_t number, const struct rsm_media_place *place)
{
    size_t kind = number % 10;
    const struct rsm_verdict verdict = {
        .pool_type = kind < 8 ? NTMS_POOLTYPE_SCRATCH : NTMS_POOLTYPE_IMPORT,
        .state = kind < 8 ? NTMS_PARTSTATE_AVAILABLE : NTMS_PARTSTATE_IMPORT,
        .fresh = RSM_FRESH_NO};
    WCHAR bar_code[NTMS_BARCODE_LENGTH] = {'B', 0};
    struct rsm_record medium;

    for (size_t k = 0, n = number; k < 6; k++, n /= 10)
        bar_code[6 - k] = (WCHAR)('0' + n % 10);
    bench_need(rsm_cartridge_add(s->rsm, place, &s->type, bar_code, &verdict, &medium), "medium");
    if (kind < 6)
        bench_need(rsm_cartridge_move_to_pool(s->rsm, &medium, &s->pools[0]), "move");
    if (kind == 0)
        s->medium = medium.info.ObjectGuid;
}

static void fill(struct scale *s)
{
    const struct rsm_media_place offline = {.library = rsm_catalogue_offline_library,
                                            .location_type = NTMS_STORAGESLOT};
    struct rsm_record record;
    GUID *slots = NULL;
    size_t count = 0;

    bench_need(rsm_store_begin(s->rsm->store, RSM_STORE_WRITE), "write");
    bench_need(rsm_records_ids(s->rsm->store, NTMS_STORAGESLOT, NULL, 0, &slots, &count), "slots");
    bench_need(rsm_records_load(s->rsm->store, &slots[0], NTMS_STORAGESLOT, &record), "slot");
    s->library = record.info.Info.StorageSlot.Library;
    bench_need(rsm_catalogue_media_type(s->rsm, 0, &s->type), "media type");
    bench_need(rsm_catalogue_use_media_type(s->rsm, &s->library, &s->type), "media type");
    add_pool(s, u"First", &s->pools[0]);
    add_pool(s, u"Other", &s->pools[1]);
    for (size_t i = 0; i < s->media - count; i++)
        add_medium(s, i, &offline);
    for (size_t i = 0; i < count; i++) {
        const struct rsm_media_place place = {.library = s->library,
                                              .location = slots[i],
                                              .location_type = NTMS_STORAGESLOT,
                                              .home = slots[i]};
        add_medium(s, s->media - count + i, &place);
    }
    bench_need(rsm_cartridge_first_side(s->rsm, &s->medium, &record), "side");
    s->side = record.info.ObjectGuid;
    free(slots);
    bench_need(rsm_store_end(s->rsm->store, ERROR_SUCCESS), "commit");
}

/* ---- measuring ---- */

/* The median time of an action, after one round that is not counted. */
static double median(struct scale *s, size_t rounds, void (*prepare)(struct scale *s),
                     void (*act)(struct scale *s))
{
    double times[BENCH_ROUNDS_MAX];

    for (size_t i = 0; i <= rounds; i++) {
        double started;

        if (prepare != NULL)
            prepare(s);
        started = bench_now();
        act(s);
        times[i > 0 ? i - 1 : 0] = bench_now() - started;
    }
    return bench_median(times, rounds);
}

/* To the other pool and back in turn. */
static void move(struct scale *s)
{
    static size_t to;

    to = 1 - to;
    bench_need(MoveToNtmsMediaPool(s->handle, &s->medium, &s->pools[to]), "move");
}

/* One that was just made, so that there are as many as before. */
static void delete_one(struct scale *s)
{
    const struct rsm_media_place offline = {.library = rsm_catalogue_offline_library,
                                            .location_type = NTMS_STORAGESLOT};
    struct rsm_record medium;

    bench_need(rsm_store_begin(s->rsm->store, RSM_STORE_WRITE), "write");
    bench_need(rsm_media_create(s->rsm, &offline, &s->type, u"", &medium), "medium");
    bench_need(rsm_media_delete(s->rsm, &medium.info.ObjectGuid), "delete");
    bench_need(rsm_store_end(s->rsm->store, ERROR_SUCCESS), "commit");
}

static void copy_list(struct scale *s)
{
    static void *(*volatile copy)(void *to, const void *from, size_t size) = memcpy;

    (void)copy(s->copy, s->ids, s->media * sizeof *s->ids);
}

static void list_all(struct scale *s)
{
    DWORD count = s->media;

    bench_need(EnumerateNtmsObject(s->handle, NULL, s->ids, &count, NTMS_PHYSICAL_MEDIA, 0),
               "list");
    if (count != s->media)
        bench_need(ERROR_INVALID_DATA, "list");
}

static void list_pool(struct scale *s)
{
    DWORD count = s->media;

    bench_need(EnumerateNtmsObject(s->handle, &s->pools[0], s->ids, &count, NTMS_PHYSICAL_MEDIA, 0),
               "list");
}

static void allocate(struct scale *s)
{
    GUID owner;

    bench_need(AllocateNtmsMedia(s->handle, &s->pools[0], NULL, &owner,
                                 NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL),
               "allocate");
}

/* What a call that waits repeats at each commit of anybody. */
static void search(struct scale *s)
{
    struct rsm_record pool;
    GUID side;

    bench_need(rsm_store_begin(s->rsm->store, RSM_STORE_READ), "read");
    bench_need(rsm_records_load(s->rsm->store, &s->pools[0], NTMS_MEDIA_POOL, &pool), "pool");
    bench_need(rsm_allocation_find(s->session, &pool, false, &side), "search");
    bench_need(rsm_store_end(s->rsm->store, ERROR_SUCCESS), "read");
}

static void get(struct scale *s, const GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object;
    GUID object_id = *id;

    object.dwSize = sizeof object;
    object.dwType = type;
    bench_need(GetNtmsObjectInformationW(s->handle, &object_id, &object), "get");
}

static void get_medium(struct scale *s)
{
    get(s, &s->medium, NTMS_PHYSICAL_MEDIA);
}

static void get_side(struct scale *s)
{
    get(s, &s->side, NTMS_PARTITION);
}

static void get_pool(struct scale *s)
{
    get(s, &s->pools[0], NTMS_MEDIA_POOL);
}

static void get_library(struct scale *s)
{
    get(s, &s->library, NTMS_LIBRARY);
}

static void open_with_library(struct scale *s)
{
    open_session(s, "sim:lib");
}

static void open_without_devices(struct scale *s)
{
    open_session(s, "");
}

static double median_of_sessions(struct scale *s, void (*open)(struct scale *s))
{
    double times[SESSION_ROUNDS];

    open(s); /* once before: the first one may have to note what is there */
    close_session(s);
    for (size_t i = 0; i < SESSION_ROUNDS; i++) {
        double started = bench_now();

        open(s);
        times[i] = bench_now() - started;
        close_session(s);
    }
    return bench_median(times, SESSION_ROUNDS);
}

/* Beside the session that is open. */
static void open_and_close(struct scale *s)
{
    HANDLE handle = OpenNtmsSessionW(NULL, u"Bench", 0);

    (void)s;
    bench_need(handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS, "open a session");
    bench_need(CloseNtmsSession(handle), "close the session");
}

/* Take the database, which nobody has open, to a folder on a disk. */
static void move_database(struct scale *s, const char *to)
{
    char from[1100], path[1100], block[65536];
    FILE *source, *target;
    size_t size;

    snprintf(from, sizeof from, "%s/ntms.db", s->folder);
    snprintf(s->folder, sizeof s->folder, "%s", to);
    snprintf(path, sizeof path, "%s/ntms.db", s->folder);
    source = fopen(from, "rb");
    target = fopen(path, "wb");
    if (source == NULL || target == NULL)
        bench_need(ERROR_ACCESS_DENIED, path);
    while ((size = fread(block, 1, sizeof block, source)) > 0) {
        if (fwrite(block, 1, size, target) != size)
            bench_need(ERROR_DATABASE_FULL, path);
    }
    fclose(source);
    if (fclose(target) != 0 || remove(from) != 0)
        bench_need(ERROR_DATABASE_FULL, path);
}

static void measure(struct scale *s, struct figures *f)
{
    f->list_first = bench_now();
    list_all(s);
    f->list_first = bench_now() - f->list_first;
    f->copy = median(s, LIST_ROUNDS, NULL, copy_list);
    f->list = median(s, LIST_ROUNDS, move, list_all);
    f->list_deleted = median(s, LIST_ROUNDS, delete_one, list_all);
    f->list_pool = median(s, LIST_ROUNDS, NULL, list_pool);
    f->medium = median(s, ROUNDS, NULL, get_medium);
    f->side = median(s, ROUNDS, NULL, get_side);
    f->pool = median(s, ROUNDS, NULL, get_pool);
    f->library = median(s, ROUNDS, NULL, get_library);
    f->search = median(s, ROUNDS, NULL, search);
    f->move = median(s, ROUNDS, NULL, move);
    f->allocate = median(s, ROUNDS, NULL, allocate);
}

static void run(struct figures *f, unsigned media, char *folders[2], const char *name)
{
    struct scale s = {.media = media};
    char disk[1024];

    s.ids = calloc(media, sizeof *s.ids);
    s.copy = calloc(media, sizeof *s.copy);
    snprintf(s.folder, sizeof s.folder, "%s/%s", folders[0], name);
    snprintf(disk, sizeof disk, "%s/%s", folders[1], name);
    rsm_sim_make("lib", media / 2, 0, 1);
    open_with_library(&s);
    bench_need(rsm_session_get(s.handle, &s.session), "session");
    s.rsm = s.session->rsm;
    fill(&s);
    measure(&s, f);
    rsm_session_release(s.session);
    close_session(&s);
    bench_need(rsm_paths_make_folder(disk), disk);
    move_database(&s, disk);
    f->session = median_of_sessions(&s, open_with_library);
    open_with_library(&s);
    f->session_more = median(&s, ROUNDS, NULL, open_and_close);
    close_session(&s);
    f->session_alone = median_of_sessions(&s, open_without_devices);
    rsm_sim_clear();
    free(s.copy);
    free(s.ids);
}

/* ---- the table ---- */

static void print(const struct figures *few, const struct figures *many)
{
    const char *with_few = "us, with 1,000 media";

    bench_aim("e  list all 100,000 media, after one was moved", many->list, "us", many->copy,
              "us, memcpy of the list", 20);
    bench_aim("   after one was deleted", many->list_deleted, "us", many->copy,
              "us, memcpy of the list", 20);
    bench_aim("   list the 60,000 media of a pool", many->list_pool, "us", many->copy * 0.6,
              "us, memcpy of the list", 20);
    bench_row("   list all for the first time", many->list_first, "us", many->copy,
              "us, memcpy of the list");
    bench_row("   allocate one of 100,000 media", many->allocate, "us", few->allocate, with_few);
    bench_row("   the search alone, which a call that waits repeats", many->search, "us",
              few->search, with_few);
    bench_row("   move a medium to another pool", many->move, "us", few->move, with_few);
    bench_row("   get the information of a medium", many->medium, "us", few->medium, with_few);
    bench_row("   of a side", many->side, "us", few->side, with_few);
    bench_row("   of a pool that holds 60,000 of them, counted", many->pool, "us", few->pool,
              with_few);
    bench_row("   of a library that holds 50,000 of them, counted", many->library, "us",
              few->library, with_few);
    bench_aim("   open and close one more session", many->session_more / 1e3, "ms", 0, "", 0.1);
    bench_row("   open the first session, no device answers", many->session_alone / 1e3, "ms",
              few->session_alone / 1e3, "ms, with 1,000 media");
    bench_row("   open it, with the library of 50,000 slots", many->session / 1e3, "ms",
              few->session / 1e3, "ms, with 1,000 media");
}

int main(int count, char **arguments)
{
    struct figures few;
    struct figures many;

    if (count != 3)
        bench_need(ERROR_INVALID_PARAMETER, "two empty folders: in memory, on a disk");
    run(&few, FEW, &arguments[1], "few");
    run(&many, MANY, &arguments[1], "many");
    print(&few, &many);
    return 0;
}
