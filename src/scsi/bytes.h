/*
 * Numbers in and out of bytes, big-endian unless the name says otherwise.  Reading goes through struct
 * rsm_bytes, which knows how much arrived: beyond the end a getter gives 0 and remembers it in 'beyond'.
 */
#ifndef RSM_SCSI_BYTES_H
#define RSM_SCSI_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that somebody else owns, and how many of them there are. */
struct rsm_bytes {
    const uint8_t *data; /* may be NULL when size is 0 */
    size_t size;
    bool beyond; /* a getter was asked for something outside; never cleared by the getters */
};

static inline struct rsm_bytes rsm_bytes_of(const void *data, size_t size)
{
    struct rsm_bytes bytes = {(const uint8_t *)data, data == NULL ? 0 : size, false};
    return bytes;
}

static inline bool rsm_bytes_has(const struct rsm_bytes *bytes, size_t offset, size_t count)
{
    return offset <= bytes->size && count <= bytes->size - offset;
}

/* What there is of the count bytes from offset on: possibly fewer, possibly none. */
static inline struct rsm_bytes rsm_bytes_slice(const struct rsm_bytes *bytes, size_t offset,
                                               size_t count)
{
    struct rsm_bytes part = {NULL, 0, false};

    if (offset < bytes->size) {
        part.data = bytes->data + offset;
        part.size = bytes->size - offset;
        if (part.size > count)
            part.size = count;
    }
    return part;
}

/* The number in the 'width' bytes (1 to 8) at offset; 0 when not all of them are there. */
static inline uint64_t rsm_bytes_get(struct rsm_bytes *bytes, size_t offset, size_t width)
{
    uint64_t value = 0;

    if (!rsm_bytes_has(bytes, offset, width)) {
        bytes->beyond = true;
        return 0;
    }
    for (size_t i = 0; i < width; i++)
        value = value << 8 | bytes->data[offset + i];
    return value;
}

static inline uint8_t rsm_bytes_get8(struct rsm_bytes *bytes, size_t offset)
{
    return (uint8_t)rsm_bytes_get(bytes, offset, 1);
}

static inline uint16_t rsm_bytes_get16(struct rsm_bytes *bytes, size_t offset)
{
    return (uint16_t)rsm_bytes_get(bytes, offset, 2);
}

static inline uint32_t rsm_bytes_get24(struct rsm_bytes *bytes, size_t offset)
{
    return (uint32_t)rsm_bytes_get(bytes, offset, 3);
}

static inline uint32_t rsm_bytes_get32(struct rsm_bytes *bytes, size_t offset)
{
    return (uint32_t)rsm_bytes_get(bytes, offset, 4);
}

/* Little-endian, as Windows' drivers answer; the same where not all is there. */
static inline uint32_t rsm_bytes_get32_little(struct rsm_bytes *bytes, size_t offset)
{
    uint32_t turned = (uint32_t)rsm_bytes_get(bytes, offset, 4);

    return turned >> 24 | (turned >> 8 & 0xFF00) | (turned << 8 & 0xFF0000) | turned << 24;
}

static inline uint64_t rsm_bytes_get64(struct rsm_bytes *bytes, size_t offset)
{
    return rsm_bytes_get(bytes, offset, 8);
}

/* True when any of the bits of mask is set in the byte at offset. */
static inline bool rsm_bytes_bit(struct rsm_bytes *bytes, size_t offset, uint8_t mask)
{
    return (rsm_bytes_get8(bytes, offset) & mask) != 0;
}

static inline void rsm_bytes_put16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

/* A value above FFFFFFh is written as FFFFFFh: asking for less is safe, wrapping round is not. */
static inline void rsm_bytes_put24(uint8_t *to, uint32_t value)
{
    if (value > 0xFFFFFF)
        value = 0xFFFFFF;
    to[0] = (uint8_t)(value >> 16);
    rsm_bytes_put16(to + 1, (uint16_t)value);
}

static inline void rsm_bytes_put32(uint8_t *to, uint32_t value)
{
    rsm_bytes_put16(to, (uint16_t)(value >> 16));
    rsm_bytes_put16(to + 2, (uint16_t)value);
}

static inline void rsm_bytes_put64(uint8_t *to, uint64_t value)
{
    rsm_bytes_put32(to, (uint32_t)(value >> 32));
    rsm_bytes_put32(to + 4, (uint32_t)value);
}

#endif
