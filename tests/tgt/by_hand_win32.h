/*
 * IOCTL_SCSI_PASS_THROUGH written by hand, for what must not go through the library under test.  Microsoft,
 * SCSI_PASS_THROUGH structure (ntddscsi.h).
 */
#ifndef RSM_TEST_TGT_BY_HAND_WIN32_H
#define RSM_TEST_TGT_BY_HAND_WIN32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <windows.h>

struct by_hand {
    uint8_t cdb[16];
    uint8_t cdb_length;
    bool is_write;
    void *data;
    size_t length;

    /* the answer */
    uint8_t status;
    uint8_t sense[18];
    size_t transferred;
};

/* A device by its name, for this program alone as Windows has it for tapes and changers; or
 * INVALID_HANDLE_VALUE, and GetLastError() says why. */
HANDLE by_hand_open(const WCHAR *name);

/* Send one command and wait; 0, or what GetLastError() says when it was not carried out. */
DWORD by_hand_send(HANDLE device, struct by_hand *command);

#endif
