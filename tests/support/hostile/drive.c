/*
 * Tape drives (SSC-4): what reads, writes and winds.
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIXED = 0x01, /* of byte 1 of READ and WRITE */
    SILI = 0x02,
    NO_SENSE = 0,
    MEDIUM_ERROR = 3,
    DATA_PROTECT = 7,
    BLANK_CHECK = 8,
    VOLUME_OVERFLOW = 13
};

/* The tape in the drive's grip; NULL, and the failure, when there is none. */
static struct hostile_tape *find_tape(struct hostile_call *call)
{
    struct hostile_drive *drive = hostile_call_drive(call);
    struct hostile_cartridge *cartridge = call->target->elements[drive->element].cartridge;

    if (!drive->loaded || cartridge == NULL || cartridge->tape == NULL) {
        hostile_call_fail(call, 2, 0x3A, 0x00);
        return NULL;
    }
    return cartridge->tape;
}

void hostile_drive_ready(struct hostile_call *call)
{
    (void)find_tape(call);
}

/* ---- reading ---- */

static void add_information(struct hostile_call *call, uint32_t information)
{
    call->sense.information_given = true;
    call->sense.information = information;
}

/* The record at the position, if it is a block: else the failure, with what is left of the request. */
static const struct hostile_record *next_block(struct hostile_call *call,
                                               const struct hostile_tape *tape, uint32_t left)
{
    struct hostile_drive *drive = hostile_call_drive(call);
    const struct hostile_record *record;

    if (tape->unreadable) {
        hostile_call_fail(call, MEDIUM_ERROR, 0x11, 0x00);
    } else if (drive->position >= tape->count) {
        hostile_call_fail(call, BLANK_CHECK, 0x00, 0x05);
    } else {
        record = &tape->records[drive->position++];
        if (record->bytes != NULL)
            return record;
        hostile_call_fail(call, NO_SENSE, 0x00, 0x01);
        call->sense.filemark = true;
    }
    add_information(call, left);
    return NULL;
}

static void mark_length(struct hostile_call *call, uint32_t left)
{
    hostile_call_fail(call, NO_SENSE, 0x00, 0x00);
    call->sense.ili = true;
    add_information(call, left);
}

static void read_variable(struct hostile_call *call, const struct hostile_tape *tape,
                          uint32_t length)
{
    const struct hostile_record *record = next_block(call, tape, length);
    bool quiet = (call->cdb[1] & SILI) != 0;

    if (record == NULL)
        return;
    hostile_call_answer(call, record->bytes, record->length, length);
    if (record->length > length && (!quiet || hostile_call_drive(call)->block_length != 0))
        mark_length(call, length - record->length);
    else if (record->length < length && !quiet)
        mark_length(call, length - record->length);
}

static void read_fixed(struct hostile_call *call, const struct hostile_tape *tape, uint32_t blocks)
{
    size_t step = hostile_call_drive(call)->block_length;
    uint8_t *data;
    uint32_t done;

    if (step == 0 || step * blocks > HOSTILE_DATA_MAX) {
        hostile_call_refuse(call, 1);
        return;
    }
    data = malloc(step * blocks + 1);
    if (data == NULL) {
        hostile_call_fail(call, 4, 0x44, 0x00);
        return;
    }
    for (done = 0; done < blocks; done++) {
        const struct hostile_record *record = next_block(call, tape, blocks - done);

        if (record == NULL)
            break;
        if (record->length != step) {
            mark_length(call, blocks - done);
            break;
        }
        memcpy(data + done * step, record->bytes, step);
    }
    call->verdict->data = data;
    call->verdict->data_length = done * step;
}

void hostile_drive_read(struct hostile_call *call)
{
    const struct hostile_tape *tape = find_tape(call);
    uint32_t length = get24(call->cdb + 2);

    if (tape == NULL || length == 0)
        return;
    if ((call->cdb[1] & FIXED) != 0)
        read_fixed(call, tape, length);
    else
        read_variable(call, tape, length);
}

/* ---- writing ---- */

/* The tape, when it may be written; what is behind the position is gone then. */
static struct hostile_tape *find_writable(struct hostile_call *call)
{
    struct hostile_drive *drive = hostile_call_drive(call);
    struct hostile_tape *tape = find_tape(call);

    if (tape == NULL)
        return NULL;
    if (call->target->elements[drive->element].cartridge->protected) {
        hostile_call_fail(call, DATA_PROTECT, 0x27, 0x00);
        return NULL;
    }
    return tape;
}

static bool append(struct hostile_call *call, struct hostile_tape *tape, const uint8_t *bytes,
                   size_t length, uint32_t left)
{
    struct hostile_drive *drive = hostile_call_drive(call);

    hostile_tape_cut(tape, drive->position);
    tape->written = true;
    tape->unreadable = false;
    if (hostile_tape_append(tape, bytes, length)) {
        drive->position++;
        return true;
    }
    hostile_call_fail(call, VOLUME_OVERFLOW, 0x00, 0x02);
    call->sense.eom = true;
    add_information(call, left);
    return false;
}

void hostile_drive_write(struct hostile_call *call)
{
    const struct hostile_task *task = call->task;
    uint32_t length = get24(call->cdb + 2);
    bool fixed = (call->cdb[1] & FIXED) != 0;
    size_t step = fixed ? hostile_call_drive(call)->block_length : length;
    uint32_t blocks = fixed ? length : length > 0;
    struct hostile_tape *tape = find_writable(call);
    uint32_t done;

    if (tape == NULL)
        return;
    if (fixed && step == 0) {
        hostile_call_refuse(call, 1);
        return;
    }
    if (step * blocks > task->out_length || (blocks > 0 && task->out == NULL)) {
        hostile_call_fail(call, 11, 0x4B, 0x00); /* not all of it came */
        return;
    }
    for (done = 0; done < blocks; done++)
        if (!append(call, tape, task->out + done * step, step, fixed ? blocks - done : length))
            return;
}

void hostile_drive_write_filemarks(struct hostile_call *call)
{
    uint32_t count = get24(call->cdb + 2);
    struct hostile_tape *tape = find_writable(call);

    while (tape != NULL && count > 0) {
        if (!append(call, tape, NULL, 0, count))
            return;
        count--;
    }
}

void hostile_drive_erase(struct hostile_call *call)
{
    struct hostile_tape *tape = find_writable(call);

    if (tape == NULL)
        return;
    hostile_tape_cut(tape, hostile_call_drive(call)->position);
    tape->written = true;
    tape->unreadable = false;
}

/* ---- winding ---- */

void hostile_drive_rewind(struct hostile_call *call)
{
    if (find_tape(call) != NULL)
        hostile_call_drive(call)->position = 0;
}

/* So many filemarks, or blocks, forward or back.  What stops it is the failure, with how many are left. */
static void space(struct hostile_call *call, const struct hostile_tape *tape, bool marks,
                  int64_t count)
{
    struct hostile_drive *drive = hostile_call_drive(call);
    int64_t left = count < 0 ? -count : count;

    while (left > 0) {
        size_t at = drive->position;
        bool is_mark;

        if (count < 0 ? at == 0 : at >= tape->count) {
            hostile_call_fail(call, count < 0 ? NO_SENSE : BLANK_CHECK, 0x00,
                              count < 0 ? 0x04 : 0x05);
            call->sense.eom = count < 0;
            add_information(call, (uint32_t)left);
            return;
        }
        is_mark = tape->records[count < 0 ? at - 1 : at].bytes == NULL;
        drive->position = count < 0 ? at - 1 : at + 1;
        if (is_mark && !marks) {
            hostile_call_fail(call, NO_SENSE, 0x00, 0x01);
            call->sense.filemark = true;
            add_information(call, (uint32_t)left);
            return;
        }
        if (is_mark == marks)
            left--;
    }
}

void hostile_drive_space(struct hostile_call *call)
{
    const struct hostile_tape *tape = find_tape(call);
    bool sixteen = call->cdb[0] == 0x91;
    int64_t count = sixteen ? (int64_t)((uint64_t)get32(call->cdb + 4) << 32 | get32(call->cdb + 8))
                            : (int32_t)(get24(call->cdb + 2) << 8) >> 8;

    if (tape == NULL)
        return;
    if (count < -HOSTILE_TAPE_MAX)
        count = -HOSTILE_TAPE_MAX;
    switch (call->cdb[1] & 0x0F) {
    case 0:
        space(call, tape, false, count);
        break;
    case 1:
        space(call, tape, true, count);
        break;
    case 3:
        hostile_call_drive(call)->position = tape->count;
        break;
    default:
        hostile_call_refuse(call, 1);
    }
}

void hostile_drive_locate(struct hostile_call *call)
{
    const struct hostile_tape *tape = find_tape(call);
    uint64_t to = call->cdb[0] == 0x92 ? (uint64_t)get32(call->cdb + 4) << 32 | get32(call->cdb + 8)
                                       : get32(call->cdb + 3);

    if (tape == NULL)
        return;
    hostile_call_drive(call)->position = to > tape->count ? tape->count : (size_t)to;
    if (to > tape->count)
        hostile_call_fail(call, BLANK_CHECK, 0x00, 0x05);
}

void hostile_drive_read_position(struct hostile_call *call)
{
    uint32_t position = (uint32_t)hostile_call_drive(call)->position;
    uint8_t data[32] = {0};
    bool longer = (call->cdb[1] & 0x1F) == 6;

    if (find_tape(call) == NULL)
        return;
    if (!longer && (call->cdb[1] & 0x1F) > 1) {
        hostile_call_refuse(call, 1);
        return;
    }
    data[0] = position == 0 ? 0x80 : 0; /* BOP */
    if (longer) {
        put32(data + 12, position);
    } else {
        put32(data + 4, position);
        put32(data + 8, position);
    }
    hostile_call_answer(call, data, longer ? 32 : 20, 32);
}

/* ---- loading ---- */

static bool is_held(const struct hostile_call *call)
{
    size_t i;

    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (call->target->nexus[i] != NULL && call->target->nexus[i]->prevents[call->drive + 1])
            return true;
    return false;
}

void hostile_drive_load_unload(struct hostile_call *call)
{
    struct hostile_drive *drive = hostile_call_drive(call);

    if ((call->cdb[4] & 1) == 0) {
        if (drive->loaded && is_held(call))
            hostile_call_fail(call, 5, 0x53, 0x02);
        else
            hostile_library_let_go(call->target, drive);
        return;
    }
    hostile_library_load(call->target, drive);
    if (find_tape(call) != NULL)
        drive->position = 0;
}
