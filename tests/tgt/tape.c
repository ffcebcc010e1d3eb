/*
 * The tape in a drive as a program uses it.
 */
#include "tgt/tape.h"

#include "tgt/tape_way.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCK_SIZE = 32768, BLOCKS = 24 };

struct tape {
    const struct tape_way *way;
    void *handle;
};

static struct tape *open_by(const struct tape_way *way, const WCHAR *device_name)
{
    struct tape *tape = calloc(1, sizeof *tape);

    assert_non_null(tape);
    tape->way = way;
    tape->handle = way->open(device_name);
    return tape;
}

struct tape *tape_open(const WCHAR *device_name)
{
    return open_by(tape_way_to(device_name, false), device_name);
}

struct tape *tape_open_for_commands(const WCHAR *device_name)
{
    return open_by(tape_way_to(device_name, true), device_name);
}

void tape_close(struct tape *tape)
{
    tape->way->close(tape->handle);
    free(tape);
}

bool tape_is_ready(struct tape *tape)
{
    return tape->way->is_ready(tape->handle);
}

void tape_rewind(struct tape *tape)
{
    tape->way->rewind(tape->handle);
}

void tape_write_mark(struct tape *tape)
{
    tape->way->write_mark(tape->handle);
}

void tape_skip_mark(struct tape *tape)
{
    tape->way->skip_mark(tape->handle);
}

void tape_write(struct tape *tape, const void *block, size_t size)
{
    tape->way->write(tape->handle, block, size);
}

size_t tape_read(struct tape *tape, void *block_out, size_t room)
{
    return tape->way->read(tape->handle, block_out, room);
}

/* ---- data ---- */

static void fill(uint8_t block[BLOCK_SIZE], const char *name, unsigned number)
{
    uint32_t mixed = number + 1;

    for (size_t i = 0; i < strlen(name); i++)
        mixed = mixed * 31 + (uint8_t)name[i];
    for (size_t i = 0; i < BLOCK_SIZE; i++) {
        mixed = mixed * 1664525 + 1013904223;
        block[i] = (uint8_t)(mixed >> 24);
    }
    snprintf((char *)block, 80, "%s block %u", name, number);
}

static void write_blocks(struct tape *tape, const char *name, unsigned count)
{
    static uint8_t block[BLOCK_SIZE];

    tape_rewind(tape);
    tape_skip_mark(tape);
    for (unsigned i = 0; i < count; i++) {
        fill(block, name, i);
        tape_write(tape, block, sizeof block);
    }
}

void tape_begin_data(struct tape *tape, const char *name)
{
    write_blocks(tape, name, BLOCKS / 3);
}

void tape_write_data(struct tape *tape, const char *name)
{
    write_blocks(tape, name, BLOCKS);
    tape_write_mark(tape);
    tape_write_mark(tape);
    tape_rewind(tape);
}

bool tape_has_data(struct tape *tape, const char *name)
{
    static uint8_t expected[BLOCK_SIZE];
    static uint8_t found[BLOCK_SIZE];
    bool same = true;

    tape_rewind(tape);
    tape_skip_mark(tape);
    for (unsigned i = 0; i < BLOCKS && same; i++) {
        fill(expected, name, i);
        same = tape_read(tape, found, sizeof found) == sizeof found &&
               memcmp(found, expected, sizeof found) == 0;
    }
    same = same && tape_read(tape, found, sizeof found) == 0;
    tape_rewind(tape);
    return same;
}
