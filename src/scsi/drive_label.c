/*
 * The first blocks of a tape, whatever their size.  Nothing here writes to the tape.
 *
 * A block is asked for with room for the largest and without SILI, so that the drive says in its sense
 * data how long the block was.  Where not all of it came, it is read once more with its exact length.
 * Of a block that is longer than one command may carry (rsm_command_most) only the beginning is to be had:
 * a tape cannot be read in parts of a block.  Whether that is enough is said by drive->enough; if
 * it is not, nothing is known of the tape, least of all that it is blank or nobody's.
 * Filemarks and the end of data are believed before any data, which ssc.c sees to.
 */
#include "scsi/drive.h"

#include "platform/log.h"
#include "scsi/spc.h"
#include "scsi/ssc.h"

#include <stdlib.h>
#include <string.h>

enum {
    READ_MS = 10 * 60 * 1000,
    SPACE_MS = 60 * 60 * 1000, /* the first file may be the whole tape */
    MODE_MS = 60000,
    PATIENCE_MS = 60000,
    MOST_TRIES = 3,
    USUAL_FIXED_BLOCK = 512
};

/* One attempt to read a label. */
struct attempt {
    struct rsm_drive *drive;
    struct rsm_drive_facts facts;
    uint32_t fixed_length; /* 0 = variable blocks */
    bool again;            /* the tape may have moved by itself: begin anew */
    bool filemark_found;
};

/* Where a block stands. */
enum spot { FIRST_BLOCK, BEHIND_FIRST_FILEMARK };

/* ---- commands ---- */

/* Never sent again by itself: after a unit attention the tape may stand elsewhere. */
static rsm_error send_motion(struct attempt *attempt, struct rsm_command *command,
                             struct rsm_command_result *result)
{
    struct rsm_command_options options = {.patience_ms = PATIENCE_MS, .expected = true};
    rsm_error err = rsm_device_execute(attempt->drive->device, command, &options, result);

    if (result->attentions != 0 || result->sense.key == RSM_SENSE_KEY_ABORTED_COMMAND)
        attempt->again = true;
    return err;
}

static void complain(const struct attempt *attempt, const char *what,
                     const struct rsm_command_result *result, rsm_error err)
{
    char words[RSM_SENSE_TEXT_MAX];

    if (attempt->again)
        return;
    rsm_sense_describe(&result->sense, words, sizeof words);
    rsm_log(RSM_LOG_WARNING, "scsi", "%s: cannot %s: %s [%s]", attempt->drive->device->link.name,
            what, words, rsm_error_name(err));
}

/*
 * Read the block that comes next.  An error in the outcome is what the tape or the drive says; the
 * error returned is that nobody answered.
 */
static rsm_error read_next(struct attempt *attempt, uint8_t *buffer, size_t length, bool any_length,
                           struct rsm_ssc_read_outcome *outcome_out,
                           struct rsm_command_result *result)
{
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = attempt->fixed_length != 0 ? rsm_ssc_read_blocks(1)
                                             : rsm_ssc_read_block((uint32_t)length, any_length);
    command.direction = RSM_DATA_IN;
    command.data = buffer;
    command.length = length;
    command.timeout_ms = READ_MS;
    err = send_motion(attempt, &command, result);
    if (!rsm_device_is_connected(attempt->drive->device) || err == ERROR_OPERATION_ABORTED)
        return err;
    *outcome_out =
        rsm_ssc_read_outcome(result->status, &result->sense, length, command.transferred);
    return attempt->again ? ERROR_RETRY : ERROR_SUCCESS;
}

static rsm_error go_to(struct attempt *attempt, enum spot spot, bool *there_out)
{
    struct rsm_command_result result;
    struct rsm_command command;
    rsm_error err = rsm_drive_rewind(attempt->drive);

    *there_out = err == ERROR_SUCCESS;
    if (err != ERROR_SUCCESS || spot == FIRST_BLOCK)
        return err;
    memset(&command, 0, sizeof command);
    command.cdb = rsm_ssc_space(RSM_SSC_SPACE_FILEMARKS, 1);
    command.timeout_ms = SPACE_MS;
    err = send_motion(attempt, &command, &result);
    if (attempt->again)
        err = ERROR_RETRY;
    if (err != ERROR_SUCCESS)
        *there_out = false;
    attempt->filemark_found = *there_out;
    switch (rsm_sense_classify(&result.sense)) {
    case RSM_SENSE_BLANK: /* no filemark before the end */
    case RSM_SENSE_MARK:
        return ERROR_SUCCESS;
    default:
        if (err != ERROR_SUCCESS)
            complain(attempt, "find the first filemark", &result, err);
        return err;
    }
}

/* ---- one block ---- */

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most_carried(const struct attempt *attempt)
{
    return rsm_command_most(&attempt->drive->device->link);
}

static size_t most_to_ask_for(const struct attempt *attempt)
{
    size_t largest = attempt->facts.largest_block;

    if (attempt->fixed_length != 0)
        return attempt->fixed_length;
    if (largest == 0 || largest > RSM_DRIVE_BLOCK_MAX)
        largest = RSM_DRIVE_BLOCK_MAX;
    return lesser(largest, most_carried(attempt));
}

static bool is_whole(const struct attempt *attempt, const struct rsm_ssc_read_outcome *outcome)
{
    switch (outcome->kind) {
    case RSM_SSC_READ_SHORT_BLOCK:
    case RSM_SSC_READ_LONG_BLOCK:
        return attempt->fixed_length != 0 || outcome->usable == outcome->block_size;
    default:
        return true;
    }
}

/* It would be read, if one command could carry it. */
static bool is_beyond_adapter(const struct attempt *attempt,
                              const struct rsm_ssc_read_outcome *outcome)
{
    return outcome->usable != outcome->block_size && outcome->block_size <= RSM_DRIVE_BLOCK_MAX &&
           outcome->block_size > most_carried(attempt);
}

static rsm_error refuse_long_block(const struct attempt *attempt, size_t block_size)
{
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: the tape has a block of %zu bytes at its beginning, and the adapter of the drive "
            "carries %zu in one command: whose tape it is cannot be told here; let the driver of "
            "the adapter allow more, or connect the drive to another one",
            attempt->drive->device->link.name, block_size, most_carried(attempt));
    return ERROR_NOT_SUPPORTED;
}

/* Is what came of a block that is beyond the adapter as good as all of it? */
static rsm_error judge_beginning(const struct attempt *attempt,
                                 const struct rsm_ssc_read_outcome *outcome, size_t wanted)
{
    size_t enough = attempt->drive->enough;

    if (enough != 0 && outcome->usable >= enough && outcome->usable >= wanted)
        return ERROR_SUCCESS;
    return refuse_long_block(attempt, outcome->block_size);
}

/* Of a block in fixed mode only the length that the drive is set to is known. */
static void judge_fixed(struct rsm_ssc_read_outcome *outcome)
{
    if (outcome->kind == RSM_SSC_READ_SHORT_BLOCK || outcome->kind == RSM_SSC_READ_LONG_BLOCK) {
        memset(outcome, 0, sizeof *outcome);
        outcome->kind = RSM_SSC_READ_ERROR;
        outcome->error = ERROR_INVALID_BLOCK_LENGTH;
    }
}

/* A block that is known to be longer than what was asked for need not be complained of (SILI). */
static void judge_expected(size_t known_size, struct rsm_ssc_read_outcome *outcome)
{
    if (outcome->kind != RSM_SSC_READ_DATA || known_size <= outcome->block_size)
        return;
    outcome->kind = RSM_SSC_READ_LONG_BLOCK;
    outcome->block_size = known_size;
}

/*
 * Go to the spot and read the block there, twice if need be.  An outcome of LONG_BLOCK means that it
 * is longer than the buffer, or than one command may carry.
 */
static rsm_error read_block(struct attempt *attempt, enum spot spot, uint8_t *buffer,
                            struct rsm_ssc_read_outcome *outcome_out)
{
    size_t length = most_to_ask_for(attempt);
    size_t known_size = 0;
    struct rsm_command_result result = {0};

    for (int i = 0; i < 2; i++) {
        bool there = false;
        rsm_error err = go_to(attempt, spot, &there);

        if (err == ERROR_SUCCESS && !there) {
            memset(outcome_out, 0, sizeof *outcome_out);
            outcome_out->kind = RSM_SSC_READ_END_OF_DATA;
            return ERROR_SUCCESS;
        }
        if (err == ERROR_SUCCESS)
            err = read_next(attempt, buffer, length, known_size > length, outcome_out, &result);
        if (err != ERROR_SUCCESS)
            return err;
        judge_expected(known_size, outcome_out);
        if (is_whole(attempt, outcome_out) || outcome_out->block_size > RSM_DRIVE_BLOCK_MAX ||
            outcome_out->usable == most_carried(attempt))
            break;
        known_size = outcome_out->block_size;
        length = lesser(known_size, most_carried(attempt));
    }
    if (attempt->fixed_length != 0)
        judge_fixed(outcome_out);
    if (outcome_out->kind == RSM_SSC_READ_ERROR &&
        rsm_sense_classify(&result.sense) != RSM_SENSE_ILLEGAL)
        complain(attempt, "read the label", &result, outcome_out->error);
    return ERROR_SUCCESS;
}

static rsm_error make_buffer(uint8_t **buffer)
{
    if (*buffer == NULL)
        *buffer = malloc(RSM_DRIVE_BLOCK_MAX);
    return *buffer != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

static size_t wanted_of(const struct attempt *attempt)
{
    return lesser(attempt->drive->wanted, RSM_DRIVE_BLOCK_MAX);
}

/* The blocks behind the first one, as long as they are whole and fit. */
static rsm_error read_on(struct attempt *attempt, struct rsm_drive_label *label)
{
    size_t wanted = wanted_of(attempt);

    while (label->joined_length < wanted) {
        size_t room = RSM_DRIVE_BLOCK_MAX - label->joined_length;
        size_t length = lesser(room, most_to_ask_for(attempt));
        struct rsm_command_result result = {0};
        struct rsm_ssc_read_outcome outcome;
        rsm_error err;

        if (attempt->fixed_length > length)
            return ERROR_SUCCESS;
        err = read_next(attempt, attempt->drive->first_buffer + label->joined_length, length, false,
                        &outcome, &result);
        if (err != ERROR_SUCCESS)
            return err;
        if (outcome.kind == RSM_SSC_READ_ERROR)
            return outcome.error;
        if (is_beyond_adapter(attempt, &outcome) && outcome.block_size <= room)
            return refuse_long_block(attempt, outcome.block_size);
        if (outcome.usable == 0 || outcome.usable != outcome.block_size)
            return ERROR_SUCCESS; /* a filemark, the end, or a block that is too long */
        label->joined_length += outcome.usable;
    }
    return ERROR_SUCCESS;
}

/* ---- the label ---- */

static rsm_error take_first(struct attempt *attempt, const struct rsm_ssc_read_outcome *outcome,
                            struct rsm_drive_label *label)
{
    bool is_whole_block = outcome->usable == outcome->block_size;
    rsm_error err = ERROR_SUCCESS;

    label->first = attempt->drive->first_buffer;
    label->first_size = outcome->block_size;
    label->first_is_longer = !is_whole_block && !is_beyond_adapter(attempt, outcome);
    label->first_length = label->first_is_longer ? 0 : outcome->usable;
    label->joined_length = label->first_length;
    if (is_beyond_adapter(attempt, outcome))
        err = judge_beginning(attempt, outcome, wanted_of(attempt));
    else if (is_whole_block)
        err = read_on(attempt, label);
    return err;
}

static rsm_error read_first(struct attempt *attempt, struct rsm_drive_label *label)
{
    struct rsm_ssc_read_outcome outcome;
    rsm_error err = make_buffer(&attempt->drive->first_buffer);

    if (err == ERROR_SUCCESS)
        err = read_block(attempt, FIRST_BLOCK, attempt->drive->first_buffer, &outcome);
    if (err != ERROR_SUCCESS)
        return err;
    switch (outcome.kind) {
    case RSM_SSC_READ_FILEMARK:
        label->filemark_first = true;
        return ERROR_SUCCESS;
    case RSM_SSC_READ_END_OF_DATA:
        label->blank = true;
        return ERROR_SUCCESS;
    case RSM_SSC_READ_ERROR:
        return outcome.error;
    default:
        return take_first(attempt, &outcome, label);
    }
}

static rsm_error read_second(struct attempt *attempt, struct rsm_drive_label *label)
{
    struct rsm_ssc_read_outcome outcome;
    rsm_error err = make_buffer(&attempt->drive->second_buffer);

    if (err == ERROR_SUCCESS)
        err = read_block(attempt, BEHIND_FIRST_FILEMARK, attempt->drive->second_buffer, &outcome);
    if (err != ERROR_SUCCESS)
        return err;
    label->filemark_found = attempt->filemark_found;
    switch (outcome.kind) {
    case RSM_SSC_READ_FILEMARK:
    case RSM_SSC_READ_END_OF_DATA:
        return ERROR_SUCCESS;
    case RSM_SSC_READ_ERROR:
        return outcome.error;
    default:
        if (is_beyond_adapter(attempt, &outcome))
            err = judge_beginning(attempt, &outcome, 0);
        else if (outcome.usable != outcome.block_size)
            err = ERROR_INVALID_BLOCK_LENGTH;
        label->has_second = err == ERROR_SUCCESS;
        label->second = attempt->drive->second_buffer;
        label->second_length = outcome.usable;
        label->second_size = outcome.block_size;
        return err;
    }
}

static rsm_error read_blocks(struct attempt *attempt, bool want_second,
                             struct rsm_drive_label *label)
{
    rsm_error err = read_first(attempt, label);

    if (err == ERROR_SUCCESS && want_second && !label->blank)
        err = read_second(attempt, label);
    return err;
}

/* ---- drives that only know fixed blocks ---- */

static rsm_error read_in_fixed_blocks(struct attempt *attempt, bool want_second,
                                      struct rsm_drive_label *label)
{
    struct rsm_ssc_mode mode;
    uint32_t length = attempt->facts.block_length;
    bool changed = false;
    rsm_error err = rsm_drive_read_mode(attempt->drive, &mode);

    if (err != ERROR_SUCCESS)
        return err;
    if (length == 0) {
        length = attempt->facts.smallest_block != 0 ? attempt->facts.smallest_block
                                                    : (uint32_t)USUAL_FIXED_BLOCK;
        err = rsm_drive_set_block_length(attempt->drive, &mode, length);
        changed = err == ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS && length > RSM_DRIVE_BLOCK_MAX)
        err = ERROR_INVALID_BLOCK_LENGTH;
    else if (err == ERROR_SUCCESS && length > most_carried(attempt))
        err = refuse_long_block(attempt, length);
    if (err == ERROR_SUCCESS) {
        attempt->fixed_length = length;
        err = read_blocks(attempt, want_second, label);
    }
    if (changed && rsm_device_is_connected(attempt->drive->device)) {
        rsm_error restored = rsm_drive_set_block_length(attempt->drive, &mode, mode.block_length);

        if (err == ERROR_SUCCESS)
            err = restored;
    }
    return err;
}

/* ---- the door ---- */

static rsm_error read_label_once(struct attempt *attempt, bool want_second,
                                 struct rsm_drive_label *label)
{
    struct rsm_drive *drive = attempt->drive;
    rsm_error err = rsm_drive_get_facts(drive, &attempt->facts);

    drive->facts = attempt->facts;
    memset(label, 0, sizeof *label);
    if (err != ERROR_SUCCESS)
        return err;
    if (!drive->fixed_only) {
        err = read_blocks(attempt, want_second, label);
        if (err == ERROR_INVALID_FUNCTION) /* ILLEGAL REQUEST */
            drive->fixed_only = true;
    }
    if (drive->fixed_only) {
        err = read_in_fixed_blocks(attempt, want_second, label);
        drive->fixed_only = err == ERROR_SUCCESS;
    }
    return err;
}

rsm_error rsm_drive_read_label(struct rsm_drive *drive, bool want_second,
                               struct rsm_drive_label *label_out)
{
    struct rsm_drive_label label;
    rsm_error err = ERROR_SUCCESS;

    for (int i = 0; i < MOST_TRIES; i++) {
        struct attempt attempt = {.drive = drive};

        err = read_label_once(&attempt, want_second, &label);
        if (!attempt.again || !rsm_device_is_connected(drive->device))
            break;
    }
    if (rsm_device_is_connected(drive->device)) {
        rsm_error rewound = rsm_drive_rewind(drive);

        if (err == ERROR_SUCCESS)
            err = rewound;
    }
    if (err == ERROR_RETRY) /* the drive was reset again and again */
        err = ERROR_BUS_RESET;
    if (err == ERROR_SUCCESS)
        *label_out = label;
    return err;
}
