#include "support/hostile/iscsi_pdu.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static uint32_t crc_table[256];
static pthread_once_t crc_once = PTHREAD_ONCE_INIT;

static void make_crc_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;

        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        crc_table[i] = crc;
    }
}

uint32_t pdu_crc32c(uint32_t before, const void *data, size_t size)
{
    const uint8_t *at = data;
    uint32_t crc = ~before;

    pthread_once(&crc_once, make_crc_table);
    for (size_t i = 0; i < size; i++)
        crc = crc_table[(crc ^ at[i]) & 0xFF] ^ crc >> 8;
    return ~crc;
}

unsigned pdu_opcode(const struct pdu *pdu)
{
    return pdu->header[0] & 0x3F;
}

bool pdu_is_immediate(const struct pdu *pdu)
{
    return (pdu->header[0] & 0x40) != 0;
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint32_t pdu_get32(const struct pdu *pdu, size_t offset)
{
    return get32(pdu->header + offset);
}

void pdu_put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

void pdu_put32(uint8_t *at, uint32_t value)
{
    pdu_put16(at, (uint16_t)(value >> 16));
    pdu_put16(at + 2, (uint16_t)value);
}

static size_t padding(size_t length)
{
    return (4 - length % 4) % 4;
}

static bool receive(int fd, void *data, size_t size)
{
    char *at = data;

    while (size > 0) {
        ssize_t come = recv(fd, at, size, 0);

        if (come < 0 && errno == EINTR)
            continue;
        if (come <= 0)
            return false;
        at += come;
        size -= (size_t)come;
    }
    return true;
}

/* A digest stands with its lowest byte first. */
static bool receive_digest(int fd, uint32_t expected)
{
    uint8_t bytes[4];

    return receive(fd, bytes, sizeof bytes) &&
           (bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
            (uint32_t)bytes[3] << 24) == expected;
}

bool pdu_receive(const struct pdu_stream *stream, size_t most, struct pdu *pdu_out)
{
    uint8_t more[255 * 4];
    size_t extra;
    size_t padded;

    memset(pdu_out, 0, sizeof *pdu_out);
    if (!receive(stream->fd, pdu_out->header, PDU_HEADER))
        return false;
    extra = (size_t)pdu_out->header[4] * 4;
    if (!receive(stream->fd, more, extra))
        return false;
    if (stream->header_digest &&
        !receive_digest(stream->fd,
                        pdu_crc32c(pdu_crc32c(0, pdu_out->header, PDU_HEADER), more, extra)))
        return false;
    pdu_out->length = get32(pdu_out->header + 4) & 0xFFFFFF;
    if (pdu_out->length == 0)
        return true;
    padded = pdu_out->length + padding(pdu_out->length);
    pdu_out->data = pdu_out->length > most ? NULL : malloc(padded);
    return pdu_out->data != NULL && receive(stream->fd, pdu_out->data, padded) &&
           (!stream->data_digest ||
            receive_digest(stream->fd, pdu_crc32c(0, pdu_out->data, padded)));
}

void pdu_free(struct pdu *pdu)
{
    free(pdu->data);
    pdu->data = NULL;
}

/* All of count pieces, which are used up. */
static bool transmit(int fd, struct iovec *pieces, size_t count)
{
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = count};

    while (message.msg_iovlen > 0) {
        ssize_t gone = sendmsg(fd, &message, MSG_NOSIGNAL);

        if (gone < 0 && errno == EINTR)
            continue;
        if (gone < 0)
            return false;
        while (message.msg_iovlen > 0 && (size_t)gone >= message.msg_iov->iov_len) {
            gone -= (ssize_t)message.msg_iov->iov_len;
            message.msg_iov++;
            message.msg_iovlen--;
        }
        if (message.msg_iovlen > 0) {
            message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + gone;
            message.msg_iov->iov_len -= (size_t)gone;
        }
    }
    return true;
}

static size_t add_piece(struct iovec *pieces, size_t count, const void *data, size_t size)
{
    if (size == 0)
        return count;
    pieces[count].iov_base = (void *)(uintptr_t)data;
    pieces[count].iov_len = size;
    return count + 1;
}

static void put_digest(uint8_t at[4], uint32_t crc)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(crc >> i * 8);
}

bool pdu_transmit(const struct pdu_stream *stream, uint8_t header[PDU_HEADER], const void *data,
                  size_t length, size_t announced, size_t budget)
{
    static const uint8_t zeros[4];
    uint8_t header_digest[4];
    uint8_t data_digest[4];
    struct iovec pieces[5];
    size_t count = 0;

    header[5] = (uint8_t)(announced >> 16);
    pdu_put16(header + 6, (uint16_t)announced);
    count = add_piece(pieces, count, header, PDU_HEADER);
    if (stream->header_digest) {
        put_digest(header_digest, pdu_crc32c(0, header, PDU_HEADER));
        count = add_piece(pieces, count, header_digest, 4);
    }
    count = add_piece(pieces, count, data, length < budget ? length : budget);
    if (length > budget) {
        transmit(stream->fd, pieces, count);
        return false;
    }
    count = add_piece(pieces, count, zeros, padding(length));
    if (stream->data_digest && length > 0) {
        put_digest(data_digest, pdu_crc32c(pdu_crc32c(0, data, length), zeros, padding(length)));
        count = add_piece(pieces, count, data_digest, 4);
    }
    return transmit(stream->fd, pieces, count);
}
