/*
 * The pass-through transport by itself.
 */
#include "spti/ways.h"

#include "platform/log.h"
#include "scsi/smc.h"
#include "scsi/ssc.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const char *name_of(unsigned lun)
{
    static char name[RSM_DEVICE_NAME_MAX];

    snprintf(name, sizeof name, "\\\\.\\%s%u", lun == CHANGER_LUN ? "Changer" : "Tape",
             test_bus_number(lun));
    return name;
}

rsm_error try_to_open_way(const char *address)
{
    void *way = NULL;
    rsm_error err = rsm_transport_spti.open(NULL, address, 5000, &way);

    rsm_transport_spti.close(way);
    return err;
}

void *open_way(unsigned lun)
{
    void *way = NULL;

    assert_success(rsm_transport_spti.open(NULL, name_of(lun), 5000, &way));
    return way;
}

struct rsm_transport_facts look_at(unsigned lun)
{
    struct rsm_transport_facts facts;

    assert_success(rsm_transport_spti.look(NULL, name_of(lun), &facts));
    return facts;
}

struct rsm_command a_command(struct rsm_cdb cdb, enum rsm_direction direction, void *data,
                             size_t length)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = cdb;
    command.direction = direction;
    command.data = data;
    command.length = length;
    command.timeout_ms = 5000;
    return command;
}

void must_answer(void *way, struct rsm_command *command)
{
    assert_success(rsm_transport_spti.execute(way, command));
    assert_true(command->sent);
}

void must_be_good(void *way, struct rsm_command *command)
{
    struct rsm_sense sense;

    for (int i = 0; i < 8; i++) {
        command->sense_length = 0;
        must_answer(way, command);
        rsm_sense_parse(command->sense, command->sense_length, &sense);
        if (command->status != RSM_STATUS_CHECK_CONDITION ||
            sense.key != RSM_SENSE_KEY_UNIT_ATTENTION)
            break;
    }
    if (command->status != RSM_STATUS_GOOD)
        fail_msg("command %02Xh: status %02Xh, sense %X/%02X/%02X", command->cdb.bytes[0],
                 command->status, sense.key, sense.asc, sense.ascq);
}

rsm_error ask_ready(void *way, uint32_t timeout_ms, struct rsm_command *command_out)
{
    *command_out = a_command(rsm_spc_test_unit_ready(), RSM_DATA_NONE, NULL, 0);
    command_out->timeout_ms = timeout_ms;
    return rsm_transport_spti.execute(way, command_out);
}

void must_be_the_library(void *way)
{
    uint8_t data[36];
    struct rsm_spc_inquiry inquiry;
    struct rsm_command command =
        a_command(rsm_spc_inquiry(sizeof data), RSM_DATA_IN, data, sizeof data);

    must_be_good(way, &command);
    assert_success(rsm_spc_parse_inquiry(data, command.transferred, &inquiry));
    assert_string_equal(inquiry.vendor, "IET");
}

/* ---- the log ---- */

static char said[16384];

static void keep_line(void *context, enum rsm_log_level level, const char *line)
{
    size_t length = strlen(said);

    (void)context;
    if (level != RSM_LOG_TRACE)
        snprintf(said + length, sizeof said - length, "%s\n", line);
}

void keep_what_is_said(void)
{
    said[0] = '\0';
    rsm_log_set_sink(keep_line, NULL);
}

void assert_said(const char *words)
{
    rsm_log_set_sink(NULL, NULL);
    if (strstr(said, words) == NULL)
        fail_msg("\"%s\" is not in:\n%s", words, said);
}

/* ---- devices ---- */

const char *adapter_address(unsigned lun)
{
    static char address[RSM_ADDRESS_MAX];
    struct rsm_transport_facts facts = look_at(lun);

    assert_true(facts.has_scsi_address);
    snprintf(address, sizeof address, "\\\\.\\Scsi%u:%u:%u:%u", (unsigned)facts.port,
             (unsigned)facts.bus, (unsigned)facts.target, (unsigned)facts.lun);
    return address;
}

static void move(uint16_t from, uint16_t to)
{
    void *way = open_way(CHANGER_LUN);
    struct rsm_command command =
        a_command(rsm_smc_move_medium(FIRST_ARM, from, to, false), RSM_DATA_NONE, NULL, 0);

    must_be_good(way, &command);
    rsm_transport_spti.close(way);
}

void load_first_cartridge(void)
{
    move(FIRST_SLOT, FIRST_DRIVE);
}

void unload_first_cartridge(void)
{
    void *way = open_way(FIRST_DRIVE_LUN);
    struct rsm_command command =
        a_command(rsm_ssc_load_unload(RSM_SSC_UNLOAD, false), RSM_DATA_NONE, NULL, 0);

    must_be_good(way, &command);
    rsm_transport_spti.close(way);
    move(FIRST_DRIVE, FIRST_SLOT);
}
