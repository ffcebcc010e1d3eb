/*
 * Numbers as label formats store them.  The caller has checked that the bytes are there.
 */
#ifndef RSM_LABEL_NUMBER_H
#define RSM_LABEL_NUMBER_H

#include <stdint.h>

static inline uint16_t rsm_number_le16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t rsm_number_le32(const uint8_t *at)
{
    return rsm_number_le16(at) | (uint32_t)rsm_number_le16(at + 2) << 16;
}

static inline uint16_t rsm_number_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t rsm_number_be32(const uint8_t *at)
{
    return (uint32_t)rsm_number_be16(at) << 16 | rsm_number_be16(at + 2);
}

static inline void rsm_number_put_le16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static inline void rsm_number_put_le32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}

#endif
