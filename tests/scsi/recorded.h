/*
 * Bytes for the tests of this room: answers recorded in tests/data/scsi, and short ones written down
 * in the test as hexadecimal text.
 */
#ifndef RSM_TESTS_SCSI_RECORDED_H
#define RSM_TESTS_SCSI_RECORDED_H

#include <stddef.h>
#include <stdint.h>

struct recorded {
    uint8_t bytes[4096];
    size_t size;
};

/* The file tests/data/scsi/<name>.hex.  Fails the test when it cannot be read. */
struct recorded recorded(const char *name);

/* Bytes from text such as "70 00 05", blanks or not. */
struct recorded hex(const char *text);

/*
 * A copy that ends where its memory ends, so that a sanitizer sees every byte read too far.  size 0
 * gives a pointer too.  free() it.
 */
uint8_t *exact_copy(const uint8_t *bytes, size_t size);

#endif
