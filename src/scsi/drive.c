/*
 * What a tape drive can do (SSC-3), as far as Removable Storage needs it.  Reading a label and writing
 * one have files of their own, drive_label.c and drive_write.c.
 */
#include "scsi/drive.h"

#include "platform/log.h"
#include "scsi/spc.h"
#include "scsi/ssc.h"

#include <stdlib.h>
#include <string.h>

enum {
    READY_MS = 60000,
    MODE_MS = 60000,
    MOTION_MS = 15 * 60 * 1000, /* a long tape, from its end to its beginning */
    PATIENCE_MS = 60000,
    MODE_LENGTH = 252
};

rsm_error rsm_drive_open(struct rsm_device *device, struct rsm_drive *drive_out)
{
    if (device->type != RSM_DEVICE_TAPE) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s is no tape drive (device type %02Xh)", device->link.name,
                device->type);
        return ERROR_BAD_DEV_TYPE;
    }
    memset(drive_out, 0, sizeof *drive_out);
    drive_out->device = device;
    return ERROR_SUCCESS;
}

void rsm_drive_close(struct rsm_drive *drive)
{
    free(drive->first_buffer);
    free(drive->second_buffer);
    drive->first_buffer = NULL;
    drive->second_buffer = NULL;
}

/* ---- state ---- */

/* Send a command without data. */
static rsm_error operate(struct rsm_drive *drive, struct rsm_cdb cdb, uint32_t timeout_ms,
                         const struct rsm_command_options *options,
                         struct rsm_command_result *result)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = cdb;
    command.timeout_ms = timeout_ms;
    return rsm_device_execute(drive->device, &command, options, result);
}

/* Of sense about cleaning. */
static enum rsm_drive_state cleaning_state(const struct rsm_sense *sense)
{
    if (sense->asc != 0x30)
        return RSM_DRIVE_NEEDS_CLEANING;
    return sense->ascq == 0x03 ? RSM_DRIVE_BEING_CLEANED : RSM_DRIVE_NOT_CLEANED;
}

/* TEST UNIT READY, and the class of what the drive said against it. */
static rsm_error ask_state(struct rsm_drive *drive, uint32_t patience_ms,
                           enum rsm_drive_state *state_out, enum rsm_sense_class *sense_out)
{
    struct rsm_command_options options = {
        .repeat_after_attention = true, .patience_ms = patience_ms, .expected = true};
    struct rsm_command_result result;
    rsm_error err = operate(drive, rsm_spc_test_unit_ready(), READY_MS, &options, &result);

    *state_out = RSM_DRIVE_READY;
    *sense_out = RSM_SENSE_NONE;
    if (err == ERROR_SUCCESS)
        return ERROR_SUCCESS;
    *sense_out = rsm_sense_classify(&result.sense);
    switch (*sense_out) {
    case RSM_SENSE_NO_MEDIUM:
        *state_out = RSM_DRIVE_EMPTY;
        return ERROR_SUCCESS;
    case RSM_SENSE_BECOMING_READY:
        *state_out = RSM_DRIVE_BECOMING_READY;
        return ERROR_SUCCESS;
    case RSM_SENSE_NEEDS_INITIALIZE:
        *state_out = RSM_DRIVE_UNLOADED;
        return ERROR_SUCCESS;
    case RSM_SENSE_CLEANING:
        *state_out = cleaning_state(&result.sense);
        return ERROR_SUCCESS;
    default:
        return err;
    }
}

rsm_error rsm_drive_wait_ready(struct rsm_drive *drive, uint32_t patience_ms,
                               enum rsm_drive_state *state_out)
{
    enum rsm_sense_class sense;
    rsm_error err = ask_state(drive, patience_ms, state_out, &sense);

    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_WARNING, "scsi", "%s: the drive does not tell whether it is ready: %s",
                drive->device->link.name, rsm_error_text(err));
    return err;
}

rsm_error rsm_drive_look(struct rsm_drive *drive, enum rsm_drive_state *state_out)
{
    enum rsm_sense_class sense;
    rsm_error err = ask_state(drive, 0, state_out, &sense);

    if (sense != RSM_SENSE_UNKNOWN_MEDIUM && sense != RSM_SENSE_MEDIUM)
        return err;
    *state_out = RSM_DRIVE_REFUSES;
    return ERROR_SUCCESS;
}

/* ---- motion ---- */

static rsm_error move_tape(struct rsm_drive *drive, struct rsm_cdb cdb)
{
    struct rsm_command_options options = {.repeat_after_attention = true,
                                          .patience_ms = PATIENCE_MS};
    struct rsm_command_result result;

    return operate(drive, cdb, MOTION_MS, &options, &result);
}

static bool is_unknown_command(const struct rsm_sense *sense)
{
    return sense->key == RSM_SENSE_KEY_ILLEGAL_REQUEST &&
           (sense->asc == 0x20 || sense->asc == 0x24);
}

static void tell_failed_unload(const struct rsm_drive *drive, const struct rsm_sense *sense,
                               rsm_error err)
{
    char words[RSM_SENSE_TEXT_MAX];

    if (sense->present)
        (void)rsm_sense_describe(sense, words, sizeof words);
    rsm_log(RSM_LOG_WARNING, "scsi", "%s: the drive did not unload: %s", drive->device->link.name,
            sense->present ? words : rsm_error_text(err));
}

/* What the answer to UNLOAD means for whoever wants the cartridge. */
static rsm_error judge_unload(struct rsm_drive *drive, const struct rsm_sense *sense, rsm_error err)
{
    if (err == ERROR_SUCCESS || err == ERROR_NO_MEDIA_IN_DRIVE)
        return ERROR_SUCCESS;
    if (err == ERROR_SHARING_VIOLATION || rsm_sense_classify(sense) == RSM_SENSE_PREVENTED)
        return ERROR_SHARING_VIOLATION;
    if (is_unknown_command(sense)) {
        (void)rsm_quirks_learn(&drive->device->quirks, RSM_QUIRK_NO_UNLOAD, 1);
        return ERROR_NOT_SUPPORTED;
    }
    tell_failed_unload(drive, sense, err);
    return err;
}

rsm_error rsm_drive_load(struct rsm_drive *drive)
{
    return move_tape(drive, rsm_ssc_load_unload(RSM_SSC_LOAD, false));
}

rsm_error rsm_drive_unload(struct rsm_drive *drive)
{
    struct rsm_command_options options = {
        .repeat_after_attention = true, .patience_ms = PATIENCE_MS, .expected = true};
    struct rsm_command_result result;
    rsm_error err;

    if (rsm_quirks_has(&drive->device->quirks, RSM_QUIRK_NO_UNLOAD))
        return ERROR_NOT_SUPPORTED;
    err = operate(drive, rsm_ssc_load_unload(RSM_SSC_UNLOAD, false), MOTION_MS, &options, &result);
    return judge_unload(drive, &result.sense, err);
}

rsm_error rsm_drive_rewind(struct rsm_drive *drive)
{
    return move_tape(drive, rsm_ssc_rewind(false));
}

/* ---- facts ---- */

static rsm_error ask(struct rsm_drive *drive, struct rsm_cdb cdb, uint8_t *data, size_t length,
                     size_t *arrived_out, struct rsm_command_result *result)
{
    struct rsm_command_options options = {
        .repeat_after_attention = true, .patience_ms = PATIENCE_MS, .expected = true};
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = cdb;
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = length;
    command.timeout_ms = MODE_MS;
    err = rsm_device_execute(drive->device, &command, &options, result);
    *arrived_out = command.transferred;
    return err;
}

/* Page 0 brings the header and the block descriptor alone; where it is unknown, others do as well. */
rsm_error rsm_drive_read_mode(struct rsm_drive *drive, struct rsm_ssc_mode *mode_out)
{
    static const uint8_t pages[] = {0x00, 0x10, 0x0F, 0x3F};
    uint8_t data[MODE_LENGTH];
    rsm_error err = ERROR_INVALID_DATA;

    for (size_t i = 0; i < sizeof pages; i++) {
        struct rsm_command_result result;
        struct rsm_spc_mode mode;
        size_t arrived;

        err = ask(drive, rsm_spc_mode_sense6(pages[i], 0, false, MODE_LENGTH), data, sizeof data,
                  &arrived, &result);
        if (err == ERROR_SUCCESS)
            err = rsm_spc_parse_mode6(data, arrived, &mode);
        if (err == ERROR_SUCCESS) {
            rsm_ssc_parse_mode(&mode, mode_out);
            return ERROR_SUCCESS;
        }
        if (rsm_sense_classify(&result.sense) != RSM_SENSE_ILLEGAL)
            break;
    }
    rsm_log(RSM_LOG_WARNING, "scsi", "%s: the drive does not tell its settings: %s",
            drive->device->link.name, rsm_error_name(err));
    return err;
}

rsm_error rsm_drive_set_block_length(struct rsm_drive *drive, const struct rsm_ssc_mode *now,
                                     uint32_t length)
{
    uint8_t list[RSM_SSC_BLOCK_LENGTH_LIST_SIZE];
    struct rsm_command command;

    rsm_ssc_block_length_list(now, length, list);
    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_mode_select6(sizeof list);
    command.direction = RSM_DATA_OUT;
    command.data = list;
    command.length = sizeof list;
    command.timeout_ms = MODE_MS;
    return rsm_device_execute(drive->device, &command, NULL, NULL);
}

static rsm_error read_limits(struct rsm_drive *drive, struct rsm_drive_facts *facts)
{
    uint8_t data[RSM_SSC_BLOCK_LIMITS_SIZE];
    struct rsm_ssc_block_limits limits;
    struct rsm_command_result result;
    size_t arrived;
    rsm_error err = ask(drive, rsm_ssc_read_block_limits(), data, sizeof data, &arrived, &result);

    if (err == ERROR_SUCCESS &&
        rsm_ssc_parse_block_limits(data, arrived, &limits) == ERROR_SUCCESS) {
        facts->smallest_block = limits.minimum;
        facts->largest_block = limits.maximum;
    }
    return rsm_sense_classify(&result.sense) == RSM_SENSE_ILLEGAL ? ERROR_SUCCESS : err;
}

rsm_error rsm_drive_get_facts(struct rsm_drive *drive, struct rsm_drive_facts *facts_out)
{
    struct rsm_drive_facts facts = {0};
    struct rsm_ssc_mode mode;
    rsm_error err = rsm_drive_read_mode(drive, &mode);

    if (err == ERROR_SUCCESS)
        err = read_limits(drive, &facts);
    if (err != ERROR_SUCCESS)
        return err;
    facts.density = mode.density;
    facts.medium_type = mode.medium_type;
    facts.write_protected = mode.write_protected;
    facts.block_length = mode.block_length;
    *facts_out = facts;
    return ERROR_SUCCESS;
}
