/*
 * One command through our pass-through, with all that stands above it, and the same through a bare
 * DeviceIoControl: to the changer that the test driver shows (tests/support/with-bus.sh), in turn.
 */
#include "bench/bench.h"
#include "scsi/device.h"
#include "scsi/transports.h"
#include "support/test_bus_win32.h"

#include <ntddscsi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define CHANGER "\\\\.\\Changer0"

enum { ROUNDS = 1001, LARGE = 65535, TIMEOUT_S = 60 };

static double ours[ROUNDS];
static double bare[ROUNDS];

static _Alignas(4096) uint8_t data[LARGE];

/* ---- the two ways ---- */

static struct rsm_cdb inquiry(void)
{
    struct rsm_cdb cdb = {{0x12, 0, 0, 0, 96}, 6};
    return cdb;
}

/* Of slots, with their bar codes. */
static struct rsm_cdb element_status(void)
{
    struct rsm_cdb cdb = {{0xB8, 0x12, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF}, 12};
    return cdb;
}

static size_t carry(struct rsm_device *device, struct rsm_cdb cdb, size_t length)
{
    struct rsm_command command = {.cdb = cdb,
                                  .direction = RSM_DATA_IN,
                                  .data = data,
                                  .length = length,
                                  .timeout_ms = TIMEOUT_S * 1000};

    bench_need(rsm_device_execute(device, &command, NULL, NULL), "a command");
    return command.transferred;
}

static size_t carry_bare(HANDLE file, struct rsm_cdb cdb, size_t length)
{
    struct {
        SCSI_PASS_THROUGH_DIRECT header;
        uint8_t sense[32];
    } request;
    DWORD returned = 0;

    memset(&request, 0, sizeof request);
    request.header.Length = sizeof request.header;
    request.header.CdbLength = cdb.length;
    memcpy(request.header.Cdb, cdb.bytes, cdb.length);
    request.header.SenseInfoLength = sizeof request.sense;
    request.header.SenseInfoOffset = sizeof request.header;
    request.header.DataIn = SCSI_IOCTL_DATA_IN;
    request.header.DataTransferLength = (ULONG)length;
    request.header.DataBuffer = data;
    request.header.TimeOutValue = TIMEOUT_S;
    if (!DeviceIoControl(file, IOCTL_SCSI_PASS_THROUGH_DIRECT, &request, sizeof request, &request,
                         sizeof request, &returned, NULL))
        bench_need(GetLastError(), "DeviceIoControl");
    bench_need(request.header.ScsiStatus == 0 ? ERROR_SUCCESS : ERROR_IO_DEVICE, "a bare command");
    return request.header.DataTransferLength;
}

/* ---- measuring ---- */

static void compare(struct rsm_device *device, HANDLE file, struct rsm_cdb cdb, size_t length,
                    const char *what)
{
    char line[80];
    size_t arrived = 0;

    for (size_t i = 0; i < ROUNDS; i++) {
        double begun = bench_now();
        double between;

        arrived = carry(device, cdb, length);
        between = bench_now();
        bench_need(carry_bare(file, cdb, length) == arrived ? ERROR_SUCCESS : ERROR_INVALID_DATA,
                   "the same answer");
        bare[i] = bench_now() - between;
        ours[i] = between - begun;
    }
    snprintf(line, sizeof line, "i  %s through pass-through, %zu bytes", what, arrived);
    bench_row(line, bench_median(ours, ROUNDS), "us", bench_median(bare, ROUNDS),
              "us DeviceIoControl");
}

int main(void)
{
    struct rsm_device *device = NULL;
    HANDLE file;

    test_bus_reset();
    test_bus_exclusive(0); /* so that both may have it open */
    bench_need(rsm_device_open(rsm_transports_built_in, CHANGER, NULL, &device), "open " CHANGER);
    file = CreateFileA(CHANGER, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                       NULL, OPEN_EXISTING, 0, NULL);
    bench_need(file != INVALID_HANDLE_VALUE ? ERROR_SUCCESS : GetLastError(), "open it bare");
    (void)carry(device, element_status(),
                LARGE); /* after which it has nothing more to tell of itself */
    compare(device, file, inquiry(), 96, "INQUIRY");
    compare(device, file, element_status(), LARGE, "element status");
    CloseHandle(file);
    rsm_device_close(device);
    test_bus_reset();
    return 0;
}
