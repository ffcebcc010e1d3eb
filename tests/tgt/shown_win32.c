/*
 * shown.h on Windows: every \\.\ChangerN and \\.\TapeN is opened and sent INQUIRY (SPC-3), standard data and page 80h.
 */
#include "tgt/shown.h"

#include "tgt/by_hand_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { NUMBERS = 8, DEVICES_MAX = 2 * NUMBERS, ANSWER_SIZE = 96, PAGE_HEADER = 4, VENDOR_AT = 8 };

static struct shown {
    char name[32];
    char serial[ANSWER_SIZE];
} devices[DEVICES_MAX];

static size_t device_count;

/* Page 0 stands for the standard data here. */
static void inquire(HANDLE device, const char *name, uint8_t page, uint8_t answer_out[ANSWER_SIZE])
{
    struct by_hand command;

    memset(&command, 0, sizeof command);
    memset(answer_out, 0, ANSWER_SIZE);
    command.cdb_length = 6;
    command.cdb[0] = 0x12;
    command.cdb[1] = page != 0;
    command.cdb[2] = page;
    command.cdb[4] = ANSWER_SIZE - 1;
    command.data = answer_out;
    command.length = ANSWER_SIZE - 1;
    if (by_hand_send(device, &command) != ERROR_SUCCESS || command.status != 0)
        fail_msg("%s does not answer INQUIRY: error %lu, status %02X", name, GetLastError(),
                 command.status);
}

/* Without the blanks at both ends: tgt writes it to the right. */
static void take_serial(const uint8_t *page, char *serial_out)
{
    const uint8_t *serial = page + PAGE_HEADER;
    size_t length = page[3];

    assert_true(length < ANSWER_SIZE - PAGE_HEADER);
    for (; length > 0 && *serial == ' '; serial++)
        length--;
    while (length > 0 && serial[length - 1] == ' ')
        length--;
    memcpy(serial_out, serial, length);
    serial_out[length] = '\0';
}

static void ask(const char *kind, int number)
{
    struct shown *shown = &devices[device_count];
    uint8_t answer[ANSWER_SIZE];
    WCHAR name[32];
    HANDLE device;

    snprintf(shown->name, sizeof shown->name, "\\\\.\\%s%d", kind, number);
    MultiByteToWideChar(CP_UTF8, 0, shown->name, -1, (wchar_t *)name, 32);
    device = by_hand_open(name);
    if (device == INVALID_HANDLE_VALUE) {
        assert_int_equal(GetLastError(), ERROR_FILE_NOT_FOUND);
        return;
    }
    inquire(device, shown->name, 0, answer);
    assert_memory_equal(answer + VENDOR_AT, "IET     ", 8);
    inquire(device, shown->name, 0x80, answer);
    take_serial(answer, shown->serial);
    device_count++;
    assert_true(CloseHandle(device));
}

const char *shown_name(const char *serial)
{
    static bool were_asked;

    for (int number = 0; number < NUMBERS && !were_asked; number++) {
        ask("Changer", number);
        ask("Tape", number);
    }
    were_asked = true;
    for (size_t i = 0; i < device_count; i++) {
        if (strcmp(devices[i].serial, serial) == 0)
            return devices[i].name;
    }
    fail_msg("Windows shows no device with serial number %s", serial);
    return "";
}
