/*
 * PDUs of iSCSI (RFC 7143, 11) on a socket: a basic header segment of 48 bytes, a data segment, and the digests that
 * were agreed on.  Additional header segments are read and forgotten.
 */
#ifndef RSM_TEST_HOSTILE_ISCSI_PDU_H
#define RSM_TEST_HOSTILE_ISCSI_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDU_NO_TAG UINT32_C(0xFFFFFFFF) /* the reserved task tag */

enum { PDU_HEADER = 48 };

/* Opcodes, without the immediate bit. */
enum {
    PDU_NOP_OUT = 0x00,
    PDU_COMMAND = 0x01,
    PDU_TASK_MANAGEMENT = 0x02,
    PDU_LOGIN = 0x03,
    PDU_TEXT = 0x04,
    PDU_DATA_OUT = 0x05,
    PDU_LOGOUT = 0x06,
    PDU_NOP_IN = 0x20,
    PDU_RESPONSE = 0x21,
    PDU_TASK_MANAGEMENT_RESPONSE = 0x22,
    PDU_LOGIN_RESPONSE = 0x23,
    PDU_TEXT_RESPONSE = 0x24,
    PDU_DATA_IN = 0x25,
    PDU_LOGOUT_RESPONSE = 0x26,
    PDU_R2T = 0x31,
    PDU_ASYNC = 0x32,
    PDU_REJECT = 0x3F
};

/* One way of bytes; digests are switched on when the login has ended. */
struct pdu_stream {
    int fd;
    bool header_digest, data_digest; /* CRC32C */
};

struct pdu {
    uint8_t header[PDU_HEADER];
    uint8_t *data; /* malloc'd; NULL when length is 0 */
    size_t length; /* bytes of the data segment, without padding */
};

unsigned pdu_opcode(const struct pdu *pdu);
bool pdu_is_immediate(const struct pdu *pdu);
uint32_t pdu_get32(const struct pdu *pdu, size_t offset);

void pdu_put16(uint8_t *at, uint16_t value);
void pdu_put32(uint8_t *at, uint32_t value);

/*
 * Wait for a whole PDU whose data segment has at most `most` bytes.  False when the connection ended, when it says
 * what nobody would say, or when a digest is wrong.  What *pdu_out has is to be given to pdu_free, also then.
 */
bool pdu_receive(const struct pdu_stream *stream, size_t most, struct pdu *pdu_out);

void pdu_free(struct pdu *pdu);

/*
 * Send one, with `length` bytes of data behind it; the length stands in the header when `announced` bytes have been
 * put there, which is `length` unless it is to lie.  At most `budget` bytes of the data go out (SIZE_MAX = all); false
 * when less than all did, or the connection ended.
 */
bool pdu_transmit(const struct pdu_stream *stream, uint8_t header[PDU_HEADER], const void *data,
                  size_t length, size_t announced, size_t budget);

/* CRC32C of bytes (RFC 7143, 13.1). */
uint32_t pdu_crc32c(uint32_t before, const void *data, size_t size);

#endif
