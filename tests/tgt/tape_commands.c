/*
 * A tape used with commands that are built here: SSC-3, six bytes each.
 */
#include "tgt/tape_way.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
    BLOCK_MAX = 65536
};

/* Operation, two bits of flags, three bytes of a count. */
static enum tape_answer send(struct tape_carrier *carrier, uint8_t operation, uint8_t flags,
                             size_t count, struct tape_command *command)
{
    uint8_t *bytes = command->cdb;

    bytes[0] = operation;
    bytes[1] = flags;
    bytes[2] = (uint8_t)(count >> 16);
    bytes[3] = (uint8_t)(count >> 8);
    bytes[4] = (uint8_t)count;
    return carrier->carry(carrier, command);
}

static void do_without_data(struct tape_carrier *carrier, uint8_t operation, uint8_t flags,
                            size_t count)
{
    struct tape_command command;

    memset(&command, 0, sizeof command);
    assert_int_equal(send(carrier, operation, flags, count, &command), TAPE_DONE);
}

bool tape_commands_is_ready(void *handle)
{
    struct tape_command command;

    memset(&command, 0, sizeof command);
    return send(handle, TEST_UNIT_READY, 0, 0, &command) == TAPE_DONE;
}

void tape_commands_rewind(void *handle)
{
    do_without_data(handle, REWIND, 0, 0);
}

void tape_commands_skip_mark(void *handle)
{
    do_without_data(handle, SPACE, SPACE_FILEMARKS, 1);
}

void tape_commands_write_mark(void *handle)
{
    do_without_data(handle, WRITE_FILEMARKS, 0, 1);
}

void tape_commands_write(void *handle, const void *block, size_t size)
{
    static uint8_t copy[BLOCK_MAX];
    struct tape_command command;

    memset(&command, 0, sizeof command);
    assert_true(size <= sizeof copy);
    memcpy(copy, block, size);
    command.is_write = true;
    command.data = copy;
    command.length = size;
    assert_int_equal(send(handle, WRITE, 0, size, &command), TAPE_DONE);
}

size_t tape_commands_read(void *handle, void *block_out, size_t room)
{
    struct tape_command command;
    enum tape_answer answer;

    memset(&command, 0, sizeof command);
    command.data = block_out;
    command.length = room;
    answer = send(handle, READ, SUPPRESS_LENGTH, room, &command);
    if (answer == TAPE_NOTHING_MORE)
        return 0;
    assert_int_equal(answer, TAPE_DONE);
    return command.transferred;
}
