/*
 * A tape over iSCSI: a connection of the program's own.
 */
#include "tgt/tape_way.h"

#include "platform/text.h"
#include "scsi/device.h"
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TIMEOUT_MS = 60000 };

struct connection {
    struct tape_carrier carrier;
    struct rsm_device *device;
};

static enum tape_answer carry(struct tape_carrier *carrier, struct tape_command *command)
{
    struct connection *connection = (struct connection *)carrier;
    struct rsm_command sent;
    rsm_error err;

    memset(&sent, 0, sizeof sent);
    sent.cdb.length = sizeof command->cdb;
    memcpy(sent.cdb.bytes, command->cdb, sizeof command->cdb);
    if (command->length > 0)
        sent.direction = command->is_write ? RSM_DATA_OUT : RSM_DATA_IN;
    sent.data = command->data;
    sent.length = command->length;
    sent.timeout_ms = TIMEOUT_MS;
    err = rsm_device_execute(connection->device, &sent, NULL, NULL);
    command->transferred = sent.transferred;
    if (err == ERROR_FILEMARK_DETECTED || err == ERROR_NO_DATA_DETECTED)
        return TAPE_NOTHING_MORE;
    return err == ERROR_SUCCESS ? TAPE_DONE : TAPE_REFUSED;
}

static void *open_connection(const WCHAR *device_name)
{
    struct connection *connection = calloc(1, sizeof *connection);
    char address[RSM_ADDRESS_MAX];

    assert_non_null(connection);
    connection->carrier.carry = carry;
    rsm_text_to_utf8(address, sizeof address, device_name, RSM_TEXT_TERMINATED);
    assert_memory_equal(address, rsm_vtl_address(), strlen(rsm_vtl_address()));
    assert_success(rsm_device_open(rsm_transports_built_in, address, NULL, &connection->device));
    return connection;
}

static void close_connection(void *handle)
{
    struct connection *connection = handle;

    rsm_device_close(connection->device);
    free(connection);
}

const struct tape_way tape_over_iscsi = {
    .open = open_connection,
    .close = close_connection,
    .is_ready = tape_commands_is_ready,
    .rewind = tape_commands_rewind,
    .skip_mark = tape_commands_skip_mark,
    .write_mark = tape_commands_write_mark,
    .write = tape_commands_write,
    .read = tape_commands_read,
};
