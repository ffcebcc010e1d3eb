/*
 * SetTapePosition, WriteTapemark and GetTapeStatus for 32-bit test programs that run with the test driver
 * (tests/driver). 64-bit Wine 8 carries the control codes of tapes to the driver and brings back
 * ERROR_NOACCESS whatever the answer was: it overwrites the pointer to the caller's status block before it
 * has found out that the device is a driver's. So the same requests go there under other codes.
 *
 * As in exclusive_win32.c the linker finds the pointers below before the import library. For 64 bits there
 * is nothing to do.
 */
#ifndef _WIN64
#include "driver/test_bus.h"

#include <stdbool.h>
#include <stdlib.h>

#include <windows.h>
#include <winioctl.h>

#define IMPORT(name) __asm__("__imp__" name)

static DWORD ask(HANDLE device, DWORD code, void *in, DWORD size)
{
    DWORD length = 0;

    return DeviceIoControl(device, code, in, size, NULL, 0, &length, NULL) ? NO_ERROR
                                                                           : GetLastError();
}

static DWORD WINAPI set_position(HANDLE device, DWORD method, DWORD partition, DWORD low,
                                 DWORD high, BOOL immediate)
{
    TAPE_SET_POSITION wish = {.Method = method, .Partition = partition};

    wish.Offset.u.LowPart = low;
    wish.Offset.u.HighPart = (LONG)high;
    wish.Immediate = immediate != 0;
    return ask(device, TEST_BUS_TAPE_SET_POSITION, &wish, sizeof wish);
}

static DWORD WINAPI write_mark(HANDLE device, DWORD type, DWORD count, BOOL immediate)
{
    TAPE_WRITE_MARKS wish = {.Type = type, .Count = count, .Immediate = immediate != 0};

    return ask(device, TEST_BUS_TAPE_WRITE_MARKS, &wish, sizeof wish);
}

static DWORD WINAPI get_status(HANDLE device)
{
    return ask(device, TEST_BUS_TAPE_GET_STATUS, NULL, 0);
}

typedef DWORD(WINAPI position_call)(HANDLE, DWORD, DWORD, DWORD, DWORD, BOOL);
typedef DWORD(WINAPI mark_call)(HANDLE, DWORD, DWORD, BOOL);
typedef DWORD(WINAPI status_call)(HANDLE);

extern position_call *const import_position IMPORT("SetTapePosition@24");
extern mark_call *const import_mark IMPORT("WriteTapemark@16");
extern status_call *const import_status IMPORT("GetTapeStatus@4");
position_call *const import_position = set_position;
mark_call *const import_mark = write_mark;
status_call *const import_status = get_status;
#else
typedef int nothing_to_do; /* a file without a declaration is none */
#endif
