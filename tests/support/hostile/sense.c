#include "support/hostile/sense.h"

#include "support/hostile/bytes.h"
#include "support/hostile/target.h"

#include <string.h>

/* The three bytes that tell of a field, or of progress; 0 when there is nothing to tell. */
static size_t write_specific(const struct hostile_sense_data *sense, uint8_t *bytes)
{
    if (!sense->field_given && !sense->progress_given)
        return 0;
    bytes[0] = sense->field_given ? 0xC0 : 0x80; /* SKSV, C/D: in the CDB */
    put16(bytes + 1, sense->field_given ? sense->field : sense->progress);
    return 3;
}

static size_t write_fixed(const struct hostile_sense_data *sense, size_t length, uint8_t *bytes)
{
    bytes[0] = (uint8_t)((sense->deferred ? 0x71 : 0x70) | (sense->information_given ? 0x80 : 0));
    bytes[2] = (uint8_t)(sense->key | (sense->filemark ? 0x80 : 0) | (sense->eom ? 0x40 : 0) |
                         (sense->ili ? 0x20 : 0));
    put32(bytes + 3, sense->information);
    bytes[7] = (uint8_t)(length > 8 ? length - 8 : 0);
    bytes[12] = sense->asc;
    bytes[13] = sense->ascq;
    write_specific(sense, bytes + 15);
    return length;
}

static size_t write_descriptors(const struct hostile_sense_data *sense, uint8_t *bytes)
{
    size_t at = 8;

    bytes[0] = sense->deferred ? 0x73 : 0x72;
    bytes[1] = sense->key;
    bytes[2] = sense->asc;
    bytes[3] = sense->ascq;
    if (sense->information_given) {
        bytes[at + 1] = 10;
        bytes[at + 2] = 0x80;
        put32(bytes + at + 8, sense->information);
        at += 12;
    }
    if (write_specific(sense, bytes + at + 4) > 0) {
        bytes[at] = 2;
        bytes[at + 1] = 6;
        at += 8;
    }
    if (sense->filemark || sense->eom || sense->ili) {
        bytes[at] = 4;
        bytes[at + 1] = 2;
        bytes[at + 3] = (uint8_t)((sense->filemark ? 0x80 : 0) | (sense->eom ? 0x40 : 0) |
                                  (sense->ili ? 0x20 : 0));
        at += 4;
    }
    bytes[7] = (uint8_t)(at - 8);
    return at;
}

size_t hostile_sense_write(const struct hostile_sense_data *sense, bool descriptor,
                           size_t fixed_length, uint8_t *bytes_out)
{
    memset(bytes_out, 0, HOSTILE_SENSE_MAX);
    if (fixed_length > HOSTILE_SENSE_MAX)
        fixed_length = HOSTILE_SENSE_MAX;
    return descriptor ? write_descriptors(sense, bytes_out)
                      : write_fixed(sense, fixed_length, bytes_out);
}
