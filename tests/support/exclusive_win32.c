/*
 * CreateFile for test programs that run with the test driver (tests/driver): it fails where the driver has
 * refused the open, as it would on Windows. Wine 8 does not wait for the driver's answer and gives out a
 * handle in any case; here the driver is asked for it. A program that is not linked with this file gets a
 * handle for which every request fails with the same code.
 *
 * Nobody calls anything in here by its name: the linker finds the two functions and the two pointers below,
 * through which a program calls them, before it comes to the import library.  It takes both or neither from
 * there, and SQLite wants both. Does nothing unless NTMS_TEST_BUS is set.
 */
#include "driver/test_bus.h"

#include <stdbool.h>
#include <string.h>

#include <windows.h>
#include <winioctl.h>

#ifdef _WIN64
#define IMPORT(name) __asm__("__imp_" name)
#define THUNK(name)  __asm__(name)
#else
#define IMPORT(name) __asm__("__imp__" name "@28")
#define THUNK(name)  __asm__("_" name "@28")
#endif

enum { NAME_ROOM = 16 /* of the beginning of a name */ };

/* Is it the name of a changer or tape drive, of either form? */
static bool is_device(const char *name)
{
    return _strnicmp(name, "\\\\.\\Changer", 11) == 0 || _strnicmp(name, "\\\\.\\Tape", 8) == 0 ||
           _strnicmp(name, "\\\\?\\scsi#", 9) == 0;
}

/* ERROR_SUCCESS, or why the driver has refused it. */
static DWORD ask_driver(HANDLE file, DWORD access)
{
    OVERLAPPED overlapped;
    DWORD length = 0;
    DWORD err = ERROR_SUCCESS;

    memset(&overlapped, 0, sizeof overlapped);
    overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!DeviceIoControl(file, TEST_BUS_OPENED, &access, sizeof access, NULL, 0, NULL, &overlapped))
        err = GetLastError();
    if (err == ERROR_IO_PENDING)
        err =
            GetOverlappedResult(file, &overlapped, &length, TRUE) ? ERROR_SUCCESS : GetLastError();
    CloseHandle(overlapped.hEvent);
    return err;
}

static HANDLE keep_or_close(HANDLE file, const char *name, DWORD access)
{
    DWORD before = GetLastError();
    DWORD err = ERROR_SUCCESS;

    if (file != INVALID_HANDLE_VALUE && is_device(name) &&
        GetEnvironmentVariableA("NTMS_TEST_BUS", NULL, 0) > 0)
        err = ask_driver(file, access);
    if (err != ERROR_SUCCESS) {
        CloseHandle(file);
        file = INVALID_HANDLE_VALUE;
    }
    SetLastError(err != ERROR_SUCCESS ? err : before);
    return file;
}

typedef HANDLE(WINAPI create_w_call)(const WCHAR *, DWORD, DWORD, SECURITY_ATTRIBUTES *, DWORD,
                                     DWORD, HANDLE);
typedef HANDLE(WINAPI create_a_call)(const char *, DWORD, DWORD, SECURITY_ATTRIBUTES *, DWORD,
                                     DWORD, HANDLE);

create_w_call create_w THUNK("CreateFileW");
create_a_call create_a THUNK("CreateFileA");

static FARPROC real(const char *name)
{
    return GetProcAddress(GetModuleHandleA("kernel32.dll"), name);
}

HANDLE WINAPI create_w(const WCHAR *name, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security,
                       DWORD how, DWORD flags, HANDLE template)
{
    FARPROC found = real("CreateFileW");
    create_w_call *call = NULL;
    char begin[NAME_ROOM] = "";
    HANDLE file;

    memcpy(&call, &found, sizeof call);
    file = call(name, access, share, security, how, flags, template);
    for (int i = 0; i < NAME_ROOM - 1 && name[i] != L'\0' && name[i] < 0x80; i++)
        begin[i] = (char)name[i];
    return keep_or_close(file, begin, access);
}

HANDLE WINAPI create_a(const char *name, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security,
                       DWORD how, DWORD flags, HANDLE template)
{
    FARPROC found = real("CreateFileA");
    create_a_call *call = NULL;

    memcpy(&call, &found, sizeof call);
    return keep_or_close(call(name, access, share, security, how, flags, template), name, access);
}

extern create_w_call *const import_w IMPORT("CreateFileW");
extern create_a_call *const import_a IMPORT("CreateFileA");
create_w_call *const import_w = create_w;
create_a_call *const import_a = create_a;
