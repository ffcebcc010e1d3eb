#include "support/hostile/tape.h"

#include "support/hostile/labels.h"

#include <stdlib.h>
#include <string.h>

struct hostile_tape *hostile_tape_make(const struct hostile_label *label)
{
    struct hostile_tape *tape = calloc(1, sizeof *tape);

    if (tape != NULL && !hostile_labels_write(tape, label)) {
        hostile_tape_free(tape);
        tape = NULL;
    }
    return tape;
}

void hostile_tape_free(struct hostile_tape *tape)
{
    if (tape == NULL)
        return;
    hostile_tape_cut(tape, 0);
    free(tape->records);
    free(tape);
}

void hostile_tape_cut(struct hostile_tape *tape, size_t position)
{
    while (tape->count > position) {
        struct hostile_record *last = &tape->records[--tape->count];

        tape->bytes -= last->length;
        free(last->bytes);
    }
}

bool hostile_tape_append(struct hostile_tape *tape, const uint8_t *bytes, size_t length)
{
    struct hostile_record *record;

    if (bytes != NULL && (length > HOSTILE_BLOCK_MAX || tape->bytes + length > HOSTILE_TAPE_MAX))
        return false;
    if (tape->count == tape->room) {
        size_t room = tape->room == 0 ? 16 : tape->room * 2;
        struct hostile_record *larger =
            room > 1 << 20 ? NULL : realloc(tape->records, room * sizeof *larger);

        if (larger == NULL)
            return false;
        tape->records = larger;
        tape->room = room;
    }
    record = &tape->records[tape->count];
    record->bytes = NULL;
    record->length = 0;
    if (bytes != NULL) {
        record->bytes = malloc(length == 0 ? 1 : length);
        if (record->bytes == NULL)
            return false;
        memcpy(record->bytes, bytes, length);
        record->length = (uint32_t)length;
    }
    tape->bytes += record->length;
    tape->count++;
    return true;
}
