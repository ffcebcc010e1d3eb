#include "support/hostile/library.h"

#include <stdlib.h>
#include <string.h>

static bool is_waiting(const struct hostile_nexus *nexus, const struct hostile_attention *new)
{
    size_t i;

    for (i = 0; i < nexus->attention_count; i++) {
        const struct hostile_attention *old = &nexus->attentions[i];

        if (old->drive == new->drive && old->asc == new->asc && old->ascq == new->ascq)
            return true;
    }
    return false;
}

void hostile_attention_raise_for(struct hostile_nexus *nexus, uint32_t drive, uint8_t asc,
                                 uint8_t ascq)
{
    struct hostile_attention new = {drive, asc, ascq};

    if (is_waiting(nexus, &new) || nexus->attention_count == HOSTILE_ATTENTIONS)
        return;
    if (nexus->attention_count == nexus->attention_room) {
        size_t room = nexus->attention_room * 2 + 4;
        struct hostile_attention *larger = realloc(nexus->attentions, room * sizeof *larger);

        if (larger == NULL)
            return;
        nexus->attentions = larger;
        nexus->attention_room = room;
    }
    nexus->attentions[nexus->attention_count++] = new;
}

void hostile_attention_raise(struct hostile_target *target, uint32_t drive, uint8_t asc,
                             uint8_t ascq)
{
    size_t i;

    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (target->nexus[i] != NULL)
            hostile_attention_raise_for(target->nexus[i], drive, asc, ascq);
}

bool hostile_attention_take(struct hostile_nexus *nexus, uint32_t drive, uint8_t *asc_out,
                            uint8_t *ascq_out)
{
    size_t i;

    for (i = 0; i < nexus->attention_count; i++) {
        struct hostile_attention *waiting = &nexus->attentions[i];

        if (waiting->drive != drive)
            continue;
        *asc_out = waiting->asc;
        *ascq_out = waiting->ascq;
        nexus->attention_count--;
        memmove(waiting, waiting + 1, (nexus->attention_count - i) * sizeof *waiting);
        return true;
    }
    return false;
}
