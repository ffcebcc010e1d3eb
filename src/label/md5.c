/*
 * RFC 1321, The MD5 Message-Digest Algorithm, written from its text.
 */
#include "label/md5.h"

#include "label/number.h"

#include <string.h>

/* The integer part of 2^32 * abs(sin(i + 1)), i in radians. */
// clang-format off
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
// clang-format on

/* Per round: the four amounts of rotation, and which word of the block step i takes. */
static const struct {
    uint8_t turn[4];
    uint8_t step;
    uint8_t start;
} rounds[4] = {
    {{7, 12, 17, 22}, 1, 0},
    {{5, 9, 14, 20}, 5, 1},
    {{4, 11, 16, 23}, 3, 5},
    {{6, 10, 15, 21}, 7, 0},
};

static uint32_t mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    switch (round) {
    case 0:
        return (b & c) | (~b & d);
    case 1:
        return (b & d) | (c & ~d);
    case 2:
        return b ^ c ^ d;
    default:
        return c ^ (b | ~d);
    }
}

static uint32_t rotate(uint32_t value, unsigned bits)
{
    return value << bits | value >> (32 - bits);
}

static void add_block(uint32_t state[4], const uint8_t *block)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16;
        unsigned word = (rounds[round].step * i + rounds[round].start) % 16;
        uint32_t sum = a + mix(round, b, c, d) + rsm_number_le32(block + 4 * word) + sines[i];

        a = d;
        d = c;
        c = b;
        b += rotate(sum, rounds[round].turn[i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void rsm_md5_begin(struct rsm_md5 *md5)
{
    static const uint32_t start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

    memset(md5, 0, sizeof(*md5));
    memcpy(md5->state, start, sizeof(start));
}

void rsm_md5_add(struct rsm_md5 *md5, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;

    while (size > 0) {
        size_t filled = (size_t)(md5->length % sizeof(md5->pending));
        size_t room = sizeof(md5->pending) - filled;
        size_t part = size < room ? size : room;

        memcpy(md5->pending + filled, next, part);
        if (part == room)
            add_block(md5->state, md5->pending);
        md5->length += part;
        next += part;
        size -= part;
    }
}

void rsm_md5_end(struct rsm_md5 *md5, uint8_t digest_out[RSM_MD5_SIZE])
{
    static const uint8_t padding[64] = {0x80};
    uint64_t bits = md5->length * 8;
    size_t filled = (size_t)(md5->length % sizeof(md5->pending));
    uint8_t length[8];

    rsm_md5_add(md5, padding, filled < 56 ? 56 - filled : 120 - filled);
    rsm_number_put_le32(length, (uint32_t)bits);
    rsm_number_put_le32(length + 4, (uint32_t)(bits >> 32));
    rsm_md5_add(md5, length, sizeof(length));
    for (size_t i = 0; i < 4; i++)
        rsm_number_put_le32(digest_out + 4 * i, md5->state[i]);
}
