/*
 * A fuzzer's input, taken piece by piece: numbers, choices and bytes.  What is not there any more is zero.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
    const uint8_t *data;
    size_t size;
};

static inline uint8_t take_byte(struct input *input)
{
    if (input->size == 0)
        return 0;
    input->size--;
    return *input->data++;
}

/* Little-endian. */
static inline uint16_t take_number(struct input *input)
{
    uint16_t low = take_byte(input);

    return (uint16_t)(low | take_byte(input) << 8);
}

/* At most `wanted` bytes; *size_out is how many there were. */
static inline const uint8_t *take_bytes(struct input *input, size_t wanted, size_t *size_out)
{
    const uint8_t *bytes = input->data;

    *size_out = wanted < input->size ? wanted : input->size;
    if (*size_out > 0)
        input->data += *size_out;
    input->size -= *size_out;
    return bytes;
}

#endif
