/*
 * One program of the load, or the one before and after it:
 *
 *   load prepare
 *   load work PROGRAM THREADS SECONDS    prints what judge reads
 *   load judge FILE...
 */
#include "load/load.h"

#include "platform/clock.h"
#include "platform/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIBRARIES_MAX = 16,
    POOLS_MAX = 256,
    STUCK_MS = 240 * 1000, /* no call takes longer: a mount waits for half of it */
    WATCH_MS = 1000
};

static const char *this_program = "load";

void load_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s: ", this_program);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    fflush(stderr);
    _Exit(1);
}

/* ---- calls ---- */

void load_begin(struct load_thread *t, const char *function)
{
    rsm_mutex_lock(&t->mutex);
    t->doing = function;
    t->since = rsm_clock_ms();
    rsm_mutex_unlock(&t->mutex);
}

void load_end(struct load_thread *t, DWORD code, DWORD other_code)
{
    const char *function;

    rsm_mutex_lock(&t->mutex);
    function = t->doing;
    t->doing = NULL;
    rsm_mutex_unlock(&t->mutex);
    if (code != ERROR_SUCCESS && (other_code == 0 || code != other_code))
        load_fail("thread %u: %s failed: error %lu", t->number, function, (unsigned long)code);
}

DWORD load_call_done(struct load_thread *t, DWORD code, DWORD other_code)
{
    load_end(t, code, other_code);
    return code;
}

DWORD load_list(HANDLE session, NTMS_GUID *container, DWORD type, NTMS_GUID *ids, DWORD room)
{
    DWORD count = room;
    DWORD err = EnumerateNtmsObject(session, container, ids, &count, type, NTMS_ENUM_DEFAULT);

    if (err != ERROR_SUCCESS)
        load_fail("EnumerateNtmsObject of kind %lu failed: error %lu", (unsigned long)type,
                  (unsigned long)err);
    return count;
}

NTMS_OBJECTINFORMATIONW load_object(HANDLE session, NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object = {.dwSize = sizeof object, .dwType = type};
    DWORD err = GetNtmsObjectInformationW(session, id, &object);

    if (err != ERROR_SUCCESS)
        load_fail("GetNtmsObjectInformationW of kind %lu failed: error %lu", (unsigned long)type,
                  (unsigned long)err);
    return object;
}

bool load_same(const NTMS_GUID *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static NTMS_GUID find_pool(struct load *load, const WCHAR *name)
{
    NTMS_GUID ids[POOLS_MAX];
    DWORD count = load_list(load->session, NULL, NTMS_MEDIA_POOL, ids, POOLS_MAX);

    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW pool = load_object(load->session, &ids[i], NTMS_MEDIA_POOL);

        if (rsm_text_equal(pool.szName, name, NTMS_OBJECTNAME_LENGTH))
            return ids[i];
    }
    load_fail("a pool is missing");
    return ids[0];
}

void load_find_pools(struct load *load)
{
    load->pool = find_pool(load, LOAD_POOL);
    load->pools = find_pool(load, LOAD_POOLS);
}

void load_find_library(struct load *load)
{
    NTMS_GUID ids[LIBRARIES_MAX];
    DWORD count = load_list(load->session, NULL, NTMS_LIBRARY, ids, LIBRARIES_MAX);
    bool found = false;

    for (DWORD i = 0; i < count && !found; i++) {
        load->library = ids[i];
        found = load_object(load->session, &ids[i], NTMS_LIBRARY).Info.Library.LibraryType ==
                NTMS_LIBRARYTYPE_ONLINE;
    }
    if (!found)
        load_fail("there is no library");
    load->media_count =
        load_list(load->session, &load->library, NTMS_PHYSICAL_MEDIA, load->media, LOAD_MEDIA_MAX);
}

static HANDLE open_session(void)
{
    HANDLE session = OpenNtmsSessionW(NULL, u"Load", 0);

    if (session == INVALID_HANDLE_VALUE || session == NULL)
        load_fail("OpenNtmsSessionW failed: error %lu", (unsigned long)GetLastError());
    return session;
}

static void close_session(HANDLE session)
{
    DWORD err = CloseNtmsSession(session);

    if (err != ERROR_SUCCESS)
        load_fail("CloseNtmsSession failed: error %lu", (unsigned long)err);
}

/* ---- threads ---- */

static bool does(const struct load_thread *t, const struct load_round *round)
{
    return t->number % round->of_threads == 0;
}

static size_t choose(struct load_thread *t)
{
    unsigned sum = 0;
    unsigned drawn;
    size_t chosen = 0;

    for (size_t i = 0; i < load_round_count; i++)
        sum += does(t, &load_rounds[i]) ? load_rounds[i].weight : 0;
    t->chance = t->chance * 1664525u + 1013904223u;
    drawn = (t->chance >> 8) % sum;
    for (sum = 0; chosen < load_round_count; chosen++) {
        sum += does(t, &load_rounds[chosen]) ? load_rounds[chosen].weight : 0;
        if (drawn < sum)
            break;
    }
    return chosen;
}

static void run_thread(void *context)
{
    struct load_thread *t = context;
    bool own_session = t->number % 2 == 1;

    t->session = own_session ? open_session() : t->load->session;
    while (rsm_clock_ms() < t->load->ends) {
        size_t which = choose(t);
        uint64_t began = rsm_clock_ms();
        uint64_t took;

        load_rounds[which].run(t);
        took = rsm_clock_ms() - began;
        t->tallies[which].rounds++;
        if (took > t->tallies[which].longest_ms)
            t->tallies[which].longest_ms = took;
    }
    if (own_session)
        close_session(t->session);
}

/* Is there a call that does not return? */
static void watch(struct load *load)
{
    for (unsigned i = 0; i < load->thread_count; i++) {
        struct load_thread *t = &load->threads[i];
        const char *doing;
        uint64_t since;

        rsm_mutex_lock(&t->mutex);
        doing = t->doing;
        since = t->since;
        rsm_mutex_unlock(&t->mutex);
        if (doing != NULL && rsm_clock_ms() - since > STUCK_MS)
            load_fail("thread %u does not return from %s since %u s", i, doing, STUCK_MS / 1000);
    }
}

static void start_threads(struct load *load)
{
    for (unsigned i = 0; i < load->thread_count; i++) {
        struct load_thread *t = &load->threads[i];
        char name[LOAD_NAME];

        t->load = load;
        t->number = i;
        t->chance = load->program * LOAD_THREADS_MAX + i + 1;
        (void)snprintf(name, sizeof name, "program %u thread %u", load->program, i);
        (void)rsm_text_from_utf8(t->name, LOAD_NAME, name, RSM_TEXT_TERMINATED);
        rsm_mutex_init(&t->mutex);
        if (rsm_thread_start(run_thread, t, &t->thread) != ERROR_SUCCESS)
            load_fail("thread %u does not start", i);
    }
}

static void print_results(const struct load *load, uint64_t early_memory)
{
    printf("program %u\n", load->program);
    for (unsigned i = 0; i < load->thread_count; i++) {
        const struct load_thread *t = &load->threads[i];
        uint64_t rounds = 0;

        for (size_t k = 0; k < load_round_count; k++) {
            printf("round %u %zu %" PRIu64 " %" PRIu64 "\n", i, k, t->tallies[k].rounds,
                   t->tallies[k].longest_ms);
            rounds += t->tallies[k].rounds;
        }
        printf("thread %u %" PRIu32 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
               "\n",
               i, t->written, t->allocated, t->mounted, t->notified, t->slowest_notice_ms, rounds);
    }
    printf("memory %" PRIu64 " %" PRIu64 "\n", early_memory, load_memory());
}

static int work(struct load *load)
{
    uint64_t begins;
    uint64_t early = 0;

    load->session = open_session();
    load_find_library(load);
    load_find_pools(load);
    begins = rsm_clock_ms();
    load->ends = begins + load->seconds * 1000u;
    start_threads(load);
    while (rsm_clock_ms() < load->ends) {
        rsm_clock_sleep_ms(WATCH_MS);
        watch(load);
        if (early == 0 && rsm_clock_ms() - begins > load->seconds * 1000u / 3)
            early = load_memory();
    }
    for (unsigned i = 0; i < load->thread_count; i++)
        rsm_thread_join(&load->threads[i].thread);
    print_results(load, early);
    close_session(load->session);
    return 0;
}

/* ---- which of the three ---- */

static unsigned number(const char *text, unsigned most)
{
    unsigned long value = strtoul(text, NULL, 10);

    if (value > most)
        load_fail("%s is more than %u", text, most);
    return (unsigned)value;
}

int main(int count, char **words)
{
    static struct load load;

    if (count == 2 && strcmp(words[1], "prepare") == 0) {
        load.session = open_session();
        load_prepare(&load);
        close_session(load.session);
        return 0;
    }
    if (count == 5 && strcmp(words[1], "work") == 0) {
        load.program = number(words[2], 255);
        load.thread_count = number(words[3], LOAD_THREADS_MAX);
        load.seconds = number(words[4], 24 * 60 * 60);
        return work(&load);
    }
    if (count > 2 && strcmp(words[1], "judge") == 0) {
        int status;

        load.session = open_session();
        load_find_library(&load);
        status = load_judge(&load, words + 2, count - 2);
        close_session(load.session);
        return status;
    }
    fprintf(stderr, "usage: load prepare | work PROGRAM THREADS SECONDS | judge FILE...\n");
    return 2;
}
