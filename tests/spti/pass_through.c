/*
 * The pass-through requests of Windows by hand.
 */
#include "spti/pass_through.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ATTEMPTS = 4 /* a unit attention comes once */ };

void spt_make(struct spt_buffer *buffer, const uint8_t *cdb, uint8_t cdb_length)
{
    struct spt *spt = &buffer->spt;

    memset(buffer, 0, sizeof *buffer);
    spt->length = sizeof *spt;
    spt->cdb_length = cdb_length;
    memcpy(spt->cdb, cdb, cdb_length);
    spt->sense_length = sizeof buffer->sense;
    spt->sense_offset = offsetof(struct spt_buffer, sense);
    spt->direction = SPT_NONE;
    spt->timeout = 10;
}

void spt_inquiry(struct spt_buffer *buffer, DWORD code)
{
    static const uint8_t cdb[6] = {0x12, 0, 0, 0, 96, 0};

    spt_make(buffer, cdb, sizeof cdb);
    buffer->spt.direction = SPT_IN;
    buffer->spt.data_length = 96;
    buffer->spt.data =
        code == PASS_THROUGH_DIRECT ? (uintptr_t)buffer->data : offsetof(struct spt_buffer, data);
}

DWORD spt_send(HANDLE device, DWORD code, struct spt_buffer *buffer, DWORD *got_out)
{
    *got_out = 0;
    if (DeviceIoControl(device, code, buffer, sizeof *buffer, buffer, sizeof *buffer, got_out,
                        NULL))
        return ERROR_SUCCESS;
    return GetLastError();
}

static HANDLE try_open(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_EXISTING, 0, NULL);
}

HANDLE spt_open(const char *name)
{
    HANDLE device = try_open(name);

    if (device == INVALID_HANDLE_VALUE)
        fail_msg("%s: error %lu", name, GetLastError());
    return device;
}

void spt_assert_refused(const char *name, DWORD error)
{
    HANDLE device = try_open(name);
    DWORD err = GetLastError();

    assert_ptr_equal(device, INVALID_HANDLE_VALUE);
    assert_int_equal(err, error);
}

void spt_assert_of_library(const char *name, DWORD code, uint8_t type)
{
    HANDLE device = spt_open(name);
    struct spt_buffer buffer;
    DWORD got = 0;

    spt_inquiry(&buffer, code);
    assert_int_equal(spt_send(device, code, &buffer, &got), ERROR_SUCCESS);
    CloseHandle(device);
    assert_int_equal(buffer.spt.status, 0);
    assert_int_equal(buffer.data[0] & 0x1F, type);
    assert_memory_equal(buffer.data + 8, "IET     ", 8); /* what tgt calls itself */
}

void spt_move(uint16_t source, uint16_t destination)
{
    const uint8_t cdb[12] = {0xA5,
                             0,
                             0,
                             0,
                             (uint8_t)(source >> 8),
                             (uint8_t)source,
                             (uint8_t)(destination >> 8),
                             (uint8_t)destination};
    HANDLE changer = spt_open("\\\\.\\Changer0");
    struct spt_buffer buffer;
    DWORD got = 0;

    for (int i = 0; i < ATTEMPTS; i++) {
        spt_make(&buffer, cdb, sizeof cdb);
        assert_int_equal(spt_send(changer, PASS_THROUGH, &buffer, &got), ERROR_SUCCESS);
        if (buffer.spt.status == 0 || (buffer.sense[2] & 0x0F) != 6)
            break;
    }
    CloseHandle(changer);
    if (buffer.spt.status != 0)
        fail_msg("MOVE MEDIUM from %u to %u: sense %x/%02x/%02x", source, destination,
                 buffer.sense[2] & 0x0Fu, buffer.sense[12], buffer.sense[13]);
}
