/*
 * Memory and disk for a library of 65,000 slots, all full, without drives: nothing is identified, all
 * that can be known is known from bar codes.
 */
#include "bench/bench.h"
#include "core/session.h"
#include "model/guid.h"
#include "ntmsapi.h"
#include "store/records.h"
#include "support/simulated_library.h"
#include "work/inventory.h"
#include "work/system.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SLOTS = 65000 };

/* Bytes resident: the most since the peak was forgotten. */
static double peak_memory(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "VmHWM: %lf", &kilobytes) == 1)
            break;
    }
    if (file != NULL)
        fclose(file);
    return kilobytes * 1024;
}

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    (void)malloc_trim(0);
    if (file == NULL || fputs("5", file) < 0)
        bench_need(ERROR_ACCESS_DENIED, "/proc/self/clear_refs");
    fclose(file);
}

static double file_size(const char *folder, const char *name)
{
    char path[1024];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &status) == 0 ? (double)status.st_size : 0;
}

static double heap(void)
{
    struct mallinfo2 info = mallinfo2();

    return (double)info.uordblks + (double)info.hblkhd;
}

static HANDLE open_session(const char *folder)
{
    static const struct rsm_transport *transports[2] = {&rsm_sim_transport};
    static struct rsm_options options;
    HANDLE handle;

    options.folder = folder;
    options.devices = "sim:lib";
    options.transports = transports;
    options.step_by_step = true;
    rsm_system_set_options(&options);
    handle = OpenNtmsSessionW(NULL, u"Bench", 0);
    bench_need(handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS, "open a session");
    return handle;
}

/* The library with the slots. */
static GUID find_library(HANDLE handle)
{
    struct rsm_session *session;
    struct rsm_record slot;

    bench_need(rsm_session_get(handle, &session), "session");
    bench_need(rsm_store_begin(session->rsm->store, RSM_STORE_READ), "read");
    bench_need(rsm_records_first(session->rsm->store, NTMS_STORAGESLOT, NULL, 0, &slot), "slot");
    bench_need(rsm_store_end(session->rsm->store, ERROR_SUCCESS), "read");
    rsm_session_release(session);
    return slot.info.Info.StorageSlot.Library;
}

static double run(HANDLE handle, const GUID *library, double *time_out)
{
    GUID id = *library;
    double before;
    double started;

    forget_peak();
    before = peak_memory();
    started = bench_now();
    bench_need(InventoryNtmsLibrary(handle, &id, NTMS_INVENTORY_FAST), "inventory");
    (void)rsm_system_run_all();
    *time_out = bench_now() - started;
    return peak_memory() - before;
}

int main(int count, char **arguments)
{
    HANDLE handle;
    GUID library;
    double begin;
    double empty;
    double held;
    double peak_first;
    double peak_again;
    double first;
    double again;
    double first_time;

    if (count != 2)
        bench_need(ERROR_INVALID_PARAMETER, "one argument: an empty folder");
    rsm_sim_make("lib", SLOTS, 0, 8);
    begin = heap();
    handle = open_session(arguments[1]);
    library = find_library(handle);
    first_time = bench_now();
    forget_peak();
    peak_first = peak_memory();
    (void)rsm_system_run_all(); /* the first look: every cartridge gets its record */
    peak_first = peak_memory() - peak_first;
    first_time = bench_now() - first_time;
    held = heap() - begin;
    peak_again = run(handle, &library, &first);
    peak_again = run(handle, &library, &again);
    bench_need(CloseNtmsSession(handle), "close the session");
    empty = file_size(arguments[1], "ntms.db");

    bench_row("d  memory held for a slot, idle", held / SLOTS, "bytes", 0, "");
    bench_row("   more at the peak of the first look, for a slot", peak_first / SLOTS, "bytes", 0,
              "");
    bench_row("   more at the peak of a fast inventory, for a slot", peak_again / SLOTS, "bytes", 0,
              "");
    bench_row("   disk for a slot with a cartridge, its medium and side", empty / SLOTS, "bytes", 0,
              "");
    printf("   (%d slots, all full; first look %.1f s, inventory with nothing changed %.1f s)\n",
           SLOTS, first_time / 1e6, again / 1e6);
    rsm_sim_clear();
    return 0;
}
