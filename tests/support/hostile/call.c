#include "support/hostile/call.h"

#include <stdlib.h>
#include <string.h>

void hostile_call_fail(struct hostile_call *call, uint8_t key, uint8_t asc, uint8_t ascq)
{
    memset(&call->sense, 0, sizeof call->sense);
    call->sense.given = true;
    call->sense.key = key;
    call->sense.asc = asc;
    call->sense.ascq = ascq;
}

void hostile_call_refuse(struct hostile_call *call, uint16_t byte)
{
    hostile_call_fail(call, 5, 0x24, 0x00);
    call->sense.field_given = true;
    call->sense.field = byte;
}

void hostile_call_answer(struct hostile_call *call, const uint8_t *bytes, size_t length,
                         size_t allocation)
{
    if (length > allocation)
        length = allocation;
    if (length == 0)
        return;
    call->verdict->data = malloc(length);
    if (call->verdict->data == NULL) {
        hostile_call_fail(call, 4, 0x44, 0x00);
        return;
    }
    memcpy(call->verdict->data, bytes, length);
    call->verdict->data_length = length;
}

struct hostile_drive *hostile_call_drive(struct hostile_call *call)
{
    return &call->target->drives[call->drive];
}
