/*
 * For the fuzzers of what devices answer: a broken promise ends the run.
 */
#ifndef TESTS_FUZZ_DEMAND_H
#define TESTS_FUZZ_DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline void demand(bool kept)
{
    if (!kept)
        abort();
}

static inline bool is_printable_text(const char *text, size_t room)
{
    for (size_t i = 0; i < room; i++) {
        if (text[i] == '\0')
            return true;
        if (text[i] < 0x20 || text[i] > 0x7E)
            return false;
    }
    return false;
}

/* These bytes are part of the data, or there are none. */
static inline bool is_inside(const uint8_t *part, size_t count, const uint8_t *data, size_t size)
{
    if (count == 0)
        return true;
    return part >= data && (size_t)(part - data) <= size && count <= size - (size_t)(part - data);
}

#endif
