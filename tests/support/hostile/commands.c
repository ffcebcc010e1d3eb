#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALWAYS = HOSTILE_PASSES_ATTENTION | HOSTILE_PASSES_RESERVED | HOSTILE_PASSES_DOOR,
    ASKS = HOSTILE_PASSES_RESERVED
};

static const struct hostile_command commands[] = {
    {0x00, "TEST_UNIT_READY", 0, hostile_changer_ready, hostile_drive_ready},
    {0x01, "REWIND", 0, NULL, hostile_drive_rewind},
    {0x03, "REQUEST_SENSE", ALWAYS, hostile_primary_request_sense, hostile_primary_request_sense},
    {0x05, "READ_BLOCK_LIMITS", ASKS, NULL, hostile_drive_block_limits},
    {0x07, "INITIALIZE_ELEMENT_STATUS", 0, hostile_changer_initialize, NULL},
    {0x08, "READ", 0, NULL, hostile_drive_read},
    {0x0A, "WRITE", 0, NULL, hostile_drive_write},
    {0x10, "WRITE_FILEMARKS", 0, NULL, hostile_drive_write_filemarks},
    {0x11, "SPACE", 0, NULL, hostile_drive_space},
    {0x12, "INQUIRY", ALWAYS, hostile_primary_inquiry, hostile_primary_inquiry},
    {0x15, "MODE_SELECT", 0, NULL, hostile_drive_mode_select},
    {0x16, "RESERVE", 0, hostile_reserve_take, hostile_reserve_take},
    {0x17, "RELEASE", ASKS, hostile_reserve_give, hostile_reserve_give},
    {0x19, "ERASE", 0, NULL, hostile_drive_erase},
    {0x1A, "MODE_SENSE", 0, hostile_pages_changer_mode_sense, hostile_drive_mode_sense},
    {0x1B, "LOAD_UNLOAD", 0, NULL, hostile_drive_load_unload},
    {0x1E, "PREVENT", 0, hostile_primary_prevent, hostile_primary_prevent},
    {0x2B, "POSITION_TO_ELEMENT", 0, hostile_changer_position, NULL},
    {0x2B, "LOCATE", 0, NULL, hostile_drive_locate},
    {0x34, "READ_POSITION", 0, NULL, hostile_drive_read_position},
    {0x37, "INITIALIZE_RANGE", 0, hostile_changer_initialize_range, NULL},
    {0x4D, "LOG_SENSE", ASKS, hostile_pages_changer_log_sense, hostile_drive_log_sense},
    {0x55, "MODE_SELECT", 0, NULL, hostile_drive_mode_select},
    {0x56, "RESERVE", 0, hostile_reserve_take, hostile_reserve_take},
    {0x57, "RELEASE", ASKS, hostile_reserve_give, hostile_reserve_give},
    {0x5A, "MODE_SENSE", 0, hostile_pages_changer_mode_sense, hostile_drive_mode_sense},
    {0x5E, "PERSISTENT_IN", ASKS, hostile_reserve_persistent_in, hostile_reserve_persistent_in},
    {0x5F, "PERSISTENT_OUT", ASKS, hostile_reserve_persistent_out, hostile_reserve_persistent_out},
    {0x91, "SPACE", 0, NULL, hostile_drive_space},
    {0x92, "LOCATE", 0, NULL, hostile_drive_locate},
    {0xA0, "REPORT_LUNS", ALWAYS, hostile_primary_report_luns, hostile_primary_report_luns},
    {0xA5, "MOVE_MEDIUM", 0, hostile_changer_move, NULL},
    {0xA6, "EXCHANGE_MEDIUM", 0, hostile_changer_exchange, NULL},
    {0xA7, "MOVE_MEDIUM_ATTACHED", 0, NULL, hostile_changer_move},
    {0xB4, "READ_ELEMENT_STATUS_ATTACHED", 0, NULL, hostile_report_read},
    {0xB8, "READ_ELEMENT_STATUS", 0, hostile_report_read, NULL},
    {0xE7, "INITIALIZE_RANGE", 0, hostile_changer_initialize_range, NULL},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct hostile_command *hostile_commands_find(uint8_t opcode, bool of_drive)
{
    static const struct hostile_command unknown = {0, "UNKNOWN", 0, NULL, NULL};
    const struct hostile_command *found = &unknown;
    size_t i;

    for (i = COMMANDS; i > 0; i--) {
        const struct hostile_command *command = &commands[i - 1];
        bool fits = (of_drive ? command->drive : command->changer) != NULL;

        if (command->opcode == opcode && (fits || found == &unknown))
            found = command;
    }
    return found;
}

/* "A5": two digits and no more. */
static bool is_code(const char *name, uint8_t *opcode_out)
{
    char *end;
    unsigned long code = strtoul(name, &end, 16);

    *opcode_out = (uint8_t)code;
    return strlen(name) == 2 && *end == '\0';
}

bool hostile_commands_is_name(const char *name)
{
    uint8_t opcode;
    size_t i;

    for (i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return true;
    return strcmp(name, "any") == 0 || is_code(name, &opcode);
}

bool hostile_commands_match(const struct hostile_command *command, uint8_t opcode, const char *name)
{
    uint8_t code;

    return strcmp(name, "any") == 0 || strcmp(name, command->name) == 0 ||
           (is_code(name, &code) && code == opcode);
}

/* What stops any command before it is looked at. */
static bool is_stopped(struct hostile_call *call)
{
    unsigned passes = call->command->passes;
    uint8_t asc, ascq;

    if (call->unit == NULL) {
        if (call->cdb[0] == 0x12 || call->cdb[0] == 0xA0 || call->cdb[0] == 0x03)
            return false;
        hostile_call_fail(call, 5, 0x25, 0x00);
    } else if ((passes & HOSTILE_PASSES_ATTENTION) == 0 &&
               hostile_attention_take(call->nexus, call->drive, &asc, &ascq)) {
        hostile_call_fail(call, 6, asc, ascq);
    } else if ((passes & HOSTILE_PASSES_RESERVED) == 0 && hostile_reserve_conflicts(call)) {
        call->verdict->status = 0x18;
    } else if (call->target->door_open && call->drive == HOSTILE_NOWHERE &&
               (passes & HOSTILE_PASSES_DOOR) == 0) {
        hostile_call_fail(call, 2, 0x04, 0x03);
    } else {
        return false;
    }
    return true;
}

void hostile_commands_perform(struct hostile_call *call)
{
    void (*function)(struct hostile_call *) =
        call->drive == HOSTILE_NOWHERE ? call->command->changer : call->command->drive;

    if (is_stopped(call))
        return;
    if (function == NULL ||
        (call->drive != HOSTILE_NOWHERE && call->target->attached != call->drive &&
         (call->cdb[0] == 0xA7 || call->cdb[0] == 0xB4))) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    function(call);
}
