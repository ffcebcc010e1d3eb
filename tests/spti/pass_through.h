/*
 * The pass-through requests of Windows by hand, with structures of our own: what the tests of the driver send
 * it, right and wrong. Nothing of the library that is built is used.
 */
#ifndef RSM_TEST_SPTI_PASS_THROUGH_H
#define RSM_TEST_SPTI_PASS_THROUGH_H

#include <windows.h>

#include <stdint.h>

#define PASS_THROUGH        0x0004D004u
#define PASS_THROUGH_DIRECT 0x0004D014u

enum { SPT_OUT = 0, SPT_IN = 1, SPT_NONE = 2 };

/* SCSI_PASS_THROUGH and SCSI_PASS_THROUGH_DIRECT of this process, whatever its width. */
struct spt {
    uint16_t length;
    uint8_t status, bus, target, lun, cdb_length, sense_length, direction;
    uint32_t data_length, timeout;
    uintptr_t data; /* an offset; with DIRECT an address */
    uint32_t sense_offset;
    uint8_t cdb[16];
};

/* Header, sense data and data in one buffer, as programs mostly have it. */
struct spt_buffer {
    struct spt spt;
    uint8_t sense[32];
    uint8_t data[4096];
};

/* A sound request without data, with room for sense data and 10 seconds. */
void spt_make(struct spt_buffer *buffer, const uint8_t *cdb, uint8_t cdb_length);

/* INQUIRY for 96 bytes into data; with DIRECT to the same place. */
void spt_inquiry(struct spt_buffer *buffer, DWORD code);

/* Send all of it, in and out. ERROR_SUCCESS or what GetLastError said; *got_out: bytes given back. */
DWORD spt_send(HANDLE device, DWORD code, struct spt_buffer *buffer, DWORD *got_out);

/* Open for reading and writing, shared; fails the test when that fails. */
HANDLE spt_open(const char *name);

/* That open must fail, with this error. */
void spt_assert_refused(const char *name, DWORD error);

/* The device answers INQUIRY as one of tgt's, with this peripheral device type. */
void spt_assert_of_library(const char *name, DWORD code, uint8_t type);

/* Move a cartridge by MOVE MEDIUM, as the program that uses \\.\Changer0. */
void spt_move(uint16_t source, uint16_t destination);

#endif
