/*
 * Waits until the test driver has looked at its bus and all its devices are there. Exit status 0 and one
 * line when they are; 1 and the reason on standard error otherwise, after half a minute at the latest.
 */
#include <windows.h>
#include <winioctl.h>

#include <stdio.h>

#include "test_bus.h"

enum { PATIENCE_MS = 15000, POLL_MS = 5 };

int main(void)
{
    struct test_bus_request request = {TEST_BUS_READY, 0, 0, 0};
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    HANDLE bus = INVALID_HANDLE_VALUE;
    BOOL asked = FALSE;

    do {
        DWORD length = 0;

        if (bus == INVALID_HANDLE_VALUE)
            bus = CreateFileA(TEST_BUS_NAME, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, 0, NULL);
        request.operation = TEST_BUS_READY;
        asked = bus != INVALID_HANDLE_VALUE &&
                DeviceIoControl(bus, TEST_BUS_IOCTL, &request, sizeof request, &request,
                                sizeof request, &length, NULL);
        if (asked && request.value == 0 && request.number == 0) {
            puts("ready");
            return 0;
        }
        if (asked && request.value != 0 && request.value != 0x103 /* STATUS_PENDING */)
            break;
        Sleep(POLL_MS);
    } while (GetTickCount64() < end);
    if (!asked)
        fprintf(stderr, "ready: no %s, error %lu\n", TEST_BUS_NAME, GetLastError());
    else
        fprintf(stderr, "ready: the look at the bus gave %08x, and %u devices have not started\n",
                request.value, request.number);
    return 1;
}
