/*
 * Writing a label, and erasing.  The only commands of this code base that change what is on a tape are sent here:
 * one WRITE of one block in variable block mode and one WRITE FILEMARKS that waits until both are on the
 * tape; or one ERASE, which waits until it is done.
 */
#include "scsi/drive.h"

#include "platform/log.h"
#include "scsi/ssc.h"

#include <string.h>

enum {
    WRITE_MS = 10 * 60 * 1000,
    ERASE_MS = 24 * 60 * 60 * 1000, /* a tape of many terabytes, from end to end */
    PATIENCE_MS = 60000
};

/* Done, though the end of the tape is near. */
static bool is_early_warning(const struct rsm_sense *sense)
{
    return sense->present && !sense->deferred && sense->end_of_medium &&
           (sense->key == RSM_SENSE_KEY_NO_SENSE || sense->key == RSM_SENSE_KEY_RECOVERED_ERROR);
}

/* Never sent again by itself: after a unit attention another tape may be in the drive. */
static rsm_error send_command(struct rsm_drive *drive, struct rsm_command *command,
                              bool may_be_unknown, struct rsm_command_result *result, bool *touched)
{
    struct rsm_command_options options = {.patience_ms = PATIENCE_MS, .expected = may_be_unknown};
    rsm_error err = rsm_device_execute(drive->device, command, &options, result);

    if (result->outcome != RSM_OUTCOME_REFUSED)
        *touched = true;
    return is_early_warning(&result->sense) ? ERROR_SUCCESS : err;
}

static rsm_error send_once(struct rsm_drive *drive, struct rsm_command *command, bool *touched)
{
    struct rsm_command_result result;

    command->timeout_ms = WRITE_MS;
    return send_command(drive, command, false, &result, touched);
}

static rsm_error write_block(struct rsm_drive *drive, const uint8_t *block, size_t size,
                             bool *touched)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_ssc_write_block((uint32_t)size);
    command.direction = RSM_DATA_OUT;
    command.data = (void *)(uintptr_t)block; /* only read */
    command.length = size;
    return send_once(drive, &command, touched);
}

static rsm_error write_filemark(struct rsm_drive *drive, bool *touched)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_ssc_write_filemarks(1, false);
    return send_once(drive, &command, touched);
}

/* The last look before the tape is changed. */
static rsm_error check_undisturbed(struct rsm_drive *drive)
{
    if (rsm_device_take_attentions(drive->device) == 0)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_WARNING, "scsi",
            "%s: something happened to the drive since its label was read; nothing is written",
            drive->device->link.name);
    return ERROR_MEDIA_CHANGED;
}

static rsm_error write_from_beginning(struct rsm_drive *drive, const uint8_t *block, size_t size,
                                      bool *touched)
{
    rsm_error err = rsm_drive_rewind(drive);

    if (err == ERROR_SUCCESS)
        err = check_undisturbed(drive);
    if (err == ERROR_SUCCESS)
        err = write_block(drive, block, size, touched);
    if (err == ERROR_SUCCESS)
        err = write_filemark(drive, touched);
    return err;
}

/* *unknown_out: the drive does not know the command, or not this form of it, and has done nothing. */
static rsm_error send_erase(struct rsm_drive *drive, bool to_the_end, bool *touched,
                            bool *unknown_out)
{
    struct rsm_command command;
    struct rsm_command_result result;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_ssc_erase(to_the_end);
    command.timeout_ms = ERASE_MS;
    err = send_command(drive, &command, true, &result, touched);
    *unknown_out = err != ERROR_SUCCESS && result.outcome == RSM_OUTCOME_REFUSED &&
                   result.sense.present && result.sense.key == RSM_SENSE_KEY_ILLEGAL_REQUEST;
    return err;
}

static rsm_error erase_from_beginning(struct rsm_drive *drive, bool to_the_end,
                                      enum rsm_drive_erasure *done_out, bool *touched)
{
    bool unknown = false;
    rsm_error err = rsm_drive_rewind(drive);

    if (err == ERROR_SUCCESS)
        err = check_undisturbed(drive);
    if (err != ERROR_SUCCESS)
        return err;
    *done_out = to_the_end ? RSM_DRIVE_ERASED_TO_THE_END : RSM_DRIVE_ERASED_BEGINNING;
    err = send_erase(drive, to_the_end, touched, &unknown);
    if (unknown) {
        *done_out = to_the_end ? RSM_DRIVE_ERASED_BEGINNING : RSM_DRIVE_ERASED_TO_THE_END;
        err = send_erase(drive, !to_the_end, touched, &unknown);
    }
    if (unknown) {
        *done_out = RSM_DRIVE_ERASED_BY_FILEMARK;
        err = write_filemark(drive, touched);
    }
    return err;
}

static void say_protected(const struct rsm_drive *drive)
{
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: the tape is write protected; move the tab on the cartridge to write to it",
            drive->device->link.name);
}

rsm_error rsm_drive_erase(struct rsm_drive *drive, bool to_the_end,
                          enum rsm_drive_erasure *done_out, bool *touched_out)
{
    struct rsm_ssc_mode mode = {0};
    rsm_error err = rsm_drive_read_mode(drive, &mode);

    *touched_out = false;
    if (err == ERROR_SUCCESS && mode.write_protected)
        err = ERROR_WRITE_PROTECT;
    if (err == ERROR_SUCCESS)
        err = erase_from_beginning(drive, to_the_end, done_out, touched_out);
    if (err == ERROR_WRITE_PROTECT)
        say_protected(drive);
    return err;
}

/* Before anything is sent: part of a label is worse than none. */
static rsm_error check_carried(const struct rsm_drive *drive, size_t size)
{
    size_t most = rsm_command_most(&drive->device->link);

    if (size <= most)
        return ERROR_SUCCESS;
    rsm_log(
        RSM_LOG_ERROR, "scsi",
        "%s: no label is written: it has %zu bytes, and the adapter of the drive carries %zu in "
        "one command; let its driver allow more, or connect the drive to another adapter",
        drive->device->link.name, size, most);
    return ERROR_NOT_SUPPORTED;
}

rsm_error rsm_drive_write_label(struct rsm_drive *drive, const uint8_t *block, size_t size,
                                bool *touched_out)
{
    struct rsm_ssc_mode mode = {0};
    bool changed = false;
    rsm_error err = check_carried(drive, size);

    *touched_out = false;
    if (err == ERROR_SUCCESS)
        err = rsm_drive_read_mode(drive, &mode);
    if (err == ERROR_SUCCESS && mode.write_protected)
        err = ERROR_WRITE_PROTECT;
    if (err == ERROR_SUCCESS && mode.block_length != 0) {
        err = rsm_drive_set_block_length(drive, &mode, 0);
        changed = err == ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        err = write_from_beginning(drive, block, size, touched_out);
    if (err == ERROR_WRITE_PROTECT)
        say_protected(drive);
    if (changed && rsm_device_is_connected(drive->device)) /* the label counts, not this */
        (void)rsm_drive_set_block_length(drive, &mode, mode.block_length);
    return err;
}
