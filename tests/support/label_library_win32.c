/*
 * Registering media label libraries.
 */
#include "support/label_library_win32.h"

#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define TAPES L"SYSTEM\\CurrentControlSet\\Control\\NTMS\\OMID\\Tape"

enum { ROOM = 1024, NUMBERS = 8 };

const WCHAR *beside_program(const WCHAR *file)
{
    static WCHAR path[ROOM];
    DWORD length = GetModuleFileNameW(NULL, path, ROOM);

    assert_in_range(length, 1, ROOM - 64);
    while (length > 0 && path[length - 1] != u'\\')
        length--;
    (void)rsm_text_copy(&path[length], ROOM - length, file);
    return path;
}

static void name_of(unsigned number, WCHAR name_out[ROOM])
{
    (void)rsm_text_format(name_out, ROOM, "ntmsapi test %lu %u",
                          (unsigned long)GetCurrentProcessId(), number);
}

void register_library(unsigned number, DWORD type, const WCHAR *path)
{
    WCHAR name[ROOM];
    HKEY tapes;
    HKEY key;
    DWORD size = (DWORD)((rsm_text_length(path, ROOM) + 1) * sizeof(WCHAR));

    name_of(number, name);
    assert_int_equal(RegCreateKeyExW(HKEY_LOCAL_MACHINE, TAPES, 0, NULL, 0,
                                     KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &tapes, NULL),
                     0);
    assert_int_equal(RegCreateKeyExW(tapes, name, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY,
                                     NULL, &key, NULL),
                     0);
    assert_int_equal(RegSetValueExW(key, L"Path", 0, type, (const BYTE *)path, size), 0);
    (void)RegCloseKey(key);
    (void)RegCloseKey(tapes);
}

void unregister_libraries(void)
{
    WCHAR name[ROOM];
    HKEY tapes;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, TAPES, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, &tapes) != 0)
        return;
    for (unsigned i = 0; i < NUMBERS; i++) {
        name_of(i, name);
        (void)RegDeleteKeyW(tapes, name);
    }
    (void)RegCloseKey(tapes);
}

void make_test_label(BYTE label_out[LABEL_LIBRARY_SIZE], const char *name)
{
    memset(label_out, 0, LABEL_LIBRARY_SIZE);
    memcpy(label_out, "NTMSTEST", 8);
    for (BYTE i = 0; i < 16; i++)
        label_out[16 + i] = (BYTE)(0xA0 + i);
    (void)snprintf((char *)label_out + 32, 32, "%s", name);
}
