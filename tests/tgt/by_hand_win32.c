/*
 * IOCTL_SCSI_PASS_THROUGH, the form whose data are in the caller's one buffer.
 */
#include "tgt/by_hand_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winioctl.h>

#include <ntddscsi.h>

enum { TIMEOUT_SECONDS = 60, DATA_AT = 128 /* any alignment will do */ };

struct front {
    SCSI_PASS_THROUGH header;
    UCHAR sense[18];
};

HANDLE by_hand_open(const WCHAR *name)
{
    return CreateFileW((const wchar_t *)name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                       0, NULL);
}

static void fill_front(struct front *front, const struct by_hand *command)
{
    SCSI_PASS_THROUGH *header = &front->header;

    header->Length = sizeof *header;
    header->CdbLength = command->cdb_length;
    memcpy(header->Cdb, command->cdb, command->cdb_length);
    header->SenseInfoLength = sizeof front->sense;
    header->SenseInfoOffset = offsetof(struct front, sense);
    header->DataIn = SCSI_IOCTL_DATA_UNSPECIFIED;
    if (command->length > 0)
        header->DataIn = command->is_write ? SCSI_IOCTL_DATA_OUT : SCSI_IOCTL_DATA_IN;
    header->DataTransferLength = (ULONG)command->length;
    header->DataBufferOffset = DATA_AT;
    header->TimeOutValue = TIMEOUT_SECONDS;
}

DWORD by_hand_send(HANDLE device, struct by_hand *command)
{
    DWORD room = (DWORD)(DATA_AT + command->length);
    uint8_t *buffer = calloc(1, room);
    struct front *front = (struct front *)(void *)buffer;
    DWORD returned = 0;
    DWORD err = ERROR_SUCCESS;

    assert_non_null(buffer);
    assert_true(sizeof *front <= DATA_AT);
    fill_front(front, command);
    if (command->is_write)
        memcpy(buffer + DATA_AT, command->data, command->length);
    if (!DeviceIoControl(device, IOCTL_SCSI_PASS_THROUGH, buffer,
                         command->is_write ? room : sizeof *front, buffer, room, &returned, NULL))
        err = GetLastError();
    command->status = front->header.ScsiStatus;
    command->transferred = err == ERROR_SUCCESS ? front->header.DataTransferLength : 0;
    assert_true(command->transferred <= command->length);
    memcpy(command->sense, front->sense, sizeof command->sense);
    if (!command->is_write && command->transferred > 0)
        memcpy(command->data, buffer + DATA_AT, command->transferred);
    free(buffer);
    return err;
}
