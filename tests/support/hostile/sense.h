/*
 * Sense data (SPC-4), before it becomes bytes.
 */
#ifndef RSM_TEST_HOSTILE_SENSE_H
#define RSM_TEST_HOSTILE_SENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hostile_sense_data {
    bool given;
    uint8_t key, asc, ascq;
    bool deferred, filemark, eom, ili;
    bool information_given;
    uint32_t information;
    bool field_given; /* the byte of the CDB that is wrong */
    uint16_t field;
    bool progress_given;
    uint16_t progress; /* of 65,536 */
};

/* Into 252 bytes; fixed_length bytes of them in fixed format, at least 1.  Returns how many. */
size_t hostile_sense_write(const struct hostile_sense_data *sense, bool descriptor,
                           size_t fixed_length, uint8_t *bytes_out);

#endif
