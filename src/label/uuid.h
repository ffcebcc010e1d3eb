/*
 * UUIDs as labels spell them.
 */
#ifndef RSM_LABEL_UUID_H
#define RSM_LABEL_UUID_H

#include <stdbool.h>
#include <stdint.h>

#define RSM_UUID_SIZE        16
#define RSM_UUID_TEXT_LENGTH 36

/*
 * Read 12345678-1234-1234-1234-123456789012, hexadecimal digits in either case.  False, and *id_out
 * untouched, if the text is anything else or all zeros.  The bytes come out in the memory layout of
 * a GUID (first three groups little-endian), on every machine.
 */
bool rsm_uuid_parse(const char text[RSM_UUID_TEXT_LENGTH], uint8_t id_out[RSM_UUID_SIZE]);

#endif
