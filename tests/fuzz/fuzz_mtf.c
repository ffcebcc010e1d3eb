/*
 * A TAPE block with its checksum put right, so that what lies behind the checksum is reached.
 */
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CHECKSUM = 50, HEADER_SIZE = 52 };
    uint8_t *block;

    if (size < HEADER_SIZE)
        return 0;
    block = malloc(size);
    demand(block != NULL);
    memcpy(block, data, size);
    memcpy(block, "TAPE", 4);
    memset(block + CHECKSUM, 0, 2);
    for (size_t i = 0; i < CHECKSUM; i++)
        block[CHECKSUM + i % 2] ^= block[i];
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = size});
    free(block);
    return 0;
}
