/*
 * Element status as tgt sends it: SMC-3, READ ELEMENT STATUS with volume tags.  tgt leaves out the
 * last eight bytes of the last descriptor, which are not looked at here.
 */
#include "tgt/elements.h"

#include "scsi/device.h"
#include "support/asserts.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    REPORT_MAX = 1 << 20,
    HEADERS = 16, /* of the report and of its only page */
    TAG_AT = 12,
    TAG_LENGTH = 32,
    TIMEOUT_MS = 20000
};

static size_t ask(struct rsm_device *device, enum element_kind kind, uint8_t *report)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb.length = 12;
    command.cdb.bytes[0] = 0xB8;
    command.cdb.bytes[1] = (uint8_t)(0x10 | kind); /* with volume tags */
    command.cdb.bytes[4] = command.cdb.bytes[5] = 0xFF;
    command.cdb.bytes[7] = (uint8_t)(REPORT_MAX >> 16);
    command.direction = RSM_DATA_IN;
    command.data = report;
    command.length = REPORT_MAX;
    command.timeout_ms = TIMEOUT_MS;
    assert_success(rsm_device_execute(device, &command, NULL, NULL));
    return command.transferred;
}

static void take_tag(const uint8_t *bytes, char tag_out[33])
{
    size_t length = TAG_LENGTH;

    memcpy(tag_out, bytes, TAG_LENGTH);
    while (length > 0 && (tag_out[length - 1] == ' ' || tag_out[length - 1] == '\0'))
        length--;
    tag_out[length] = '\0';
}

static size_t take_apart(const uint8_t *report, size_t size, struct element *elements, size_t room)
{
    size_t length = (size_t)(report[10] << 8 | report[11]);
    size_t count = 0;

    if (size < HEADERS)
        return 0;
    assert_true(length >= TAG_AT + TAG_LENGTH);
    for (size_t at = HEADERS; at + TAG_AT + TAG_LENGTH <= size; at += length) {
        struct element *element = &elements[count++];

        assert_true(count <= room);
        element->address = (uint16_t)(report[at] << 8 | report[at + 1]);
        element->full = (report[at + 2] & 1) != 0;
        take_tag(report + at + TAG_AT, element->tag);
        if (!element->full)
            element->tag[0] = '\0'; /* tgt keeps showing it after a load that failed */
    }
    return count;
}

size_t read_elements(enum element_kind kind, struct element *elements, size_t room)
{
    struct rsm_device *device = open_lun_elsewhere(CHANGER_LUN);
    uint8_t *report = calloc(1, REPORT_MAX);
    size_t count;

    assert_non_null(report);
    count = take_apart(report, ask(device, kind, report), elements, room);
    free(report);
    rsm_device_close(device);
    return count;
}

uint16_t find_cartridge(const char *tag)
{
    static const enum element_kind kinds[] = {ELEMENT_SLOT, ELEMENT_DRIVE, ELEMENT_PORT,
                                              ELEMENT_ARM};
    struct element elements[64];

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        size_t count = read_elements(kinds[k], elements, 64);

        for (size_t i = 0; i < count; i++) {
            if (strcmp(elements[i].tag, tag) == 0)
                return elements[i].address;
        }
    }
    return 0;
}

void move_behind_our_back(uint16_t from, uint16_t to)
{
    struct rsm_device *device = open_lun_elsewhere(CHANGER_LUN);
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb.length = 12;
    command.cdb.bytes[0] = 0xA5;
    command.cdb.bytes[3] = FIRST_ARM;
    command.cdb.bytes[4] = (uint8_t)(from >> 8);
    command.cdb.bytes[5] = (uint8_t)from;
    command.cdb.bytes[6] = (uint8_t)(to >> 8);
    command.cdb.bytes[7] = (uint8_t)to;
    command.timeout_ms = TIMEOUT_MS;
    assert_success(rsm_device_execute(device, &command, NULL, NULL));
    rsm_device_close(device);
}
