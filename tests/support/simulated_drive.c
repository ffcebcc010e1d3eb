/*
 * The tape drives of a simulated library (SSC-3), and its disks, which know nothing but their name.
 */
#include "support/simulated_parts.h"

#include "scsi/bytes.h"

#include <string.h>

/* One command at one drive. */
struct job {
    struct sim_library *library;
    struct sim_drive *drive;
    struct sim_cartridge *cartridge; /* NULL = none */
    struct rsm_command *command;
    const uint8_t *cdb;
    struct sim_block blocks[SIM_BLOCKS_MAX];
    unsigned block_count;
};

static uint32_t length_of(const struct job *job)
{
    return (uint32_t)job->cdb[2] << 16 | (uint32_t)job->cdb[3] << 8 | job->cdb[4];
}

/* CHECK CONDITION with INFORMATION and flags (80h filemark, 40h end of medium, 20h wrong length). */
static void check_with(struct job *job, uint8_t key_and_flags, uint8_t ascq, uint32_t information)
{
    size_t transferred = job->command->transferred;

    rsm_sim_check(job->command, key_and_flags, 0x00, ascq);
    job->command->sense[0] |= 0x80;
    rsm_bytes_put32(job->command->sense + 3, information);
    job->command->transferred = transferred;
}

/* Is there a tape that can be used?  Says so in the answer if not. */
static bool is_ready(struct job *job)
{
    if (job->cartridge == NULL)
        rsm_sim_check(job->command, 2, 0x3A, 0x00);
    else if (!job->drive->threaded)
        rsm_sim_check(job->command, 2, 0x04, 0x02);
    else if (job->drive->becoming > 0 || job->drive->ready_at > rsm_sim_now())
        rsm_sim_check(job->command, 2, 0x04, 0x01);
    else if (job->cartridge->label == SIM_WRONG_TYPE)
        rsm_sim_check(job->command, 2, 0x30, 0x00);
    else if (job->cartridge->label == SIM_CLEANER)
        rsm_sim_go_on_cleaning(job->drive, job->cartridge, job->command);
    else
        return true;
    if (job->drive->becoming > 0)
        job->drive->becoming--;
    return false;
}

/* ---- reading ---- */

static void read_data(struct job *job, const struct sim_block *block, uint32_t length)
{
    uint32_t difference = length - (uint32_t)block->size; /* two's complement */
    bool any_length = (job->cdb[1] & 0x02) != 0;

    rsm_sim_reply(job->command, block->bytes, block->size, length);
    job->drive->position++;
    if (difference != 0 && (!any_length || block->size > length))
        check_with(job, 0x20, 0x00, difference);
}

static void read_block(struct job *job)
{
    uint32_t length = length_of(job);
    const struct sim_block *block;

    if ((job->cdb[1] & 0x01) != 0) {
        if (job->drive->block_length == 0) {
            rsm_sim_refuse_field(job->command);
            return;
        }
        length = job->drive->block_length;
    }
    if (job->cartridge->label == SIM_UNREADABLE) {
        rsm_sim_check(job->command, 3, 0x11, 0x00);
    } else if (job->cartridge->label == SIM_WRONG_FORMAT) {
        rsm_sim_check(job->command, 3, 0x30, 0x02);
    } else if (job->drive->position >= job->block_count) {
        check_with(job, RSM_SENSE_KEY_BLANK_CHECK, 0x05, length);
    } else {
        block = &job->blocks[job->drive->position];
        if (!block->filemark) {
            read_data(job, block, length);
            return;
        }
        job->drive->position++;
        check_with(job, 0x80, 0x01, length);
    }
}

/* ---- writing ---- */

/* What is written ends the tape: whatever stood behind it is gone. */
static void append(struct job *job, const struct sim_block *block)
{
    if (job->cartridge->write_protected) {
        rsm_sim_check(job->command, 7, 0x27, 0x00);
        return;
    }
    if (job->drive->position >= SIM_BLOCKS_MAX) {
        rsm_sim_check(job->command, RSM_SENSE_KEY_VOLUME_OVERFLOW | 0x40, 0x00, 0x02);
        return;
    }
    job->blocks[job->drive->position++] = *block;
    rsm_sim_set_blocks(job->cartridge, job->blocks, job->drive->position);
    job->command->transferred = job->command->length;
}

static void write_block(struct job *job)
{
    struct sim_block block = {.size = length_of(job)};

    if ((job->cdb[1] & 0x01) != 0 || block.size == 0 || block.size > SIM_BLOCK_MAX ||
        block.size != job->command->length) {
        rsm_sim_refuse_field(job->command);
        return;
    }
    memcpy(block.bytes, job->command->data, block.size);
    append(job, &block);
}

/* What a short erase leaves lying there cannot be found either. */
static void erase(struct job *job)
{
    if (job->drive->no_erase)
        rsm_sim_refuse_command(job->command);
    else if (job->drive->quick_erase && (job->cdb[1] & 0x01) != 0)
        rsm_sim_refuse_field(job->command);
    else if (job->cartridge->write_protected)
        rsm_sim_check(job->command, 7, 0x27, 0x00);
    else
        rsm_sim_set_blocks(job->cartridge, job->blocks, job->drive->position);
}

static void write_filemarks(struct job *job)
{
    const struct sim_block filemark = {.filemark = true};

    for (uint32_t left = length_of(job); left > 0; left--) {
        if (job->command->status == RSM_STATUS_GOOD)
            append(job, &filemark);
    }
}

/* ---- moving the tape ---- */

static void space(struct job *job)
{
    uint32_t left = length_of(job);
    uint8_t what = job->cdb[1] & 0x0F;

    if (what == 3) {
        job->drive->position = job->block_count;
        return;
    }
    if (what > 1 || left > 0x7FFFFF) {
        rsm_sim_refuse_field(job->command);
        return;
    }
    while (left > 0 && job->drive->position < job->block_count) {
        bool filemark = job->blocks[job->drive->position++].filemark;

        if (filemark == (what == 1))
            left--;
        else if (filemark)
            break;
    }
    if (left > 0)
        check_with(job, job->drive->position < job->block_count ? 0x80 : RSM_SENSE_KEY_BLANK_CHECK,
                   job->drive->position < job->block_count ? 0x01 : 0x05, left);
}

/* As drives for one cartridge do: it is in the slit, and the drive says that it is empty. */
static void push_out(struct job *job)
{
    job->library->pushed_out = job->cartridge;
    job->library->elements[SIM_DRIVE][0].cartridge = NULL;
}

static void load_or_unload(struct job *job)
{
    bool load = (job->cdb[4] & 0x01) != 0;

    if (job->drive->no_unload) {
        rsm_sim_refuse_command(job->command);
        return;
    }
    if (!load && (job->drive->prevented || job->drive->prevented_by_program)) {
        rsm_sim_check(job->command, 5, 0x53, 0x02);
        return;
    }
    if (job->cartridge == NULL) {
        rsm_sim_check(job->command, 2, 0x3A, 0x00);
        return;
    }
    if (job->drive->cleaning > 0) { /* until it is done */
        job->drive->cleaning--;
        rsm_sim_check(job->command, 2, 0x04, 0x07);
        return;
    }
    job->drive->threaded = load;
    job->drive->lagging = load ? 0 : job->library->lag;
    job->drive->becoming = 0;
    job->drive->ready_at = 0;
    job->drive->position = 0;
    if (job->library->alone && !job->library->keeps && !job->drive->threaded)
        push_out(job);
}

/* ---- telling ---- */

static void read_position(struct job *job)
{
    uint8_t data[32] = {0};
    bool is_long = (job->cdb[1] & 0x1F) == 0x06;

    data[0] = job->drive->position == 0 ? 0x80 : 0;
    if (is_long) {
        data[0] |= 0x08; /* no file numbers */
        rsm_bytes_put64(data + 8, job->drive->position);
    } else {
        rsm_bytes_put32(data + 4, job->drive->position);
        rsm_bytes_put32(data + 8, job->drive->position);
    }
    rsm_sim_reply(job->command, data, is_long ? 32 : 20, sizeof data);
}

static void read_block_limits(struct job *job)
{
    static const uint8_t limits[] = {0, 0xFF, 0xFF, 0xFF, 0x00, 0x01};

    rsm_sim_reply(job->command, limits, sizeof limits, sizeof limits);
}

static void mode_sense(struct job *job)
{
    uint8_t wanted = job->cdb[2] & 0x3F;
    uint8_t descriptor[8] = {0x58}; /* LTO-5 */
    uint8_t page[16] = {0x10, 14};

    rsm_bytes_put24(descriptor + 5, job->drive->block_length);
    if (wanted == 0x00)
        rsm_sim_reply_mode(job->command, descriptor, page, 0);
    else if (wanted == 0x10 || wanted == 0x3F)
        rsm_sim_reply_mode(job->command, descriptor, page, sizeof page);
    else
        rsm_sim_refuse_field(job->command);
    if (job->cartridge != NULL && job->cartridge->write_protected && job->command->transferred > 3)
        ((uint8_t *)job->command->data)[job->cdb[0] == 0x5A ? 3 : 2] |= 0x80;
}

static void mode_select(struct job *job)
{
    struct rsm_bytes list = rsm_bytes_of(job->command->data, job->command->length);

    job->command->transferred = job->command->length;
    if (rsm_bytes_get8(&list, 3) == 8)
        job->drive->block_length = rsm_bytes_get24(&list, 9);
}

/* ---- the door ---- */

/* What needs a tape that is ready; false = another command. */
static bool execute_with_tape(struct job *job)
{
    switch (job->cdb[0]) {
    case 0x00: /* TEST UNIT READY */
    case 0x01: /* REWIND */
    case 0x08: /* READ */
    case 0x0A: /* WRITE */
    case 0x10: /* WRITE FILEMARKS */
    case 0x11: /* SPACE */
    case 0x19: /* ERASE */
    case 0x34: /* READ POSITION */
        break;
    default:
        return false;
    }
    if (!is_ready(job))
        return true;
    if (job->cdb[0] == 0x01)
        job->drive->position = 0;
    else if (job->cdb[0] == 0x08)
        read_block(job);
    else if (job->cdb[0] == 0x0A)
        write_block(job);
    else if (job->cdb[0] == 0x10)
        write_filemarks(job);
    else if (job->cdb[0] == 0x11)
        space(job);
    else if (job->cdb[0] == 0x19)
        erase(job);
    else if (job->cdb[0] == 0x34)
        read_position(job);
    return true;
}

static void execute_tape(struct job *job)
{
    if (execute_with_tape(job))
        return;
    switch (job->cdb[0]) {
    case 0x05: /* READ BLOCK LIMITS */
        read_block_limits(job);
        break;
    case 0x15: /* MODE SELECT(6) */
        mode_select(job);
        break;
    case 0x1A: /* MODE SENSE */
    case 0x5A:
        mode_sense(job);
        break;
    case 0x1B: /* LOAD UNLOAD */
        load_or_unload(job);
        break;
    case 0x4D: /* LOG SENSE */
        rsm_sim_tell_alerts(job->drive, job->command);
        break;
    case 0x1E: /* PREVENT ALLOW MEDIUM REMOVAL */
        job->drive->prevented = (job->cdb[4] & 0x01) != 0;
        break;
    default:
        rsm_sim_refuse_command(job->command);
        break;
    }
}

void rsm_sim_drive_execute(struct sim_way *way, struct rsm_command *command)
{
    struct sim_library *library = way->library;
    struct sim_identity identity = {
        .type = 1, .vendor = SIM_VENDOR, .product = SIM_PRODUCT, .serial = ""};
    struct job job = {.library = library, .command = command, .cdb = command->cdb.bytes};

    if (way->lun > library->counts[SIM_DRIVE]) {
        identity.type = 0;
        identity.vendor = "DISKS";
        identity.product = "DISK";
        if (!rsm_sim_answer_common(command, &identity))
            rsm_sim_refuse_command(command);
        return;
    }
    job.drive = &library->drives[way->lun - 1];
    job.cartridge = library->elements[SIM_DRIVE][way->lun - 1].cartridge;
    if (job.cartridge != NULL)
        job.block_count = rsm_sim_blocks(job.cartridge, job.blocks);
    identity.serial = job.drive->serial;
    identity.revision = library->revision;
    if (rsm_sim_answer_common(command, &identity) || rsm_sim_program_refuses(job.drive, command))
        return;
    execute_tape(&job);
    rsm_sim_ask_to_be_cleaned(job.drive, command);
}
