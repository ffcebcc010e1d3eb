/*
 * Limits, mode pages and log pages of tape drives (SSC-4).
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <string.h>

enum {
    BLOCK_DESCRIPTOR = 8,
    COMPRESSION = 0x0F,
    CONFIGURATION = 0x10,
    EVERY_PAGE = 0x3F,
    TAPE_ALERT = 0x2E,
    ALERTS = 64
};

void hostile_drive_block_limits(struct hostile_call *call)
{
    uint8_t data[6] = {0};

    put24(data + 1, HOSTILE_BLOCK_MAX);
    put16(data + 4, 1);
    hostile_call_answer(call, data, sizeof data, sizeof data);
}

static size_t write_page(uint8_t page, uint8_t *at)
{
    if (page == COMPRESSION) {
        at[0] = COMPRESSION;
        at[1] = 14;
        at[2] = 0xC0; /* DCE, DCC */
        at[3] = 0x80;
        return 16;
    }
    if (page == CONFIGURATION) {
        at[0] = CONFIGURATION;
        at[1] = 14;
        at[8] = 0x40; /* BIS */
        return 16;
    }
    return 0;
}

static bool is_protected(struct hostile_call *call)
{
    const struct hostile_drive *drive = hostile_call_drive(call);

    return drive->loaded && call->target->elements[drive->element].cartridge->protected;
}

void hostile_drive_mode_sense(struct hostile_call *call)
{
    const struct hostile_drive *drive = hostile_call_drive(call);
    bool six = call->cdb[0] == 0x1A;
    uint8_t page = call->cdb[2] & 0x3F;
    uint8_t data[64] = {0};
    size_t length = six ? 4 : 8;

    data[six ? 2 : 3] = (uint8_t)((is_protected(call) ? 0x80 : 0) | 0x10); /* buffered */
    if ((call->cdb[1] & 0x08) == 0) {
        data[six ? 3 : 7] = BLOCK_DESCRIPTOR;
        data[length] = 0x5A; /* density: LTO 6 */
        put24(data + length + 5, drive->block_length);
        length += BLOCK_DESCRIPTOR;
    }
    if (page == COMPRESSION || page == CONFIGURATION) {
        length += write_page(page, data + length);
    } else if (page == EVERY_PAGE) {
        length += write_page(COMPRESSION, data + length);
        length += write_page(CONFIGURATION, data + length);
    } else if (page != 0) {
        hostile_call_refuse(call, 2);
        return;
    }
    if (six)
        data[0] = (uint8_t)(length - 1);
    else
        put16(data, (uint32_t)(length - 2));
    hostile_call_answer(call, data, length, six ? call->cdb[4] : get16(call->cdb + 7));
}

void hostile_drive_mode_select(struct hostile_call *call)
{
    bool six = call->cdb[0] == 0x15;
    const uint8_t *data = call->task->out;
    size_t length = call->task->out_length;
    size_t header = six ? 4 : 8;
    size_t descriptor;

    if (length == 0)
        return;
    if (length < header) {
        hostile_call_fail(call, 5, 0x1A, 0x00);
        return;
    }
    descriptor = six ? data[3] : get16(data + 6);
    if (descriptor == 0)
        return;
    if (descriptor != BLOCK_DESCRIPTOR || length < header + BLOCK_DESCRIPTOR)
        hostile_call_fail(call, 5, descriptor != BLOCK_DESCRIPTOR ? 0x26 : 0x1A, 0x00);
    else if (get24(data + header + 5) > HOSTILE_BLOCK_MAX)
        hostile_call_fail(call, 5, 0x26, 0x00);
    else
        hostile_call_drive(call)->block_length = get24(data + header + 5);
}

void hostile_drive_log_sense(struct hostile_call *call)
{
    uint64_t alerts = hostile_call_drive(call)->alerts;
    uint8_t page = call->cdb[2] & 0x3F;
    uint8_t data[4 + 5 * ALERTS] = {0};
    size_t length = 4;
    unsigned flag;

    if (call->target->features.no_log) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    if (page != 0 && page != TAPE_ALERT) {
        hostile_call_refuse(call, 2);
        return;
    }
    data[0] = page;
    if (page == 0)
        data[length + 1] = TAPE_ALERT;
    length += page == 0 ? 2 : 0;
    for (flag = 1; page == TAPE_ALERT && flag <= ALERTS; flag++) {
        put16(data + length, flag);
        data[length + 3] = 1;
        data[length + 4] = (uint8_t)(alerts >> (flag - 1) & 1);
        length += 5;
    }
    put16(data + 2, (uint32_t)(length - 4));
    hostile_call_answer(call, data, length, get16(call->cdb + 7));
}
