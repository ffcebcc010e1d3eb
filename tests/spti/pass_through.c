/*
 * The pass-through requests of Windows by hand.
 */
#include "spti/pass_through.h"

#include <stddef.h>
#include <string.h>

void spt_inquiry(struct spt_buffer *buffer, DWORD code)
{
    struct spt *spt = &buffer->spt;

    memset(buffer, 0, sizeof *buffer);
    spt->length = sizeof *spt;
    spt->cdb_length = 6;
    spt->sense_length = sizeof buffer->sense;
    spt->sense_offset = offsetof(struct spt_buffer, sense);
    spt->direction = SPT_IN;
    spt->data_length = 96;
    spt->data =
        code == PASS_THROUGH_DIRECT ? (uintptr_t)buffer->data : offsetof(struct spt_buffer, data);
    spt->timeout = 10;
    spt->cdb[0] = 0x12;
    spt->cdb[4] = 96;
}

DWORD spt_send(HANDLE device, DWORD code, struct spt_buffer *buffer, DWORD *got_out)
{
    *got_out = 0;
    if (DeviceIoControl(device, code, buffer, sizeof *buffer, buffer, sizeof *buffer, got_out,
                        NULL))
        return ERROR_SUCCESS;
    return GetLastError();
}

HANDLE spt_open(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_EXISTING, 0, NULL);
}
