/*
 * What every logical unit answers (SPC-4).
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_TAPE = 1, TYPE_CHANGER = 8, NOT_HERE = 0x7F, VPD_HEADER = 4 };

static void set_field(uint8_t *at, const char *text, size_t room)
{
    memset(at, ' ', room);
    memcpy(at, text, strlen(text) < room ? strlen(text) : room);
}

static uint8_t peripheral(const struct hostile_call *call)
{
    if (call->unit == NULL)
        return NOT_HERE;
    return call->drive == HOSTILE_NOWHERE ? TYPE_CHANGER : TYPE_TAPE;
}

static void answer_standard(struct hostile_call *call, size_t allocation)
{
    uint8_t data[256] = {0};
    size_t length = call->unit == NULL ? 36 : call->unit->inquiry_length;

    data[0] = peripheral(call);
    data[1] = 0x80; /* RMB */
    data[2] = 6;    /* SPC-4 */
    data[3] = 2;
    data[4] = 91;
    if (call->unit != NULL) {
        set_field(data + 8, call->unit->identity.vendor, 8);
        set_field(data + 16, call->unit->identity.product, 16);
        set_field(data + 32, call->unit->identity.revision, 4);
        if (call->drive != HOSTILE_NOWHERE && call->drive == call->target->attached)
            data[6] = 0x08; /* MCHNGR */
    }
    hostile_call_answer(call, data, length, allocation);
}

/* One designator: T10 vendor identification. */
static size_t write_designator(const struct hostile_identity *identity, uint8_t *at)
{
    size_t serial = strlen(identity->serial);

    at[0] = 0x02; /* ASCII */
    at[1] = 0x01; /* of the logical unit */
    at[3] = (uint8_t)(24 + serial);
    set_field(at + 4, identity->vendor, 8);
    set_field(at + 12, identity->product, 16);
    memcpy(at + 28, identity->serial, serial);
    return 28 + serial;
}

/* Behind the header; HOSTILE_NOWHERE when there is no such page. */
static uint32_t write_vpd(const struct hostile_unit *unit, uint8_t page, uint8_t *at)
{
    const struct hostile_vpd *given = page == 0x00   ? &unit->vpd_00
                                      : page == 0x80 ? &unit->vpd_80
                                                     : &unit->vpd_83;
    static const uint8_t pages[] = {0x00, 0x80, 0x83};

    if ((page != 0x00 && page != 0x80 && page != 0x83) || given->absent)
        return HOSTILE_NOWHERE;
    if (given->given) {
        memcpy(at, given->bytes, given->length);
        return (uint32_t)given->length;
    }
    if (page == 0x00) {
        size_t count = 0;

        at[count++] = pages[0];
        if (!unit->vpd_80.absent)
            at[count++] = pages[1];
        if (!unit->vpd_83.absent)
            at[count++] = pages[2];
        return (uint32_t)count;
    }
    if (page == 0x83)
        return (uint32_t)write_designator(&unit->identity, at);
    memcpy(at, unit->identity.serial, strlen(unit->identity.serial));
    return (uint32_t)strlen(unit->identity.serial);
}

void hostile_primary_inquiry(struct hostile_call *call)
{
    uint8_t data[VPD_HEADER + HOSTILE_PAGE_MAX] = {0};
    size_t allocation = get16(call->cdb + 3);
    uint32_t length;

    if ((call->cdb[1] & 1) == 0) {
        if (call->cdb[2] != 0)
            hostile_call_refuse(call, 2);
        else
            answer_standard(call, allocation);
        return;
    }
    length = call->unit == NULL ? HOSTILE_NOWHERE
                                : write_vpd(call->unit, call->cdb[2], data + VPD_HEADER);
    if (length == HOSTILE_NOWHERE) {
        hostile_call_refuse(call, 2);
        return;
    }
    data[0] = peripheral(call);
    data[1] = call->cdb[2];
    put16(data + 2, length);
    hostile_call_answer(call, data, VPD_HEADER + length, allocation);
}

/* ---- REPORT LUNS ---- */

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *first = a, *second = b;

    return (*first > *second) - (*first < *second);
}

/* Into luns; how many. */
static size_t list_luns(const struct hostile_target *target, uint32_t *luns)
{
    size_t count = 0;
    size_t i;

    if (target->luns_given) {
        memcpy(luns, target->luns, target->lun_count * sizeof *luns);
        return target->lun_count;
    }
    if (target->has_changer && target->changer.lun != HOSTILE_NOWHERE)
        luns[count++] = target->changer.lun;
    for (i = 0; i < target->drive_count; i++)
        if (target->drives[i].unit.lun != HOSTILE_NOWHERE)
            luns[count++] = target->drives[i].unit.lun;
    qsort(luns, count, sizeof *luns, compare_numbers);
    return count;
}

static void answer_luns(struct hostile_call *call, const uint32_t *luns, size_t count)
{
    uint8_t *data = calloc(8 + 8 * count, 1);
    size_t i;

    if (data == NULL) {
        hostile_call_fail(call, 4, 0x44, 0x00);
        return;
    }
    put32(data, (uint32_t)(8 * count));
    for (i = 0; i < count; i++)
        put16(data + 8 + 8 * i, luns[i] < 256 ? luns[i] : 0x4000 | luns[i]);
    hostile_call_answer(call, data, 8 + 8 * count, get32(call->cdb + 6));
    free(data);
}

void hostile_primary_report_luns(struct hostile_call *call)
{
    uint32_t *luns;

    if (call->target->luns_refused) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    luns = calloc(call->target->drive_count + 257, sizeof *luns);
    if (luns == NULL) {
        hostile_call_fail(call, 4, 0x44, 0x00);
        return;
    }
    answer_luns(call, luns, list_luns(call->target, luns));
    free(luns);
}

/* ---- the rest ---- */

void hostile_primary_request_sense(struct hostile_call *call)
{
    struct hostile_sense_data sense = {0};
    uint8_t data[HOSTILE_SENSE_MAX];
    uint8_t asc, ascq;

    if (call->unit == NULL) {
        sense = (struct hostile_sense_data){.given = true, .key = 5, .asc = 0x25};
    } else if (hostile_attention_take(call->nexus, call->drive, &asc, &ascq)) {
        sense = (struct hostile_sense_data){.given = true, .key = 6, .asc = asc, .ascq = ascq};
    }
    hostile_call_answer(call, data, hostile_sense_write(&sense, (call->cdb[1] & 1) != 0, 18, data),
                        call->cdb[4]);
}

void hostile_primary_prevent(struct hostile_call *call)
{
    size_t at = call->drive == HOSTILE_NOWHERE ? 0 : call->drive + 1;

    if (call->target->features.no_prevent)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else if ((call->cdb[4] & 3) > 1)
        hostile_call_refuse(call, 4);
    else
        call->nexus->prevents[at] = call->cdb[4] & 1;
}
