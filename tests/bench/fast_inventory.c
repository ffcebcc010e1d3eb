/*
 * Inventories by bar codes of the virtual tape library that runs beside this program, against the same
 * READ ELEMENT STATUS commands sent bare through libiscsi on a connection of their own.
 */
#include "bench/bench.h"
#include "core/media.h"
#include "ntmsapi.h"
#include "platform/log.h"
#include "store/records.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 41, CHANGED_ROUNDS = 6, COMMANDS_MAX = 64, CHANGER_LUN = 1, FIRST_SLOT = 1024 };

struct bench {
    struct bench_session rsm;
    struct iscsi_context *iscsi;
    DWORD cartridges;
};

/* ---- the library ---- */

/* Microseconds from the call to the end of the inventory; those of the call alone. */
static double take_inventory(struct bench *b, double *call_out)
{
    double started = bench_now();

    bench_take_inventory(&b->rsm, NTMS_INVENTORY_FAST);
    *call_out = bench_now() - started;
    bench_wait_until_idle(&b->rsm);
    return bench_now() - started;
}

/* ---- which commands an inventory sends ---- */

static struct {
    unsigned char cdb[COMMANDS_MAX][12];
    size_t reports; /* READ ELEMENT STATUS among them */
    size_t all;
} sent;

static void note_command(void *context, enum rsm_log_level level, const char *line)
{
    static const char begin[] = "scsi: iscsi  ";
    unsigned bytes[12];

    (void)context;
    (void)level;
    if (strncmp(line, begin, sizeof begin - 1) != 0)
        return;
    sent.all++;
    line += sizeof begin - 1;
    if (sscanf(line, "%x %x %x %x %x %x %x %x %x %x %x %x", &bytes[0], &bytes[1], &bytes[2],
               &bytes[3], &bytes[4], &bytes[5], &bytes[6], &bytes[7], &bytes[8], &bytes[9],
               &bytes[10], &bytes[11]) != 12 ||
        bytes[0] != 0xB8 || sent.reports == COMMANDS_MAX)
        return;
    for (size_t i = 0; i < 12; i++)
        sent.cdb[sent.reports][i] = (unsigned char)bytes[i];
    sent.reports++;
}

static void note_commands(struct bench *b)
{
    double call;

    rsm_log_set_sink(note_command, NULL);
    (void)take_inventory(b, &call);
    rsm_log_set_sink(NULL, NULL);
}

/* ---- bare ---- */

static void connect_bare(struct bench *b)
{
    char address[512];
    struct iscsi_url *url;

    b->iscsi = iscsi_create_context("iqn.2026-01.test.bench:bare");
    snprintf(address, sizeof address, "%s/%d", getenv("NTMS_TEST_VTL"), CHANGER_LUN);
    url = b->iscsi != NULL ? iscsi_parse_full_url(b->iscsi, address) : NULL;
    if (url == NULL || iscsi_set_targetname(b->iscsi, url->target) != 0 ||
        iscsi_set_session_type(b->iscsi, ISCSI_SESSION_NORMAL) != 0 ||
        iscsi_full_connect_sync(b->iscsi, url->portal, CHANGER_LUN) != 0)
        bench_need(ERROR_DEVICE_NOT_CONNECTED, "connect to the library");
    iscsi_destroy_url(url);
}

static void send_bare(struct bench *b, const unsigned char *cdb, int length)
{
    struct scsi_task *task = scsi_create_task(12, (unsigned char *)(uintptr_t)cdb,
                                              length > 0 ? SCSI_XFER_READ : SCSI_XFER_NONE, length);

    if (task == NULL || iscsi_scsi_command_sync(b->iscsi, CHANGER_LUN, task, NULL) == NULL ||
        task->status != SCSI_STATUS_GOOD)
        bench_need(ERROR_GEN_FAILURE, "bare command");
    scsi_free_scsi_task(task);
}

static double send_reports_bare(struct bench *b)
{
    double started = bench_now();

    for (size_t i = 0; i < sent.reports; i++) {
        const unsigned char *cdb = sent.cdb[i];

        send_bare(b, cdb, cdb[7] << 16 | cdb[8] << 8 | cdb[9]);
    }
    return bench_now() - started;
}

/* Carry the last cartridges one slot up, or back; all stand in the first slots. */
static void move_last(struct bench *b, DWORD count, bool up)
{
    for (DWORD i = 0; i < count; i++) {
        DWORD slot = up ? b->cartridges - 1 - i : b->cartridges - count + i + 1;
        DWORD from = FIRST_SLOT + slot;
        DWORD to = up ? from + 1 : from - 1;
        unsigned char cdb[12] = {0xA5, 0, 0, 1};

        cdb[4] = (unsigned char)(from >> 8);
        cdb[5] = (unsigned char)from;
        cdb[6] = (unsigned char)(to >> 8);
        cdb[7] = (unsigned char)to;
        send_bare(b, cdb, 0);
    }
}

/* ---- the lines ---- */

static double measure_bare(struct bench *b)
{
    double all[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++)
        all[i] = send_reports_bare(b);
    return bench_median(all, ROUNDS);
}

/* Ours and bare in turn, so that both see the machine in the same moods. */
static double measure_unchanged(struct bench *b)
{
    double ours[ROUNDS];
    double calls[ROUNDS];
    double bare[ROUNDS];
    char what[80];

    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = take_inventory(b, &calls[i]);
        bare[i] = send_reports_bare(b);
    }
    snprintf(what, sizeof what, "fast inventory of %u slots", (unsigned)b->rsm.slot_count);
    bench_aim(what, bench_median(ours, ROUNDS) / 1000, "ms", bench_median(bare, ROUNDS) / 1000,
              "ms, element status bare", 1.3);
    bench_row("   of which until the call returns", bench_median(calls, ROUNDS) / 1000, "ms", 0,
              "");
    return bench_median(ours, ROUNDS);
}

/* Somebody else carried that many cartridges to the next slot. */
static double measure_changed(struct bench *b, DWORD moved, const char *what, double bare)
{
    double all[CHANGED_ROUNDS];
    double call;

    for (size_t i = 0; i < CHANGED_ROUNDS; i++) {
        move_last(b, moved, i % 2 == 0);
        all[i] = take_inventory(b, &call);
    }
    bench_row(what, bench_median(all, CHANGED_ROUNDS) / 1000, "ms", bare / 1000,
              "ms, element status bare");
    return bench_median(all, CHANGED_ROUNDS);
}

static void measure_all(struct bench *b)
{
    double unchanged;
    double first;
    double bare;

    note_commands(b);
    connect_bare(b);
    bare = measure_bare(b);
    unchanged = measure_unchanged(b);
    bench_aim("commands that it sends", (double)sent.all, "", 0, "", 6);
    first = measure_changed(b, 1, "the same, the last cartridge is in another slot", bare);
    (void)measure_changed(b, b->cartridges, "the same, every cartridge is in another slot", bare);
    bench_aim("second inventory, nothing changed since the first", unchanged / 1000, "ms",
              first / 1000, "ms, one cartridge moved", 0.6);
}

/* ---- the beginning ---- */

static void count_cartridges(struct bench *b)
{
    const struct rsm_condition here[] = {{.column = "current_library", .guid = &b->rsm.library}};
    struct rsm_store *store = b->rsm.session->rsm->store;

    bench_need(rsm_store_begin(store, RSM_STORE_READ), "read");
    bench_need(rsm_records_count(store, NTMS_PHYSICAL_MEDIA, here, 1, &b->cartridges), "media");
    bench_need(rsm_store_end(store, ERROR_SUCCESS), "read");
}

/* Thousands of tapes are on record by their bar codes, as if each had been read once. */
static void know_cartridges(struct bench *b)
{
    const struct rsm_condition here[] = {{.column = "current_library", .guid = &b->rsm.library}};
    struct rsm_store *store = b->rsm.session->rsm->store;
    double call;

    bench_take_inventory(&b->rsm, NTMS_INVENTORY_STOP);
    bench_wait_until_idle(&b->rsm);
    bench_need(rsm_store_begin(store, RSM_STORE_WRITE), "write");
    bench_need(rsm_store_end(store, rsm_records_set_number_of_all(store, NTMS_PHYSICAL_MEDIA, here,
                                                                  1, "fresh", RSM_FRESH_NO)),
               "write");
    (void)take_inventory(b, &call);
}

int main(void)
{
    struct bench b = {.iscsi = NULL};

    bench_open(&b.rsm);
    know_cartridges(&b);
    count_cartridges(&b);
    measure_all(&b);
    printf("   (%u cartridges, %zu READ ELEMENT STATUS)\n", (unsigned)b.cartridges, sent.reports);
    bench_close(&b.rsm);
    iscsi_destroy_context(b.iscsi);
    return 0;
}
