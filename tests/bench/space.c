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

/* What one piece of work takes: time, and how much higher the peak of memory is than what is there. */
struct cost {
    double time;
    double peak;
};

static struct cost measure(void (*work)(HANDLE handle, GUID *library), HANDLE handle, GUID *library)
{
    struct cost cost;

    forget_peak();
    cost.peak = peak_memory();
    cost.time = bench_now();
    work(handle, library);
    cost.time = bench_now() - cost.time;
    cost.peak = peak_memory() - cost.peak;
    return cost;
}

/* Every cartridge gets its record. */
static void look_first(HANDLE handle, GUID *library)
{
    (void)handle;
    (void)library;
    (void)rsm_system_run_all();
}

static void take_inventory(HANDLE handle, GUID *library)
{
    bench_need(InventoryNtmsLibrary(handle, library, NTMS_INVENTORY_FAST), "inventory");
    (void)rsm_system_run_all();
}

static void print(const struct cost *first, const struct cost *again, double held, double disk)
{
    bench_aim("d  memory held for a slot, idle", held / SLOTS, "bytes", 0, "", 256);
    bench_row("   more at the peak of the first look, for a slot", first->peak / SLOTS, "bytes", 0,
              "");
    bench_row("   more at the peak of a fast inventory, for a slot", again->peak / SLOTS, "bytes",
              0, "");
    bench_aim("   disk for a slot with a cartridge, its medium and side", disk / SLOTS, "bytes", 0,
              "", 512);
    printf("   (%d slots, all full; first look %.1f s, inventory with nothing changed %.1f s)\n",
           SLOTS, first->time / 1e6, again->time / 1e6);
}

int main(int count, char **arguments)
{
    struct cost first;
    struct cost again;
    double held;
    HANDLE handle;
    GUID library;

    if (count != 2)
        bench_need(ERROR_INVALID_PARAMETER, "one argument: an empty folder");
    rsm_sim_make("lib", SLOTS, 0, 8);
    held = heap();
    handle = open_session(arguments[1]);
    library = find_library(handle);
    first = measure(look_first, handle, &library);
    held = heap() - held;
    (void)measure(take_inventory, handle, &library); /* once before, so that both are warm */
    again = measure(take_inventory, handle, &library);
    bench_need(CloseNtmsSession(handle), "close the session");
    print(&first, &again, held, file_size(arguments[1], "ntms.db"));
    rsm_sim_clear();
    return 0;
}
