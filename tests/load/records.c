/*
 * Before the load, and what is on record after it.
 */
#include "load/load.h"

#include "platform/clock.h"
#include "platform/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    REQUESTS_MAX = 100000,
    IDLE_MS = 180 * 1000,
    LOOK_MS = 50,
    POOLS_MAX = 256,
    LEVEL = 3, /* the greatest growth of memory is one part in so many, and as many MiB */
    LINE = 200
};

/* What the pool remembers of the time before. */
#define MOUNTS_BEFORE u"mounts before"

/* ---- waiting ---- */

static bool is_over(DWORD state)
{
    return state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING &&
           state != NTMS_LM_DEFERRED;
}

/* How many requests of the library failed; waits until all are over. */
static DWORD wait_for_requests(struct load *load)
{
    NTMS_GUID *ids = malloc(REQUESTS_MAX * sizeof *ids);
    uint64_t ends = rsm_clock_ms() + IDLE_MS;
    DWORD failed = 0;
    DWORD count;

    if (ids == NULL)
        load_fail("there is not enough memory");
    count = load_list(load->session, &load->library, NTMS_LIBREQUEST, ids, REQUESTS_MAX);
    for (DWORD i = 0; i < count; i++) {
        DWORD state;

        while (!is_over(
            state = load_object(load->session, &ids[i], NTMS_LIBREQUEST).Info.LibRequest.State)) {
            if (rsm_clock_ms() > ends)
                load_fail("a request of the library is still in state %lu", (unsigned long)state);
            rsm_clock_sleep_ms(LOOK_MS);
        }
        failed += state == NTMS_LM_FAILED;
    }
    free(ids);
    return failed;
}

/* ---- before ---- */

/* How often all sides were allocated and mounted, and whether they are all in that state. */
struct sides {
    uint64_t allocated, mounted;
    DWORD count, in_state;
};

static struct sides count_sides(struct load *load, DWORD state)
{
    NTMS_GUID ids[LOAD_MEDIA_MAX];
    struct sides sides = {.count =
                              load_list(load->session, NULL, NTMS_PARTITION, ids, LOAD_MEDIA_MAX)};

    for (DWORD i = 0; i < sides.count; i++) {
        NTMS_OBJECTINFORMATIONW side = load_object(load->session, &ids[i], NTMS_PARTITION);

        sides.allocated += side.Info.Partition.dwAllocateCount;
        sides.mounted += side.Info.Partition.dwMountCount;
        sides.in_state += side.Info.Partition.State == state;
    }
    return sides;
}

/* The pool of free media of a type: a child of the one for all types. */
static NTMS_GUID free_pool(struct load *load, const NTMS_GUID *media_type)
{
    NTMS_GUID pools[POOLS_MAX];
    NTMS_GUID children[POOLS_MAX];
    DWORD count = load_list(load->session, NULL, NTMS_MEDIA_POOL, pools, POOLS_MAX);

    for (DWORD i = 0; i < count; i++) {
        DWORD below;

        if (load_object(load->session, &pools[i], NTMS_MEDIA_POOL).Info.MediaPool.PoolType !=
            NTMS_POOLTYPE_SCRATCH)
            continue;
        below = load_list(load->session, &pools[i], NTMS_MEDIA_POOL, children, POOLS_MAX);
        for (DWORD k = 0; k < below; k++) {
            NTMS_OBJECTINFORMATIONW pool =
                load_object(load->session, &children[k], NTMS_MEDIA_POOL);

            if (load_same(&pool.Info.MediaPool.MediaType, media_type))
                return children[k];
        }
    }
    load_fail("there is no pool of free media");
    return pools[0];
}

static void must(const char *function, DWORD err)
{
    if (err != ERROR_SUCCESS)
        load_fail("%s failed: error %lu", function, (unsigned long)err);
}

static void free_media(struct load *load, const NTMS_GUID *media_type)
{
    NTMS_GUID pool = free_pool(load, media_type);

    for (DWORD i = 0; i < load->media_count; i++)
        must("MoveToNtmsMediaPool", MoveToNtmsMediaPool(load->session, &load->media[i], &pool));
    if (wait_for_requests(load) != 0)
        load_fail("not all media could be given free labels");
}

static void make_pools(struct load *load, NTMS_GUID *media_type)
{
    NTMS_OBJECTINFORMATIONW pool;
    struct sides sides = count_sides(load, NTMS_PARTSTATE_AVAILABLE);

    must("CreateNtmsMediaPoolW", CreateNtmsMediaPoolW(load->session, LOAD_POOL, media_type,
                                                      NTMS_CREATE_NEW, NULL, &load->pool));
    must("CreateNtmsMediaPoolW", CreateNtmsMediaPoolW(load->session, LOAD_POOLS, NULL,
                                                      NTMS_CREATE_NEW, NULL, &load->pools));
    pool = load_object(load->session, &load->pool, NTMS_MEDIA_POOL);
    pool.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    must("SetNtmsObjectInformationW", SetNtmsObjectInformationW(load->session, &load->pool, &pool));
    must("SetNtmsObjectAttributeW",
         SetNtmsObjectAttributeW(load->session, &load->pool, NTMS_MEDIA_POOL, MOUNTS_BEFORE,
                                 &sides.mounted, sizeof sides.mounted));
}

void load_prepare(struct load *load)
{
    NTMS_GUID media_type;

    load_find_library(load);
    if (wait_for_requests(load) != 0)
        load_fail("the library could not be looked at");
    must("InventoryNtmsLibrary",
         InventoryNtmsLibrary(load->session, &load->library, NTMS_INVENTORY_OMID));
    if (wait_for_requests(load) != 0)
        load_fail("the inventory failed");
    load_find_library(load);
    if (load->media_count == 0)
        load_fail("the library has no media");
    media_type = load_object(load->session, &load->media[0], NTMS_PHYSICAL_MEDIA)
                     .Info.PhysicalMedia.MediaType;
    free_media(load, &media_type);
    make_pools(load, &media_type);
}

/* ---- what the programs wrote down ---- */

struct account {
    uint64_t allocated, mounted, notified, slowest_notice_ms;
    uint64_t rounds, fewest, most; /* of one thread */
    unsigned threads, programs, wrong;
    struct load_tally tallies[LOAD_CALLS_MAX];
};

static void complain(struct account *account, const char *what, uint64_t found, uint64_t wanted)
{
    account->wrong++;
    printf("WRONG: %s: %" PRIu64 " instead of %" PRIu64 "\n", what, found, wanted);
}

static void compare(struct account *account, const char *what, uint64_t found, uint64_t wanted)
{
    if (found != wanted)
        complain(account, what, found, wanted);
}

/* The attribute that a thread counted in. */
static void compare_attribute(struct load *load, struct account *account, unsigned program,
                              unsigned thread, uint32_t written)
{
    char name[LOAD_NAME];
    WCHAR wide[LOAD_NAME];
    uint32_t found = 0;
    DWORD size = sizeof found;

    (void)snprintf(name, sizeof name, "program %u thread %u", program, thread);
    (void)rsm_text_from_utf8(wide, LOAD_NAME, name, RSM_TEXT_TERMINATED);
    (void)GetNtmsObjectAttributeW(load->session, &load->pool, NTMS_MEDIA_POOL, wide, &found, &size);
    compare(account, name, found, written);
}

static void take_thread(struct load *load, struct account *account, unsigned program,
                        const char *line)
{
    unsigned thread;
    uint32_t written;
    uint64_t allocated, mounted, notified, slowest, rounds;

    if (sscanf(line,
               "thread %u %" SCNu32 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
               &thread, &written, &allocated, &mounted, &notified, &slowest, &rounds) != 7)
        return;
    compare_attribute(load, account, program, thread, written);
    account->threads++;
    account->allocated += allocated;
    account->mounted += mounted;
    account->notified += notified;
    if (slowest > account->slowest_notice_ms)
        account->slowest_notice_ms = slowest;
    account->rounds += rounds;
    if (account->fewest == 0 || rounds < account->fewest)
        account->fewest = rounds;
    if (rounds > account->most)
        account->most = rounds;
    if (rounds == 0)
        complain(account, "rounds of a thread", 0, 1);
}

static void take_round(struct account *account, const char *line)
{
    unsigned thread;
    unsigned which;
    struct load_tally tally;

    if (sscanf(line, "round %u %u %" SCNu64 " %" SCNu64, &thread, &which, &tally.rounds,
               &tally.longest_ms) != 4 ||
        which >= load_round_count)
        return;
    account->tallies[which].rounds += tally.rounds;
    if (tally.longest_ms > account->tallies[which].longest_ms)
        account->tallies[which].longest_ms = tally.longest_ms;
}

static void take_memory(struct account *account, unsigned program, const char *line)
{
    uint64_t early, late;

    if (sscanf(line, "memory %" SCNu64 " %" SCNu64, &early, &late) != 2)
        return;
    account->programs++;
    printf("memory of program %u: %" PRIu64 " KiB after a third of the time, %" PRIu64
           " KiB at the end\n",
           program, early / 1024, late / 1024);
    if (late > early + early / LEVEL + LEVEL * 1024 * 1024)
        complain(account, "KiB of memory, not level", late / 1024, early / 1024);
}

static void take_file(struct load *load, struct account *account, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[LINE];
    unsigned program = 0;

    if (file == NULL)
        load_fail("%s cannot be opened", path);
    while (fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "program %u", &program);
        take_round(account, line);
        take_thread(load, account, program, line);
        take_memory(account, program, line);
    }
    (void)fclose(file);
}

/* ---- what is on record ---- */

static void compare_records(struct load *load, struct account *account)
{
    NTMS_GUID others[LOAD_MEDIA_MAX];
    struct sides sides = count_sides(load, NTMS_PARTSTATE_AVAILABLE);
    uint64_t before = 0;
    DWORD size = sizeof before;

    must("GetNtmsObjectAttributeW",
         GetNtmsObjectAttributeW(load->session, &load->pool, NTMS_MEDIA_POOL, MOUNTS_BEFORE,
                                 &before, &size));
    compare(account, "sides", sides.count, load->media_count);
    compare(account, "available sides", sides.in_state, load->media_count);
    compare(account, "allocations on record", sides.allocated, account->allocated);
    compare(account, "mounts on record", sides.mounted, before + account->mounted);
    for (DWORD i = 0; i < load->media_count; i++)
        compare(account, "kind of place of a medium",
                load_object(load->session, &load->media[i], NTMS_PHYSICAL_MEDIA)
                    .Info.PhysicalMedia.LocationType,
                NTMS_STORAGESLOT);
    compare(account, "pools that were left",
            load_list(load->session, &load->pools, NTMS_MEDIA_POOL, others, LOAD_MEDIA_MAX), 0);
    compare(account, "logical media that were left",
            load_list(load->session, NULL, NTMS_LOGICAL_MEDIA, others, LOAD_MEDIA_MAX), 0);
}

int load_judge(struct load *load, char **files, int count)
{
    struct account account = {.allocated = 0};
    DWORD failed;

    load_find_pools(load);
    failed = wait_for_requests(load);
    for (int i = 0; i < count; i++)
        take_file(load, &account, files[i]);
    compare(&account, "programs that ended", account.programs, (uint64_t)count);
    compare(&account, "requests that failed", failed, 0);
    compare_records(load, &account);
    printf("\n%-28s %10s %12s\n", "round", "number", "longest, ms");
    for (size_t i = 0; i < load_round_count; i++)
        printf("%-28s %10" PRIu64 " %12" PRIu64 "\n", load_rounds[i].name,
               account.tallies[i].rounds, account.tallies[i].longest_ms);
    printf("\n%u threads in %u programs: %" PRIu64 " rounds, of one thread %" PRIu64 " to %" PRIu64
           "; %" PRIu64 " allocations, %" PRIu64 " mounts; slowest notice %" PRIu64 " ms\n",
           account.threads, account.programs, account.rounds, account.fewest, account.most,
           account.allocated, account.mounted, account.slowest_notice_ms);
    return account.wrong == 0 ? 0 : 1;
}
