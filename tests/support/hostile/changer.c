/*
 * What moves cartridges (SMC-3).
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <string.h>

void hostile_changer_ready(struct hostile_call *call)
{
    (void)call;
}

static void fail_address(struct hostile_call *call)
{
    hostile_call_fail(call, 5, 0x21, 0x01);
}

/* An element that a cartridge can be in; NULL, and the failure, when there is none. */
static struct hostile_element *find_place(struct hostile_call *call, size_t at)
{
    struct hostile_element *element = hostile_library_at(call->target, get16(call->cdb + at));

    if (element == NULL || element->ghost) {
        fail_address(call);
        return NULL;
    }
    return element;
}

/* 0 is the arm of the changer's choice. */
static bool is_arm(struct hostile_call *call, size_t at)
{
    uint32_t address = get16(call->cdb + at);
    const struct hostile_element *element = hostile_library_at(call->target, address);

    if (address == 0 || (element != NULL && element->kind == HOSTILE_ARM))
        return true;
    fail_address(call);
    return false;
}

/* Has somebody forbidden that the tape leaves its drive? */
static bool is_held(struct hostile_call *call, const struct hostile_element *from)
{
    const struct hostile_drive *drive = hostile_library_drive(call->target, from);
    size_t i;

    if (drive == NULL || !drive->loaded)
        return false;
    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (call->target->nexus[i] != NULL && call->target->nexus[i]->prevents[from->drive + 1])
            return true;
    return false;
}

static bool can_leave(struct hostile_call *call, const struct hostile_element *from)
{
    if (from->cartridge == NULL)
        hostile_call_fail(call, 5, 0x3B, 0x0E);
    else if (is_held(call, from))
        hostile_call_fail(call, 5, 0x53, 0x02);
    else
        return true;
    return false;
}

void hostile_changer_move(struct hostile_call *call)
{
    struct hostile_element *from = find_place(call, 4);
    struct hostile_element *to = from == NULL ? NULL : find_place(call, 6);

    if (to == NULL || !is_arm(call, 2) || !can_leave(call, from))
        return;
    if ((call->cdb[10] & 1) != 0) { /* INV: no arm can turn a cartridge over */
        hostile_call_refuse(call, 10);
        return;
    }
    if (to == from)
        return;
    if (call->wrong_place != NULL && call->wrong_place->cartridge == NULL)
        to = call->wrong_place;
    if (to->cartridge != NULL)
        hostile_call_fail(call, 5, 0x3B, 0x0D);
    else
        hostile_library_carry(call->target, from, to, false);
}

void hostile_changer_exchange(struct hostile_call *call)
{
    struct hostile_element *from, *first, *second;

    if (call->target->features.no_exchange) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    from = find_place(call, 4);
    first = from == NULL ? NULL : find_place(call, 6);
    second = first == NULL ? NULL : find_place(call, 8);
    if (second == NULL || !is_arm(call, 2) || !can_leave(call, from) || !can_leave(call, first))
        return;
    if (from == first || first == second || (second->cartridge != NULL && second != from)) {
        hostile_call_fail(call, 5, 0x3B, 0x0D);
        return;
    }
    if (second == from) {
        hostile_library_swap(call->target, from, first);
        return;
    }
    hostile_library_carry(call->target, first, second, false);
    hostile_library_carry(call->target, from, first, false);
}

void hostile_changer_position(struct hostile_call *call)
{
    if (call->target->features.no_position)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else if (find_place(call, 4) != NULL)
        (void)is_arm(call, 2);
}

void hostile_changer_initialize(struct hostile_call *call)
{
    if (call->target->features.no_initialize)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else
        call->target->initialized = true;
}

void hostile_changer_initialize_range(struct hostile_call *call)
{
    bool vendor = call->cdb[0] == 0xE7;
    const struct hostile_features *features = &call->target->features;

    if (vendor ? !features->vendor_range : !features->range)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else if ((call->cdb[1] & 1) != 0 &&
             hostile_library_at(call->target, get16(call->cdb + 2)) == NULL)
        fail_address(call);
}
