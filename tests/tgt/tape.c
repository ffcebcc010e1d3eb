/*
 * The tape in a drive as a program uses it.
 */
#include "tgt/tape.h"

#include "platform/text.h"
#include "scsi/device.h"
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    TEST_UNIT_READY = 0x00,
    REWIND = 0x01,
    READ = 0x08,
    WRITE = 0x0A,
    WRITE_FILEMARKS = 0x10,
    SPACE = 0x11,
    SPACE_FILEMARKS = 0x01,
    SUPPRESS_LENGTH = 0x02, /* a shorter block is no error */
    TIMEOUT_MS = 60000,
    BLOCK_SIZE = 32768,
    BLOCKS = 24
};

struct tape {
    struct rsm_device *device;
    uint8_t block[BLOCK_SIZE];
};

struct tape *tape_open(const WCHAR *device_name)
{
    struct tape *tape = calloc(1, sizeof *tape);
    char address[RSM_ADDRESS_MAX];

    assert_non_null(tape);
    rsm_text_to_utf8(address, sizeof address, device_name, RSM_TEXT_TERMINATED);
    assert_memory_equal(address, rsm_vtl_address(), strlen(rsm_vtl_address()));
    assert_success(rsm_device_open(rsm_transports_built_in, address, NULL, &tape->device));
    return tape;
}

void tape_close(struct tape *tape)
{
    rsm_device_close(tape->device);
    free(tape);
}

/* Six bytes: operation, two bits of flags, three bytes of a count. */
static rsm_error send(struct tape *tape, uint8_t operation, uint8_t flags, uint32_t count,
                      struct rsm_command *command)
{
    uint8_t *bytes = command->cdb.bytes;

    command->cdb.length = 6;
    bytes[0] = operation;
    bytes[1] = flags;
    bytes[2] = (uint8_t)(count >> 16);
    bytes[3] = (uint8_t)(count >> 8);
    bytes[4] = (uint8_t)count;
    command->timeout_ms = TIMEOUT_MS;
    return rsm_device_execute(tape->device, command, NULL, NULL);
}

static void do_without_data(struct tape *tape, uint8_t operation, uint8_t flags, uint32_t count)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    assert_success(send(tape, operation, flags, count, &command));
}

bool tape_is_ready(struct tape *tape)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    return send(tape, TEST_UNIT_READY, 0, 0, &command) == ERROR_SUCCESS;
}

void tape_rewind(struct tape *tape)
{
    do_without_data(tape, REWIND, 0, 0);
}

void tape_write_mark(struct tape *tape)
{
    do_without_data(tape, WRITE_FILEMARKS, 0, 1);
}

void tape_skip_mark(struct tape *tape)
{
    do_without_data(tape, SPACE, SPACE_FILEMARKS, 1);
}

void tape_write(struct tape *tape, const void *block, size_t size)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    assert_true(size <= BLOCK_SIZE);
    memcpy(tape->block, block, size);
    command.direction = RSM_DATA_OUT;
    command.data = tape->block;
    command.length = (uint32_t)size;
    assert_success(send(tape, WRITE, 0, (uint32_t)size, &command));
}

size_t tape_read(struct tape *tape, void *block_out, size_t room)
{
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.direction = RSM_DATA_IN;
    command.data = block_out;
    command.length = (uint32_t)room;
    err = send(tape, READ, SUPPRESS_LENGTH, (uint32_t)room, &command);
    if (err == ERROR_FILEMARK_DETECTED || err == ERROR_NO_DATA_DETECTED)
        return 0;
    assert_success(err);
    return command.transferred;
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
