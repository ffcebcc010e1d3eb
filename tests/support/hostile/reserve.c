/*
 * Who has a logical unit for itself: RESERVE and RELEASE (SPC-2), and as much of persistent reservations (SPC-4) as it
 * takes to be in somebody's way.
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <stdlib.h>
#include <string.h>

enum { READ_KEYS, READ_RESERVATION };
enum { REGISTER, RESERVE, RELEASE, CLEAR, PREEMPT, PREEMPT_AND_ABORT, REGISTER_AND_IGNORE };
enum { FIRST_REGISTRANTS_TYPE = 5, PARAMETERS = 24 };

static uint64_t get64(const uint8_t *at)
{
    return (uint64_t)get32(at) << 32 | get32(at + 4);
}

static void put64(uint8_t *at, uint64_t value)
{
    put32(at, (uint32_t)(value >> 32));
    put32(at + 4, (uint32_t)value);
}

bool hostile_reserve_conflicts(const struct hostile_call *call)
{
    const struct hostile_unit *unit = call->unit;

    if (unit->reserved_by == HOSTILE_NOBODY || unit->reserved_by == (int)call->number)
        return false;
    return !unit->persistent || unit->kind < FIRST_REGISTRANTS_TYPE || call->nexus->key == 0;
}

void hostile_reserve_take(struct hostile_call *call)
{
    if (call->target->features.no_reserve) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    call->unit->reserved_by = (int)call->number;
    call->unit->persistent = false;
}

void hostile_reserve_give(struct hostile_call *call)
{
    if (call->target->features.no_reserve)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else if (call->unit->reserved_by == (int)call->number && !call->unit->persistent)
        call->unit->reserved_by = HOSTILE_NOBODY;
}

void hostile_reserve_forget(struct hostile_unit *unit, int session)
{
    if (unit->reserved_by == session)
        unit->reserved_by = HOSTILE_NOBODY;
}

void hostile_reserve_persistent_in(struct hostile_call *call)
{
    uint8_t data[8 + 8 * HOSTILE_NEXUS_MAX] = {0};
    size_t length = 8;
    size_t i;

    if (call->target->features.no_persistent) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    put32(data, call->unit->generation);
    switch (call->cdb[1] & 0x1F) {
    case READ_KEYS:
        for (i = 0; i < HOSTILE_NEXUS_MAX; i++) {
            if (call->target->nexus[i] == NULL || call->target->nexus[i]->key == 0)
                continue;
            put64(data + length, call->target->nexus[i]->key);
            length += 8;
        }
        break;
    case READ_RESERVATION:
        if (call->unit->persistent && call->unit->reserved_by != HOSTILE_NOBODY) {
            put64(data + length, call->unit->key);
            data[length + 13] = call->unit->kind;
            length += 16;
        }
        break;
    default:
        hostile_call_refuse(call, 1);
        return;
    }
    put32(data + 4, (uint32_t)(length - 8));
    hostile_call_answer(call, data, length, get16(call->cdb + 7));
}

static void preempt(struct hostile_call *call, uint64_t other)
{
    struct hostile_unit *unit = call->unit;
    size_t i;

    for (i = 0; i < HOSTILE_NEXUS_MAX; i++) {
        struct hostile_nexus *nexus = call->target->nexus[i];

        if (nexus == NULL || nexus == call->nexus || nexus->key != other)
            continue;
        nexus->key = 0;
        hostile_attention_raise_for(nexus, call->drive, 0x2A, 0x05); /* registrations preempted */
    }
    if (unit->persistent && unit->key == other) {
        unit->reserved_by = (int)call->number;
        unit->key = call->nexus->key;
        unit->kind = call->cdb[2] & 0x0F;
    }
}

static void clear(struct hostile_call *call)
{
    size_t i;

    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (call->target->nexus[i] != NULL)
            call->target->nexus[i]->key = 0;
    call->unit->reserved_by = HOSTILE_NOBODY;
}

static void reserve(struct hostile_call *call)
{
    struct hostile_unit *unit = call->unit;

    if (unit->reserved_by != HOSTILE_NOBODY && unit->reserved_by != (int)call->number) {
        call->verdict->status = 0x18;
        return;
    }
    unit->reserved_by = (int)call->number;
    unit->persistent = true;
    unit->kind = call->cdb[2] & 0x0F;
    unit->key = call->nexus->key;
}

/* What only those who are registered may do. */
static void act(struct hostile_call *call, unsigned action, uint64_t other)
{
    switch (action) {
    case RESERVE:
        reserve(call);
        break;
    case RELEASE:
        if (call->unit->persistent)
            hostile_reserve_forget(call->unit, (int)call->number);
        break;
    case CLEAR:
        clear(call);
        break;
    case PREEMPT:
    case PREEMPT_AND_ABORT:
        preempt(call, other);
        break;
    default:
        hostile_call_refuse(call, 1);
    }
}

void hostile_reserve_persistent_out(struct hostile_call *call)
{
    unsigned action = call->cdb[1] & 0x1F;
    uint64_t own, other;

    if (call->target->features.no_persistent) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    if (call->task->out == NULL || call->task->out_length < PARAMETERS) {
        hostile_call_fail(call, 5, 0x1A, 0x00);
        return;
    }
    own = get64(call->task->out);
    other = get64(call->task->out + 8);
    if (action != REGISTER_AND_IGNORE && own != call->nexus->key) {
        call->verdict->status = 0x18;
    } else if (action == REGISTER || action == REGISTER_AND_IGNORE) {
        call->nexus->key = other;
        call->unit->generation++;
    } else if (call->nexus->key == 0) {
        call->verdict->status = 0x18;
    } else {
        act(call, action, other);
    }
}
