/*
 * Medians, lines, sessions.
 */
#include "bench/bench.h"

#include "ntmsapi.h"
#include "store/records.h"

#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void print_row(const char *what, double ours, const char *unit, double theirs,
                      const char *bare)
{
    if (theirs > 0)
        printf("%-52s %9.2f %-5s %9.2f %-26s %7.2f", what, ours, unit, theirs, bare, ours / theirs);
    else
        printf("%-52s %9.2f %-5s", what, ours, unit);
}

void bench_row(const char *what, double ours, const char *unit, double theirs, const char *bare)
{
    print_row(what, ours, unit, theirs, bare);
    putchar('\n');
    fflush(stdout);
}

void bench_aim(const char *what, double ours, const char *unit, double theirs, const char *bare,
               double aim)
{
    print_row(what, ours, unit, theirs, bare);
    printf("%*s <= %-5g %s\n", theirs > 0 ? 0 : 45, "", aim,
           (theirs > 0 ? ours / theirs : ours) <= aim ? "" : "missed");
    fflush(stdout);
}

void bench_need(rsm_error err, const char *what)
{
    if (err == ERROR_SUCCESS)
        return;
    fprintf(stderr, "bench: %s: %s\n", what, rsm_error_name(err));
    exit(1);
}

/* ---- sessions ---- */

void bench_open(struct bench_session *b)
{
    GUID ids[8];
    DWORD count = 8;

    b->handle = OpenNtmsSessionW(NULL, u"Bench", 0);
    bench_need(b->handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS,
               "open a session");
    bench_need(rsm_session_get(b->handle, &b->session), "session");
    bench_need(EnumerateNtmsObject(b->handle, NULL, ids, &count, NTMS_LIBRARY, 0), "libraries");
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = {.dwSize = sizeof library, .dwType = NTMS_LIBRARY};

        bench_need(GetNtmsObjectInformationW(b->handle, &ids[i], &library), "library");
        if ((library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
            continue;
        b->library = ids[i];
        b->slot_count = library.Info.Library.dwNumberOfSlots;
    }
}

void bench_close(struct bench_session *b)
{
    rsm_session_release(b->session);
    bench_need(CloseNtmsSession(b->handle), "close the session");
}

unsigned bench_unfinished(struct bench_session *b)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    struct rsm_store *store = b->session->rsm->store;
    DWORD total = 0;

    bench_need(rsm_store_begin(store, RSM_STORE_READ), "read");
    for (size_t i = 0; i < 3; i++) {
        const struct rsm_condition in_state[] = {{.column = "library", .guid = &b->library},
                                                 {.column = "state", .number = unfinished[i]}};
        DWORD count = 0;

        bench_need(rsm_records_count(store, NTMS_LIBREQUEST, in_state, 2, &count), "requests");
        total += count;
    }
    bench_need(rsm_store_end(store, ERROR_SUCCESS), "read");
    return total;
}

void bench_wait_until_idle(struct bench_session *b)
{
    for (;;) {
        uint64_t seen = rsm_store_version(b->session->rsm->store);

        if (bench_unfinished(b) == 0)
            return;
        (void)rsm_store_wait(b->session->rsm->store, seen, 1000);
    }
}

void bench_take_inventory(struct bench_session *b, DWORD action)
{
    bench_need(InventoryNtmsLibrary(b->handle, &b->library, action), "inventory");
}
